"""The columns of list exports: the name, description and value of each."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Address:
    """An address on the portal: the `url_path` of a page, or a path. An export makes it absolute."""

    url_path: str = ""
    path: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class RelatedColumn:
    """To-many values of rows, such as participants, fetched in one query for many rows.

    `fetch` takes primary keys of rows and yields pairs of such a key and a value, in order; `attribute` is
    the attribute of a row that gets the list of its values.
    """

    attribute: str
    fetch: Callable[[list[int]], Iterable[tuple[int, Any]]]

    def attach(self, rows: list) -> None:
        values = defaultdict(list)
        for key, value in self.fetch([row.pk for row in rows]):
            values[key].append(value)
        for row in rows:
            setattr(row, self.attribute, values[row.pk])


@dataclass(frozen=True)
class Column:
    """One value of a row: text, a number, a truth, a partial date, a time, an `Address`, or a list of those.

    `source` is the path of a field (`series__slug`), or a function of the row; `requires` are then the paths
    of the fields that it reads, and `related` the to-many values.
    """

    name: str
    description: str | Promise
    source: str | Callable[[Any], Any] = ""
    requires: tuple[str, ...] = ()
    related: RelatedColumn | None = None

    @cached_property
    def value(self) -> Callable[[Any], Any]:
        """Return the value of a row."""
        if callable(self.source):
            return self.source
        path = self.source or self.name
        return follow(path.split("__")) if "__" in path else attrgetter(path)

    @property
    def field_paths(self) -> tuple[str, ...]:
        return self.requires if callable(self.source) else (self.source or self.name,)


def follow(names: list[str]) -> Callable[[Any], Any]:
    """Return a function that follows attributes of a value, and returns None where one of them is None."""

    def read(value):
        for name in names:
            value = getattr(value, name, None)
        return value

    return read


def date_columns(name: str, description: str | Promise, source: str = "") -> tuple[Column, Column]:
    """Return the columns of a partial date: the date as far as it is known, and its precision."""
    date = Column(name, description, source or name)

    def precision(row):
        value = date.value(row)
        return value and value.precision_name

    return date, Column(
        f"{name}_precision", _("Whether it is known to the day, month or year."), precision, date.field_paths
    )


def country_columns(name: str, description: str | Promise, source: str = "") -> tuple[Column, Column]:
    """Return the columns of a country: its slug and its name."""
    source = source or name
    return (
        Column(name, description, f"{source}__slug"),
        Column(f"{name}_name", _("Its name as ASEAN writes it."), f"{source}__name"),
    )


def only_fields(rows: QuerySet, field_paths: Iterable[str]) -> QuerySet:
    """Fetch only the fields at these paths, in one query."""
    field_paths = [path for path in field_paths if path not in rows.query.annotations]
    related = {path.rpartition("__")[0] for path in field_paths if "__" in path}
    return rows.select_related(None).select_related(*related).defer(None).only(*field_paths)


def for_columns(rows: QuerySet, columns: tuple[Column, ...]) -> QuerySet:
    """Fetch only the fields that the columns read."""
    return only_fields(rows, [path for column in columns for path in column.field_paths])
