import django_filters
from django.db.models import Exists, F, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from admm_site.core.clock import today
from admm_site.core.listings import (
    ChoicesFilter,
    OccurringValuesFilter,
    OccurringYearsFilter,
    PortalFilterSet,
    StateFilter,
)
from admm_site.reference.models import CooperationArea, Country
from meetings.models import Decision
from meetings.options import AREA, COUNTRY, SERIES, all_areas, all_countries, all_series

from .choices import (
    QUIET_AFTER,
    STORED_STATUSES,
    ActivityKind,
    Adopted,
    MissingFollowUp,
    PaperKind,
    RowKind,
    Status,
    StatusUpdateRecency,
)
from .querysets import InitiativePageQuerySet
from .quiet import has_gone_quiet


def proposer_choices(papers):
    papers = papers.filter(proposed_by__isnull=False).order_by("proposed_by__name", "proposed_by__slug")
    return papers.values_list("proposed_by__slug", "proposed_by__name").distinct()


def lead_choices(initiatives):
    initiatives = initiatives.filter(leads__isnull=False).order_by(
        "leads__country__name", "leads__country__slug"
    )
    return initiatives.values_list("leads__country__slug", "leads__country__name").distinct()


class ConceptPaperFilter(PortalFilterSet):
    row_count = ngettext_lazy("%(number)d concept paper", "%(number)d concept papers", "number")
    main_filters = ("area", "country", "year")

    area = OccurringValuesFilter("area__slug", label_path="area__name", label=_("Area"), model_label=AREA)
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=PaperKind.choices)
    country = ChoicesFilter(
        field_name="proposed_by__slug", label=_("Proposed by"), load=proposer_choices, model_label=COUNTRY
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))
    adopted = django_filters.ChoiceFilter(
        label=_("Adopted or endorsed"), choices=Adopted.choices, method="filter_by_adoption"
    )

    follow_up = django_filters.ChoiceFilter(
        label=_("Follow-up"), choices=MissingFollowUp.choices, method="filter_by_follow_up"
    )

    def filter_by_adoption(self, papers, name, value):
        return papers.filter(adoption_id__isnull=value == Adopted.NO)

    def filter_by_follow_up(self, papers, name, value):
        return papers.not_carried_out()


class InitiativeFilter(PortalFilterSet):
    row_count = ngettext_lazy("%(number)d initiative", "%(number)d initiatives", "number")

    area = OccurringValuesFilter("area__slug", label_path="area__name", label=_("Area"), model_label=AREA)
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    country = ChoicesFilter(
        field_name="leads__country__slug", label=_("Lead country"), load=lead_choices, model_label=COUNTRY
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))


class ProgressFilter(PortalFilterSet):
    row_count = ngettext_lazy("%(number)d entry", "%(number)d entries", "number")
    main_filters = ("area", "status", "year")

    former_parameters = {"reports": ("status_updates", {"lately": StatusUpdateRecency.RECENT})}

    area = OccurringValuesFilter("area_slug", label_path="area_name", label=_("Area"), model_label=AREA)
    kind = django_filters.ChoiceFilter(field_name="row_kind", label=_("Kind"), choices=RowKind.choices)
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))
    status_updates = django_filters.ChoiceFilter(
        field_name="reported_on",
        label=_("Status updates"),
        choices=StatusUpdateRecency.choices,
        method="filter_by_last_status_update",
    )

    def filter_by_last_status_update(self, rows, name, value):
        if value == StatusUpdateRecency.QUIET:
            return rows.filter(has_gone_quiet(), row_kind=RowKind.INITIATIVE)
        return rows.filter(reported_on__gte=today() - QUIET_AFTER)


class HostFilterMixin:
    """Filter activities by a country that hosts them."""

    def hosted_by(self, activities, name, slug):
        return activities.hosted_by(Country.objects.get(slug=slug))

    def of_country(self, activities, name, slug):
        return activities.of_country(Country.objects.get(slug=slug))


class AreaFilterMixin:
    """Filter activities by their own area, or by that of their initiative where they name none."""

    def in_area(self, activities, name, slug):
        return activities.in_area(CooperationArea.objects.get(slug=slug))


class ActivityFilter(HostFilterMixin, AreaFilterMixin, PortalFilterSet):
    row_count = ngettext_lazy("%(number)d activity", "%(number)d activities", "number")
    main_filters = ("kind", "area", "country", "year")

    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=ActivityKind.choices)
    area = ChoicesFilter(label=_("Area"), load=all_areas, model_label=AREA, method="in_area")
    series = ChoicesFilter(
        field_name="series__slug", label=_("Working group"), load=all_series, model_label=SERIES
    )
    country = ChoicesFilter(
        field_name="country__slug", label=_("Held in"), load=all_countries, model_label=COUNTRY
    )
    host = ChoicesFilter(label=_("Hosted by"), load=all_countries, model_label=COUNTRY, method="hosted_by")
    involving = ChoicesFilter(
        label=_("Held in or hosted by"), load=all_countries, model_label=COUNTRY, method="of_country"
    )
    year = OccurringYearsFilter("start_date", label=_("Year"))
    state = StateFilter()


class StatusUpdateFilter(PortalFilterSet):
    row_count = ngettext_lazy("%(number)d status update", "%(number)d status updates", "number")

    status = django_filters.ChoiceFilter(field_name="status", label=_("Status"), choices=STORED_STATUSES)
    area = ChoicesFilter(field_name="page__area__slug", label=_("Area"), load=all_areas, model_label=AREA)
    year = OccurringYearsFilter("date", label=_("Year"))

    def all_rows(self):
        return self.queryset.model.objects.public_in_bulk()


class Grouping(TextChoices):
    SERIES = "series", _("Series of meetings")
    YEAR = "year", _("Year of adoption")


class TrailFilter(PortalFilterSet):
    """The filters of the decision tracker; `by` groups its trails otherwise than by area."""

    row_count = ngettext_lazy("%(number)d trail", "%(number)d trails", "number")
    main_filters = ("area", "year", "status", "by")

    area = ChoicesFilter(field_name="area_slug", label=_("Area"), load=all_areas, model_label=AREA)
    series = ChoicesFilter(label=_("Decided in"), load=all_series, model_label=SERIES, method="decided_in")
    year = OccurringYearsFilter("adopted_on", label=_("Year of adoption"))
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    by = django_filters.ChoiceFilter(
        label=_("Group by"), choices=Grouping.choices, method="grouped", empty_label=_("Area")
    )

    def decided_in(self, pages, name, slug):
        """Return the pages on which a meeting of the series decided."""
        decisions = Decision.objects.public().taken().filter(InitiativePageQuerySet.deciding_on())
        return pages.filter(Exists(decisions.filter(page__series__slug=slug)))

    def grouped(self, pages, name, by):
        first = {Grouping.SERIES: F("adopted_by"), Grouping.YEAR: F("adopted_on")}[by]
        return pages.order_by(first.asc(nulls_last=True), F("adopted_on").asc(nulls_last=True), "title", "pk")
