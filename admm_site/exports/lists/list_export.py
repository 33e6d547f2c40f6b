"""What a list is, for whoever takes it away."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.db.models import F, QuerySet
from django.utils.functional import Promise
from wagtail.models import Page

from admm_site.core.listings import PortalFilterSet
from admm_site.exports.columns import Column, with_columns


def is_valid(filterset: PortalFilterSet) -> bool:
    """Whether the query asks for what there is; a query without filters does."""
    return not filterset.is_bound or filterset.is_valid()


ROWS_AT_ONCE = 2000
TABLES = ("csv", "json")
DATA = (*TABLES, "atom")
DATA_WITH_DATES = (*DATA, "ics")


class NoFilter(PortalFilterSet):
    """Of a list that is always shown whole."""


@dataclass(frozen=True)
class Register:
    """A list. `page` is the type of its page, or the name of its address; `listed` gives the rows there.

    `modified` is the path of the time at which a row last changed; `complete` adds what columns read beyond
    fields; `headline` and `digest` are what a feed says of a row; `together` are other rows of its calendar.
    """

    name: str
    title: str | Promise
    description: str | Promise
    page: type[Page] | str
    listed: Callable[[], QuerySet]
    columns: tuple[Column, ...]
    modified: str
    filterset: type[PortalFilterSet] = NoFilter
    complete: Callable[[QuerySet], QuerySet] = lambda rows: rows
    headline: Callable[[Any], str] = str
    digest: Callable[[Any], str] = lambda row: ""
    suffixes: tuple[str, ...] = DATA
    together: tuple[tuple[type[PortalFilterSet], Callable[[], QuerySet]], ...] = ()

    def ask(self, request) -> list[PortalFilterSet]:
        """The rows as the query of the request filters them, then those `together` with them."""
        return [
            filterset(request.GET or None, queryset=listed(), request=request)
            for filterset, listed in ((self.filterset, self.listed), *self.together)
        ]

    def rows(self, listed: QuerySet | None = None) -> QuerySet:
        """The rows, or those given of them, ready to be told by the columns."""
        return with_columns(self.complete(self.listed() if listed is None else listed), self.columns)

    def read(self, rows: QuerySet) -> Iterator:
        """Each of the rows once, with what it has many of; some of them in memory at a time."""
        found = rows.iterator(chunk_size=ROWS_AT_ONCE)
        while several := list(islice(found, ROWS_AT_ONCE)):
            yield from self.complete_with_many(several)

    def complete_with_many(self, rows: list) -> list:
        """The same rows with what they have many of."""
        for many in dict.fromkeys(column.many for column in self.columns if column.many):
            many.gather(rows)
        return rows

    def newest(self, rows: QuerySet) -> QuerySet:
        """The rows, those first that changed last."""
        return rows.order_by(F(self.modified).desc(nulls_last=True), "-pk")

    def modified_at(self, row) -> datetime | None:
        return self.column("modified").of(row)

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)
