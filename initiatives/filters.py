import django_filters
from django.utils.translation import gettext_lazy as _

from admm_site.content.listings import ChoicesFilter, PortalFilterSet, years_of
from admm_site.content.today import today

from .choices import QUIET_AFTER, PaperKind, Reporting, RowKind, Status


def area_choices(pages):
    return pages.order_by("area__name").values_list("area__slug", "area__name").distinct()


def proposer_choices(papers):
    proposed = papers.filter(proposed_by__isnull=False).order_by("proposed_by__name")
    return proposed.values_list("proposed_by__slug", "proposed_by__name").distinct()


def lead_choices(initiatives):
    led = initiatives.filter(leads__isnull=False).order_by("leads__country__name")
    return led.values_list("leads__country__slug", "leads__country__name").distinct()


class ConceptPaperFilter(PortalFilterSet):
    area = ChoicesFilter(field_name="area__slug", label=_("Area"), load=area_choices)
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=PaperKind.choices)
    country = ChoicesFilter(field_name="proposed_by__slug", label=_("Proposed by"), load=proposer_choices)
    year = ChoicesFilter(
        field_name="adopted_on__year", label=_("Year of adoption"), load=years_of("adopted_on")
    )


class InitiativeFilter(PortalFilterSet):
    area = ChoicesFilter(field_name="area__slug", label=_("Area"), load=area_choices)
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    country = ChoicesFilter(field_name="leads__country__slug", label=_("Lead country"), load=lead_choices)
    year = ChoicesFilter(
        field_name="adopted_on__year", label=_("Year of adoption"), load=years_of("adopted_on")
    )


def progress_areas(rows):
    return rows.order_by("area_name").values_list("area_slug", "area_name").distinct()


class ProgressFilter(PortalFilterSet):
    area = ChoicesFilter(field_name="area_slug", label=_("Area"), load=progress_areas)
    kind = django_filters.ChoiceFilter(field_name="row_kind", label=_("Kind"), choices=RowKind.choices)
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    year = ChoicesFilter(
        field_name="adopted_on__year", label=_("Year of adoption"), load=years_of("adopted_on")
    )
    reports = django_filters.ChoiceFilter(
        field_name="is_quiet", label=_("Reports"), choices=Reporting.choices, method="reported"
    )

    def reported(self, rows, name, value):
        if value == Reporting.QUIET:
            return rows.filter(is_quiet=True)
        return rows.filter(reported_on__gte=today() - QUIET_AFTER)
