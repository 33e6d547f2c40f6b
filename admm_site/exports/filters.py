import django_filters
from django.db.models import F, TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from admm_site.core.listings import (
    ChoicesFilter,
    OccurringValuesFilter,
    OccurringYearsFilter,
    PortalFilterSet,
)
from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.documents.models import PortalDocument
from initiatives.filters import AreaFilterMixin, HostFilterMixin
from meetings.filters import ParticipantFilterMixin
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
    row_count = ngettext_lazy("%(number)d document", "%(number)d documents", "number")
    main_filters = ("q", "kind", "series", "year")

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

    def all_rows(self):
        return PortalDocument.objects.public_in_bulk()

    def containing(self, documents, name, words):
        return documents.matching_text(words)

    def belonging(self, documents, relation, slug):
        return documents.filter(belongs_to(relation, slug))

    def sorted(self, documents, name, order):
        return documents.order_by(*ORDERS[order])


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
