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

from .choices import QUIET_AFTER, Adopted, PaperKind, RowKind, Status, StatusUpdateRecency


def proposer_choices(papers):
    papers = papers.filter(proposed_by__isnull=False).order_by("proposed_by__name", "proposed_by__slug")
    return papers.values_list("proposed_by__slug", "proposed_by__name").distinct()


def lead_choices(initiatives):
    initiatives = initiatives.filter(leads__isnull=False).order_by(
        "leads__country__name", "leads__country__slug"
    )
    return initiatives.values_list("leads__country__slug", "leads__country__name").distinct()


class ConceptPaperFilter(PortalFilterSet):
    area = OccurringValuesFilter("area__slug", label_path="area__name", label=_("Area"), model_label=AREA)
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=PaperKind.choices)
    country = ChoicesFilter(
        field_name="proposed_by__slug", label=_("Proposed by"), load=proposer_choices, model_label=COUNTRY
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))
    adopted = django_filters.ChoiceFilter(
        label=_("Adopted or endorsed"), choices=Adopted.choices, method="filter_by_adoption"
    )

    def filter_by_adoption(self, papers, name, value):
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
        field_name="is_quiet",
        label=_("Status updates"),
        choices=StatusUpdateRecency.choices,
        method="filter_by_last_status_update",
    )

    def filter_by_last_status_update(self, rows, name, value):
        if value == StatusUpdateRecency.QUIET:
            return rows.filter(is_quiet=True)
        return rows.filter(reported_on__gte=today() - QUIET_AFTER)
