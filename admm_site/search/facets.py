"""What results can be narrowed by: the filters asked for, and how many results each further one leaves."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import CharField, F, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.documents.choices import DocumentLanguage
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from .analysis import facet_token
from .choices import Kind

LABELS = {
    "kind": _("Kind"),
    "area": _("Area"),
    "series": _("Series"),
    "country": _("Country"),
    "year": _("Year"),
    "language": _("Language"),
}
COLUMNS = {"area": "areas", "series": "series", "country": "countries"}
FACET_COLUMNS = [COLUMNS.get(name, name) for name in LABELS]  # as passages have them


class FacetLabels:
    """Names and slugs of areas, series and countries, asked once."""

    def __init__(self):
        rows = [
            (CooperationArea.objects.all(), "area", "name"),
            (MeetingSeries.objects.all(), "series", "acronym"),
            (Country.objects.all(), "country", "name"),
        ]
        first, *others = (self._rows(*one) for one in rows)
        found = list(first.union(*others, all=True).order_by())
        self.by_pk = {(facet, pk): (slug, name) for facet, pk, slug, name in found}
        self.pks = {(facet, slug): pk for facet, pk, slug, name in found}
        self._slugs: dict[tuple[str, str], list[str]] = {}

    def slugs(self, facet: str, keys: str) -> list[str]:
        """The slugs of primary keys between blanks."""
        if (facet, keys) not in self._slugs:
            found = (self.by_pk.get((facet, int(pk))) for pk in keys.split())
            self._slugs[facet, keys] = [slug for slug, _name in filter(None, found)]
        return self._slugs[facet, keys]

    @staticmethod
    def _rows(queryset: QuerySet, facet: str, name: str) -> QuerySet:
        labelled = queryset.order_by().annotate(facet=Value(facet, CharField()), label=F(name))
        return labelled.values_list("facet", "pk", "slug", "label")


@dataclass(frozen=True)
class FacetChoice:
    """A value of a facet: how many results it leaves."""

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
    """What the address asks for, as far as it can be; a value that does not exist is in `unknown`."""

    def __init__(self, asked: Mapping[str, str], places: FacetLabels):
        self.places = places
        self.chosen: dict[str, str] = {}
        self.unknown: dict[str, str] = {}
        for name in LABELS:
            value = asked.get(name, "").strip()
            if value:
                (self.chosen if self._key(name, value) is not None else self.unknown)[name] = value

    def _key(self, name: str, value: str) -> int | str | None:
        """The value as passages have it."""
        if name in COLUMNS:
            return self.places.pks.get((name, value))
        if name == "year":
            return int(value) if value.isascii() and value.isdecimal() and len(value) == 4 else None
        known = {"kind": Kind, "language": DocumentLanguage}[name]
        return value if value in known.values else None

    @property
    def asked(self) -> dict[str, str]:
        return self.chosen | self.unknown

    @property
    def facts(self) -> list[str]:
        """What the index must hold of a passage that passes."""
        keys = {name: self._key(name, value) for name, value in self.chosen.items()}
        return [facet_token(name, key) for name, key in keys.items() if key is not None]

    def accept(self, row: Mapping, without: str) -> bool:
        """Whether results that have what `row` has in common pass all filters but one."""
        return not any(name != without for name in self.unknown) and all(
            f" {self._key(name, value)} " in row[COLUMNS[name]]
            if name in COLUMNS
            else self._key(name, value) == row[name]
            for name, value in self.chosen.items()
            if name != without
        )

    def label(self, name: str, value: str) -> str:
        """A value as people read it."""
        if name in self.unknown:
            return value
        if name in COLUMNS:
            return self.places.by_pk[name, self.places.pks[name, value]][1]
        known = {"kind": Kind, "language": DocumentLanguage}.get(name)
        return str(known(value).label) if known else value


class FacetCounts:
    """How many results there are of each combination of what can be filtered by; all else is a sum of those.

    Each result has one combination, so that no result is counted twice.
    """

    def __init__(self, rows: Iterable[Mapping], filters: Filters):
        self.rows, self.filters = list(rows), filters

    @cached_property
    def total(self) -> int:
        return sum(row["things"] for row in self.rows)

    def without(self, name: str) -> int:
        """How many of them are left by all filters but `name`."""
        return sum(row["things"] for row in self.rows if self.filters.accept(row, without=name))

    def most_restrictive(self) -> str:
        """The filter without which most is left; of several that help alike, the first; "" if none does."""
        found = {name: self.without(name) for name in self.filters.asked}
        best = max(found, key=lambda name: found[name], default="")
        return best if found.get(best) else ""

    def facets(self) -> list[Facet]:
        """Those that would narrow the results or are in use, with their values in order."""
        counted = {name: Counter() for name in LABELS}
        for row in self.rows:
            for name, counter in counted.items():
                for value in self._values(row, name):
                    counter[value] += row["things"]
        facets = [
            Facet(name, LABELS[name], self._choices(name, counter)) for name, counter in counted.items()
        ]
        return [facet for facet in facets if self._is_useful(facet)]

    def _values(self, row: Mapping, name: str) -> list[str]:
        if name not in COLUMNS:
            return [str(row[name])] if row[name] else []
        return self.filters.places.slugs(name, row[COLUMNS[name]])

    def _choices(self, name: str, counter: Counter) -> list[FacetChoice]:
        chosen = self.filters.chosen.get(name)
        choices = [
            FacetChoice(value, self.filters.label(name, value), count, value == chosen)
            for value, count in counter.items()
        ]
        if name == "year":
            return sorted(choices, key=lambda choice: choice.value, reverse=True)
        return sorted(choices, key=lambda choice: (-choice.count, choice.label, choice.value))

    def _is_useful(self, facet: Facet) -> bool:
        narrows = any(choice.count < self.total for choice in facet.choices) or len(facet.choices) > 1
        return narrows or any(choice.is_selected for choice in facet.choices)
