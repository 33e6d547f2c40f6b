from functools import reduce
from operator import or_

import django_filters
from django.db.models import F, Q, TextChoices
from django.utils.translation import gettext_lazy as _

from admm_site.core.listings import (
    ChoicesFilter,
    OccurringValuesFilter,
    OccurringYearsFilter,
    PortalFilterSet,
    YearBoundFilter,
)
from admm_site.core.publication import is_public
from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.reference.models import Country
from initiatives.filters import AreaFilterMixin, HostFilterMixin
from meetings.choices import Verb
from meetings.filters import ParticipantFilterMixin
from meetings.models import MeetingPage
from meetings.options import AREA, COUNTRY, SERIES, all_areas, all_countries, all_series

from .document_usage import area_choices, belongs_to, country_choices, series_choices


class LanguageFilter(OccurringValuesFilter):
    def sort_options(self, options):
        return [(language, DocumentLanguage(language).label) for language, _name in sorted(options)]


class Sort(TextChoices):
    """The orders of documents besides newest first."""

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


class DocumentFilter(PortalFilterSet):
    q = django_filters.CharFilter(label=_("Search in text"), method="containing", max_length=200)
    kind = django_filters.ChoiceFilter(field_name="kind", label=_("Kind"), choices=DocumentKind.choices)
    series = ChoicesFilter(
        field_name="series", label=_("Series"), load=series_choices, model_label=SERIES, method="belonging"
    )
    area = ChoicesFilter(
        field_name="area", label=_("Area"), load=area_choices, model_label=AREA, method="belonging"
    )
    country = ChoicesFilter(
        field_name="country",
        label=_("Country"),
        load=country_choices,
        model_label=COUNTRY,
        method="belonging",
    )
    year = OccurringYearsFilter("issued", label=_("Year"))
    language = LanguageFilter("language", label=_("Language"))
    sort = django_filters.ChoiceFilter(
        label=_("Order"), choices=Sort.choices, method="sorted", empty_label=_("Newest first")
    )

    def containing(self, documents, name, words):
        return documents.matching_text(words)

    def belonging(self, documents, relation, slug):
        return documents.filter(belongs_to(relation, slug))

    def sorted(self, documents, name, order):
        return documents.order_by(*ORDERS[order])


SUBJECTS = ("conceptpaperpage", "initiativepage")


class DecisionFilter(PortalFilterSet):
    verb = django_filters.ChoiceFilter(field_name="verb", label=_("Decision type"), choices=Verb.choices)
    area = ChoicesFilter(label=_("Area"), load=all_areas, model_label=AREA, method="in_area")
    series = ChoicesFilter(
        field_name="page__series__slug", label=_("Series"), load=all_series, model_label=SERIES
    )
    country = ChoicesFilter(
        field_name="page__country__slug", label=_("Held in"), load=all_countries, model_label=COUNTRY
    )
    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, model_label=COUNTRY, method="with_participant"
    )
    year = OccurringYearsFilter("page__start_date", label=_("Year"))
    year_from = YearBoundFilter("page__start_date", lookup_expr="gte", label=_("From year"))
    year_to = YearBoundFilter("page__start_date", lookup_expr="lte", label=_("To year"))

    def in_area(self, decisions, name, slug):
        """Return decisions on a paper or an initiative of the area, and those of its working group."""
        about = (Q(**{f"subject__{page_type}__area__slug": slug}) for page_type in SUBJECTS)
        return decisions.filter(reduce(or_, about) & is_public("subject") | Q(page__series__area__slug=slug))

    def with_participant(self, decisions, name, slug):
        meetings = MeetingPage.objects.with_participant(Country.objects.get(slug=slug))
        return decisions.filter(page__in=meetings.values("pk"))


class CalendarFilter(ParticipantFilterMixin, PortalFilterSet):
    """The filters of the calendar, which mean the same for its meetings and its activities."""

    series = ChoicesFilter(field_name="series__slug", label=_("Series"), load=all_series, model_label=SERIES)
    country = ChoicesFilter(
        field_name="country__slug", label=_("Held in"), load=all_countries, model_label=COUNTRY
    )
    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, model_label=COUNTRY, method="filter_by_participant"
    )
    area = ChoicesFilter(field_name="series__area__slug", label=_("Area"), load=all_areas, model_label=AREA)


class ActivityCalendarFilter(HostFilterMixin, AreaFilterMixin, CalendarFilter):
    """The filters of activities in the calendar: of who takes part, only hosts are recorded."""

    participant = ChoicesFilter(
        label=_("Takes part"), load=all_countries, model_label=COUNTRY, method="hosted_by"
    )
    area = ChoicesFilter(label=_("Area"), load=all_areas, model_label=AREA, method="in_area")
