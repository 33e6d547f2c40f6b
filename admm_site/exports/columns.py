"""Columns of a list that is taken away: what each is called, what it means, and how it is read of a row."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PRECISIONS = {"D": "day", "M": "month", "Y": "year"}


@dataclass(frozen=True)
class Address:
    """Where something is on the portal: the `url_path` of a page, or a path."""

    url_path: str = ""
    path: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Many:
    """What rows have many of, such as participants: asked in one query for many rows, as bare values.

    `ask` gives, for primary keys of rows, such a key with a value each, in order; `attribute` is where a row
    then has its values.
    """

    attribute: str
    ask: Callable[[list[int]], Iterable[tuple[int, Any]]]

    def gather(self, rows: list) -> None:
        found = defaultdict(list)
        for key, value in self.ask([row.pk for row in rows]):
            found[key].append(value)
        for row in rows:
            setattr(row, self.attribute, found[row.pk])


@dataclass(frozen=True)
class Column:
    """One value of a row: text, a number, a truth, a partial date, a time, an `Address`, or a list of those.

    `read` is the path of a field (`series__slug`), or a function of the row, which names in `needs` the paths
    of the fields that it reads, or in `many` what was gathered for it.
    """

    name: str
    meaning: str | Promise
    read: str | Callable[[Any], Any] = ""
    needs: tuple[str, ...] = ()
    many: Many | None = None

    @cached_property
    def of(self) -> Callable[[Any], Any]:
        """Gives the value of a row."""
        if callable(self.read):
            return self.read
        path = self.read or self.name
        return follow(path.split("__")) if "__" in path else attrgetter(path)

    @property
    def paths(self) -> tuple[str, ...]:
        return self.needs if callable(self.read) else (self.read or self.name,)


def follow(names: list[str]) -> Callable[[Any], Any]:
    """Reads an attribute of an attribute; None where one of them is None."""

    def read(value):
        for name in names:
            value = getattr(value, name, None)
        return value

    return read


def date_columns(name: str, meaning: str | Promise, read: str = "") -> tuple[Column, Column]:
    """A partial date as far as it is known, and beside it how far that is."""
    date = Column(name, meaning, read or name)

    def precision(row):
        known = date.of(row)
        return known and PRECISIONS[known.precision]

    return date, Column(
        f"{name}_precision", _("Whether it is known to the day, month or year."), precision, date.paths
    )


def country_columns(name: str, meaning: str | Promise, read: str = "") -> tuple[Column, Column]:
    """A country: its identifier and its name."""
    read = read or name
    return (
        Column(name, meaning, f"{read}__slug"),
        Column(f"{name}_name", _("Its name as ASEAN writes it."), f"{read}__name"),
    )


def reading(rows: QuerySet, paths: Iterable[str]) -> QuerySet:
    """The same rows with what is at the paths, and no more of them, in one query."""
    paths = [path for path in paths if path not in rows.query.annotations]
    related = {path.rpartition("__")[0] for path in paths if "__" in path}
    return rows.select_related(None).select_related(*related).defer(None).only(*paths)


def with_columns(rows: QuerySet, columns: tuple[Column, ...]) -> QuerySet:
    """The same rows with what the columns read of fields."""
    return reading(rows, [path for column in columns for path in column.paths])
