import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.core.clock import today
from admm_site.core.listings import (
    ChoicesFilter,
    OccurringValuesFilter,
    OccurringYearsFilter,
    PortalFilterSet,
)
from meetings.options import AREA, COUNTRY

from .choices import QUIET_AFTER, Adopted, PaperKind, Reporting, RowKind, Status


def proposer_choices(papers):
    proposed = papers.filter(proposed_by__isnull=False).order_by("proposed_by__name", "proposed_by__slug")
    return proposed.values_list("proposed_by__slug", "proposed_by__name").distinct()


def lead_choices(initiatives):
    led = initiatives.filter(leads__isnull=False).order_by("leads__country__name", "leads__country__slug")
    return led.values_list("leads__country__slug", "leads__country__name").distinct()


class ConceptPaperFilter(PortalFilterSet):
    area = OccurringValuesFilter("area__slug", label_path="area__name", label=_("Area"), model_label=AREA)
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=PaperKind.choices)
    country = ChoicesFilter(
        field_name="proposed_by__slug", label=_("Proposed by"), load=proposer_choices, model_label=COUNTRY
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))
    adopted = django_filters.ChoiceFilter(
        label=_("Adopted or endorsed"), choices=Adopted.choices, method="adopted_or_not"
    )

    def adopted_or_not(self, papers, name, value):
        return papers.filter(adoption_id__isnull=value == Adopted.NO)


class InitiativeFilter(PortalFilterSet):
    area = OccurringValuesFilter("area__slug", label_path="area__name", label=_("Area"), model_label=AREA)
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    country = ChoicesFilter(
        field_name="leads__country__slug", label=_("Lead country"), load=lead_choices, model_label=COUNTRY
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))


class ProgressFilter(PortalFilterSet):
    area = OccurringValuesFilter("area_slug", label_path="area_name", label=_("Area"), model_label=AREA)
    kind = django_filters.ChoiceFilter(field_name="row_kind", label=_("Kind"), choices=RowKind.choices)
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))
    reports = django_filters.ChoiceFilter(
        field_name="is_quiet", label=_("Status updates"), choices=Reporting.choices, method="reported"
    )

    def reported(self, rows, name, value):
        if value == Reporting.QUIET:
            return rows.filter(is_quiet=True)
        return rows.filter(reported_on__gte=today() - QUIET_AFTER)
