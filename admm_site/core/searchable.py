"""Declarations of a model for search: its kind, its facet values, its text and its records.

`admm_site.search` reads it; a field is searched once it stands in `search_fields`.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Manager, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from .partial_dates import PartialDate

TITLE_FIELDS = {"title", "name"}


class SearchKind(TextChoices):
    """The kind of a result."""

    MEETING = "meeting", _("Meeting")
    DECISION = "decision", _("Decision")
    PAPER = "concept-paper", _("Concept paper")
    INITIATIVE = "initiative", _("Initiative")
    UPDATE = "status-update", _("Status update")
    ACTIVITY = "activity", _("Activity")
    DOCUMENT = "document", _("Document")
    COUNTRY = "country", _("Country")
    AREA = "area", _("Area of cooperation")
    SERIES = "series", _("Series of meetings")
    PAGE = "page", _("Page")


# The rank of a kind among equal matches: visitors look for a meeting more often than for its records.
SEARCH_WEIGHTS: dict[str, int] = {
    SearchKind.MEETING: 10,
    SearchKind.COUNTRY: 9,
    SearchKind.AREA: 9,
    SearchKind.SERIES: 9,
    SearchKind.INITIATIVE: 9,
    SearchKind.PAPER: 8,
    SearchKind.PAGE: 7,
    SearchKind.ACTIVITY: 6,
    SearchKind.DOCUMENT: 5,
    SearchKind.DECISION: 4,
    SearchKind.UPDATE: 3,
}


@dataclass(frozen=True)
class FacetValues:
    """The values by which a result can be filtered; areas, series and countries by their primary keys."""

    kind: SearchKind
    date: PartialDate | None = None
    areas: frozenset[int] = frozenset()
    series: frozenset[int] = frozenset()
    countries: frozenset[int] = frozenset()
    language: str = "en"


@dataclass(frozen=True)
class SearchRecord:
    """A record of a page that is a result of its own; its facet values are those of the page and more.

    A record that is `about` another page is shown while that page is public if it `names_about`, and
    while it is not public if it doesn't.
    """

    key: str
    kind: SearchKind
    title: str
    text: Iterable
    anchor: str
    doubt: str = ""
    date: PartialDate | None = None
    areas: frozenset[int] = frozenset()
    about_id: int | None = None
    names_about: bool = False


class Searchable:
    """A model that visitors search."""

    search_kind = SearchKind.PAGE

    @property
    def search_doubt(self) -> str:
        """Return what no source confirms, as it is shown beside a result."""
        return getattr(self, "doubt", "")

    @classmethod
    def for_search(cls) -> QuerySet:
        """Return all rows with what their facet values need."""
        return cls._default_manager.all()

    def get_facet_values(self) -> FacetValues:
        return FacetValues(self.search_kind)

    def get_search_text(self) -> list:
        """Return the texts to search, by default those of `search_fields`; the title is searched anyway."""
        return [
            value
            for field in self.get_search_fields()
            if getattr(field, "field_name", "") not in TITLE_FIELDS
            for value in _values(self, field)
        ]

    def get_search_records(self) -> Iterable[SearchRecord]:
        return ()


def facet_keys(*keys: int | None) -> frozenset[int]:
    return frozenset(key for key in keys if key)


def title_with_acronym(row) -> str:
    """Return the title or name of a row, with its acronym behind it unless it is in it."""
    title, acronym = getattr(row, "title", "") or getattr(row, "name", ""), getattr(row, "acronym", "")
    return f"{title} ({acronym})" if acronym and acronym not in title else title


def _values(row, field) -> list:
    """Return the values of a search field, those of related rows included."""
    if isinstance(field, index.RelatedFields):
        related = field.get_value(row)
        rows = related.all() if isinstance(related, Manager) else filter(None, [related])
        return [value for row in rows for part in field.fields for value in _values(row, part)]
    return [field.get_value(row)] if isinstance(field, index.SearchField) else []
