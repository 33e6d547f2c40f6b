"""The columns of list exports: the name, description and value of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise


@dataclass(frozen=True)
class LocalUrl:
    """An address on the portal: the `url_path` of a page, or a path. An export makes it absolute."""

    url_path: str = ""
    path: str = ""
    anchor: str = ""


@dataclass(frozen=True)
class Column:
    """One value of a row: text, number, boolean, partial date, time, `LocalUrl`, or a list of those.

    `source` is a path (`series__slug`), or a function of the row. `requires` are the paths of the fields that
    it reads, where that is not the path itself.
    """

    name: str
    description: str | Promise
    source: str | Callable[[Any], Any] = ""
    requires: tuple[str, ...] = ()

    @cached_property
    def value(self) -> Callable[[Any], Any]:
        """Return the function that reads the value of a row."""
        return self.source if callable(self.source) else path_getter(self.source or self.name)

    @property
    def field_paths(self) -> tuple[str, ...]:
        return self.requires if self.requires or callable(self.source) else (self.source or self.name,)


def path_getter(path: str) -> Callable[[Any], Any]:
    """Return a function that follows a path of fields, and returns None where one of them is None."""
    if "__" not in path:
        return attrgetter(path)
    names = path.split("__")

    def get(value):
        for name in names:
            value = getattr(value, name, None)
        return value

    return get


def only_fields(rows: QuerySet, field_paths: Iterable[str]) -> QuerySet:
    """Fetch only the fields at these paths, in one query."""
    field_paths = [path for path in field_paths if path not in rows.query.annotations]
    related = {path.rpartition("__")[0] for path in field_paths if "__" in path}
    return rows.select_related(None).select_related(*related).defer(None).only(*field_paths)
