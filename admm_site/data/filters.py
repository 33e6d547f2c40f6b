import django_filters
from django.db.models import Exists, F, OuterRef, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from admm_site.content.listings import (
    ChoicesFilter,
    OccurringFilter,
    OccurringYearFilter,
    PortalFilterSet,
    StateFilter,
)
from admm_site.media.choices import DocumentKind, DocumentLanguage
from admm_site.media.models import PageText
from admm_site.reference.models import CooperationArea
from initiatives.choices import STORED_STATUSES, ActivityKind, Status
from initiatives.querysets import InitiativePageQuerySet
from meetings.choices import Verb
from meetings.models import Decision
from meetings.options import all_areas, all_countries, all_series

from .cited import area_choices, belongs_to, country_choices, series_choices


class LanguageFilter(OccurringFilter):
    def in_order(self, options):
        return [(language, DocumentLanguage(language).label) for language, _name in sorted(options)]


class Sort(TextChoices):
    """The orders of the register beside the newest first."""

    OLDEST = "oldest", _("Oldest first")
    TITLE = "title", _("By title")
    KIND = "kind", _("By kind")
    LENGTH = "length", _("Longest first")


ORDERS = {
    Sort.OLDEST: (F("issued").asc(nulls_last=True), "title", "pk"),
    Sort.TITLE: ("title", "pk"),
    Sort.KIND: ("kind", F("issued").desc(nulls_last=True), "title", "pk"),
    Sort.LENGTH: (F("page_count").desc(nulls_last=True), "title", "pk"),
}

MOST_WORDS = 8


class DocumentFilter(PortalFilterSet):
    q = django_filters.CharFilter(label=_("Words in it"), method="containing", max_length=200)
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=DocumentKind.choices)
    series = ChoicesFilter(field_name="series", label=_("Series"), load=series_choices, method="belonging")
    area = ChoicesFilter(field_name="area", label=_("Area"), load=area_choices, method="belonging")
    country = ChoicesFilter(
        field_name="country", label=_("Country"), load=country_choices, method="belonging"
    )
    year = OccurringYearFilter("issued", label=_("Year"))
    language = LanguageFilter("language", label=_("Language"))
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=Sort.choices, method="sorted", empty_label=_("Newest first")
    )

    def containing(self, documents, name, words):
        """Documents that have each of the words in their title, their symbol or on one of their pages."""
        for word in words.split()[:MOST_WORDS]:
            on_a_page = PageText.objects.filter(document=OuterRef("pk"), text__icontains=word)
            documents = documents.filter(
                Q(title__icontains=word) | Q(symbol__icontains=word) | Exists(on_a_page)
            )
        return documents

    def belonging(self, documents, relation, slug):
        return documents.filter(belongs_to(relation, slug))

    def sorted(self, documents, name, order):
        return documents.order_by(*ORDERS[order])


class ByAreaOfInitiative:
    """Finds activities by their own area, or by that of their initiative where they name none."""

    def in_area(self, activities, name, slug):
        return activities.in_area(CooperationArea.objects.get(slug=slug))


class ActivityFilter(ByAreaOfInitiative, PortalFilterSet):
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=ActivityKind.choices)
    area = ChoicesFilter(label=_("Area"), load=all_areas, method="in_area")
    series = ChoicesFilter(field_name="series__slug", label=_("Working group"), load=all_series)
    country = ChoicesFilter(field_name="country__slug", label=_("Country"), load=all_countries)
    year = OccurringYearFilter("start_date", label=_("Year"))
    state = StateFilter()


class DecisionFilter(PortalFilterSet):
    verb = django_filters.ChoiceFilter(field_name="verb", label=_("What was done"), choices=Verb.choices)
    series = ChoicesFilter(field_name="page__series__slug", label=_("Series"), load=all_series)
    country = ChoicesFilter(field_name="page__country__slug", label=_("Decided in"), load=all_countries)
    year = OccurringYearFilter("page__start_date", label=_("Year"))


class StatusUpdateFilter(PortalFilterSet):
    status = django_filters.ChoiceFilter(field_name="status", label=_("Status"), choices=STORED_STATUSES)
    area = ChoicesFilter(field_name="page__area__slug", label=_("Area"), load=all_areas)
    year = OccurringYearFilter("date", label=_("Year"))


class Grouping(TextChoices):
    SERIES = "series", _("Series of meetings")
    YEAR = "year", _("Year of adoption")


class TrailFilter(PortalFilterSet):
    """The filters of the whole process; `by` says what its chains are grouped by, if not by area."""

    area = ChoicesFilter(field_name="area_slug", label=_("Area"), load=all_areas)
    series = ChoicesFilter(label=_("Decided in"), load=all_series, method="decided_in")
    year = OccurringYearFilter("adopted_on", label=_("Year of adoption"))
    status = django_filters.ChoiceFilter(
        field_name="current_status", label=_("Status"), choices=Status.choices
    )
    by = django_filters.ChoiceFilter(
        label=_("Grouped by"), choices=Grouping.choices, method="grouped", empty_label=_("Area")
    )

    def decided_in(self, chains, name, slug):
        """Those on which a meeting of the series decided anything."""
        decided = Decision.objects.public().taken().filter(InitiativePageQuerySet.deciding_on())
        return chains.filter(Exists(decided.filter(page__series__slug=slug)))

    def grouped(self, chains, name, by):
        first = {Grouping.SERIES: F("adopted_by"), Grouping.YEAR: F("adopted_on")}[by]
        return chains.order_by(
            first.asc(nulls_last=True), F("adopted_on").asc(nulls_last=True), "title", "pk"
        )


class CalendarFilter(PortalFilterSet):
    """The filters of the calendar, which mean the same for its meetings and its activities."""

    series = ChoicesFilter(field_name="series__slug", label=_("Series"), load=all_series)
    country = ChoicesFilter(field_name="country__slug", label=_("Country"), load=all_countries)
    area = ChoicesFilter(field_name="series__area__slug", label=_("Area"), load=all_areas)


class ActivityCalendarFilter(ByAreaOfInitiative, CalendarFilter):
    area = ChoicesFilter(label=_("Area"), load=all_areas, method="in_area")
