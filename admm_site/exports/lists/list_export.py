"""The declaration of a list as an export."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from wagtail.models import Page

from admm_site.core.listings import PortalFilterSet
from admm_site.exports.columns import Column, only_fields
from admm_site.exports.fields import Field
from admm_site.exports.relations import Loader, attach


def is_valid(filterset: PortalFilterSet) -> bool:
    """Return whether the filters of the query are valid; a query without filters is."""
    return not filterset.is_bound or filterset.is_valid()


CHUNK_SIZE = 2000
TABLES = ("csv", "json")
DATA = (*TABLES, "atom")
DATA_WITH_DATES = (*DATA, "ics")


class NoFilters(PortalFilterSet):
    """No filters: the list is always shown whole."""


@dataclass(frozen=True)
class ListExport:
    """A list of the portal with its fields and formats.

    `page` is the type of its page, or the name of its URL; `get_queryset` returns the rows of that page.
    `modified` is the path of the time at which a row last changed; `annotate` adds to a queryset what columns
    read beyond fields; `entry_title` and `entry_summary` are the texts of a row in a feed; `calendar_sources`
    returns the filters and rows of other lists in its calendar.

    A list with a `row_template` has its page at its name, and needs no page type of its own. Its rows are in
    the calendar of the portal if it has a `calendar_filterset`.
    """

    name: str
    title: str | Promise
    description: str | Promise
    page: type[Page] | str
    get_queryset: Callable[[], QuerySet]
    fields: tuple[Field, ...]
    modified: str
    filterset: type[PortalFilterSet] = NoFilters
    annotate: Callable[[QuerySet], QuerySet] = lambda rows: rows
    entry_title: Callable[[Any], str] = str
    entry_summary: Callable[[Any], str] = lambda row: ""
    suffixes: tuple[str, ...] = DATA
    calendar_sources: Callable[[], list[tuple[type[PortalFilterSet], Callable[[], QuerySet]]]] = list
    calendar_filterset: type[PortalFilterSet] | None = None
    row_template: str = ""

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        return tuple(column for field in self.fields for column in field.columns)

    def get_filtersets(self, request) -> list[PortalFilterSet]:
        """Return the filterset of the rows for the query of the request, then those of `calendar_sources`."""
        return [
            filterset(request.GET or None, queryset=get_queryset(), request=request)
            for filterset, get_queryset in ((self.filterset, self.get_queryset), *self.calendar_sources())
        ]

    def rows(self, queryset: QuerySet | None = None) -> QuerySet:
        """Return the rows, or those of `queryset`, with what the columns read."""
        queryset = self.get_queryset() if queryset is None else queryset
        field_paths = [path for column in self.columns for path in column.field_paths]
        return only_fields(self.annotate(queryset), field_paths)

    def iterate(self, rows: QuerySet) -> Iterator:
        """Iterate over the rows in chunks, each row with its related records."""
        iterator = rows.iterator(chunk_size=CHUNK_SIZE)
        while chunk := list(islice(iterator, CHUNK_SIZE)):
            yield from self.attach_related(chunk)

    @cached_property
    def loaders(self) -> dict[str, Loader]:
        return {field.name: field.related for field in self.fields if field.related}

    def attach_related(self, rows: Sequence) -> Sequence:
        """Attach their related records to the rows, and return them."""
        return attach(rows, self.loaders)

    def newest_first(self, rows: QuerySet) -> QuerySet:
        """Order the rows by their last change, newest first."""
        return rows.order_by(F(self.modified).desc(nulls_last=True), "-pk")

    def modified_at(self, row) -> datetime | None:
        return self.column("modified").value(row)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)
