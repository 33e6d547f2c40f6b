"""A part of a page that shows the first rows of a list, and leads to all of them."""

from collections.abc import Iterable, Iterator
from itertools import islice

MOST_ON_A_SHELF = 20


class Shelf:
    """The first of `rows`; `more` is where all of them are, `left` how many are not shown.

    Without such an address, all are shown.
    """

    def __init__(self, rows: Iterable, more: str = ""):
        rows = list(rows)
        self.rows = list(islice(rows, MOST_ON_A_SHELF)) if more else rows
        self.more = more
        self.left = len(rows) - len(self.rows)

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)
