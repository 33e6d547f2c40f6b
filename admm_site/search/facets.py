"""Facets: the filters of a search, and the number of results for each value of a facet."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, F, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.listings import NO_SUCH_VALUE
from admm_site.core.searchable import SearchKind
from admm_site.documents.choices import DocumentLanguage
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from .analysis import facet_token

LABELS = {
    "kind": _("Kind"),
    "area": _("Area"),
    "series": _("Series"),
    "country": _("Country"),
    "year": _("Year"),
    "language": _("Language"),
}
CHOICES = {"kind": SearchKind, "language": DocumentLanguage}
KEY_COLUMNS = {"area": "areas", "series": "series", "country": "countries"}  # with several keys each
FACET_COLUMNS = [KEY_COLUMNS.get(name, name) for name in LABELS]  # of passages


class FacetLabels:
    """Slugs and names of areas, series and countries, from one query."""

    def __init__(self):
        querysets = [
            self._labelled(CooperationArea.objects.all(), "area", "name"),
            self._labelled(MeetingSeries.objects.all(), "series", "acronym"),
            self._labelled(Country.objects.all(), "country", "name"),
        ]
        rows = list(querysets[0].union(*querysets[1:], all=True).order_by())
        self.by_pk = {(facet, pk): (slug, name) for facet, pk, slug, name in rows}
        self.pks = {(facet, slug): pk for facet, pk, slug, name in rows}
        self._slugs: dict[tuple[str, str], list[str]] = {}

    def slugs(self, facet: str, keys: str) -> list[str]:
        """Return the slugs of primary keys that are separated by spaces."""
        if (facet, keys) not in self._slugs:
            labels = (self.by_pk.get((facet, int(pk))) for pk in keys.split())
            self._slugs[facet, keys] = [slug for slug, _name in filter(None, labels)]
        return self._slugs[facet, keys]

    @staticmethod
    def _labelled(queryset: QuerySet, facet: str, name: str) -> QuerySet:
        labelled = queryset.order_by().annotate(facet=Value(facet, CharField()), label=F(name))
        return labelled.values_list("facet", "pk", "slug", "label")


@dataclass(frozen=True)
class FacetChoice:
    """A value of a facet with the number of results that it leaves."""

    value: str
    label: str | Promise
    count: int = 0
    is_selected: bool = False


@dataclass(frozen=True)
class Facet:
    name: str
    label: str | Promise
    choices: list[FacetChoice]


class Filters:
    """The filters of a request: valid ones are `selected`, values that don't exist `invalid`."""

    def __init__(self, parameters: Mapping[str, str], labels: FacetLabels):
        self.labels = labels
        self.selected: dict[str, str] = {}
        self.invalid: dict[str, str] = {}
        for name in LABELS:
            if value := parameters.get(name, "").strip():
                (self.invalid if self._key(name, value) is None else self.selected)[name] = value

    def _key(self, name: str, value: str) -> int | str | None:
        """Return the value as passages store it, or None if it does not exist."""
        if name in KEY_COLUMNS:
            return self.labels.pks.get((name, value))
        if name == "year":
            return int(value) if value.isascii() and value.isdecimal() and len(value) == 4 else None
        return value if value in CHOICES[name].values else None

    @property
    def errors(self) -> list[str]:
        """Return a message for each filter whose value doesn't exist."""
        return [f"{LABELS[name]}: {NO_SUCH_VALUE}" for name in self.invalid]

    @property
    def requested(self) -> dict[str, str]:
        return self.selected | self.invalid

    @property
    def facet_tokens(self) -> list[str]:
        """Return the index tokens that a passage must have to pass the filters."""
        keys = {name: self._key(name, value) for name, value in self.selected.items()}
        return [facet_token(name, key) for name, key in keys.items() if key is not None]

    def accept(self, row: Mapping, without: str) -> bool:
        """Return whether a row of facet values passes all filters but the one named `without`."""
        return not any(name != without for name in self.invalid) and all(
            f" {self._key(name, value)} " in row[KEY_COLUMNS[name]]
            if name in KEY_COLUMNS
            else self._key(name, value) == row[name]
            for name, value in self.selected.items()
            if name != without
        )

    def label(self, name: str, value: str) -> str:
        """Return the label of a value of a facet."""
        if name in self.invalid:
            return value
        if name in KEY_COLUMNS:
            return self.labels.by_pk[name, self.labels.pks[name, value]][1]
        return str(CHOICES[name](value).label) if name in CHOICES else value


class FacetCounts:
    """The number of results for each combination of facet values, from which all other counts are sums.

    A result has one combination, so that none is counted twice.
    """

    def __init__(self, rows: Iterable[Mapping], filters: Filters):
        self.rows, self.filters = list(rows), filters

    @cached_property
    def total(self) -> int:
        return sum(row["count"] for row in self.rows)

    def without(self, name: str) -> int:
        """Return the number of results that all filters but the one named leave."""
        return sum(row["count"] for row in self.rows if self.filters.accept(row, without=name))

    def most_restrictive(self) -> str:
        """Return the filter whose removal leaves most results; an empty string if none helps."""
        counts = {name: self.without(name) for name in self.filters.requested}
        best = max(counts, key=lambda name: counts[name], default="")
        return best if counts.get(best) else ""

    def facets(self) -> list[Facet]:
        """Return the facets that narrow the results or are in use."""
        counters = {name: Counter() for name in LABELS}
        for row in self.rows:
            for name, counter in counters.items():
                for value in self._values(row, name):
                    counter[value] += row["count"]
        facets = [
            Facet(name, LABELS[name], self._choices(name, counter)) for name, counter in counters.items()
        ]
        return [facet for facet in facets if self._is_useful(facet)]

    def _values(self, row: Mapping, name: str) -> list[str]:
        if name in KEY_COLUMNS:
            return self.filters.labels.slugs(name, row[KEY_COLUMNS[name]])
        return [str(row[name])] if row[name] else []

    def _choices(self, name: str, counter: Counter) -> list[FacetChoice]:
        selected = self.filters.selected.get(name)
        choices = [
            FacetChoice(value, self.filters.label(name, value), count, value == selected)
            for value, count in counter.items()
        ]
        if name == "year":
            return sorted(choices, key=lambda choice: choice.value, reverse=True)
        return sorted(choices, key=lambda choice: (-choice.count, choice.label, choice.value))

    def _is_useful(self, facet: Facet) -> bool:
        narrows = any(choice.count < self.total for choice in facet.choices) or len(facet.choices) > 1
        return narrows or any(choice.is_selected for choice in facet.choices)
