"""A part of a page that shows the first rows of a list, and leads to all of them."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from django.db.models import QuerySet

from admm_site.core.query_cache import fetch_in_order, get_or_compute

from .years import Counted

MOST_ON_A_SHELF = 20


class Shelf:
    """The first of `rows`; `more` is where all of them are, `number` how many, `left` how many are not shown.

    Without such an address, all are shown.
    """

    def __init__(self, rows: Iterable, more: str = ""):
        rows = list(rows)
        self.rows = list(islice(rows, MOST_ON_A_SHELF)) if more else rows
        self.more = more
        self.number = len(rows)
        self.left = self.number - len(self.rows)

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)


class KeptShelf(Shelf):
    """The shelf of a query. While nothing changes, no more of its rows are read than are shown.

    `counted` are the numbers by year that `count` finds in all of them.
    """

    def __init__(self, rows: QuerySet, more: str, count: Callable[[Iterable], Counted]):
        read = []

        def look() -> tuple:
            read.extend(rows)
            return tuple(row.pk for row in read[:MOST_ON_A_SHELF]), len(read), tuple(count(read))

        keys, self.number, self.counted = get_or_compute(look, "shelf", rows)
        self.rows = read[:MOST_ON_A_SHELF] or fetch_in_order(rows, keys)
        self.more = more
        self.left = self.number - len(keys)
