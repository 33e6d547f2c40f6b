"""The first rows of a list on a page, with a link to the whole list."""

from collections.abc import Iterable, Iterator

MAX_PREVIEW_ROWS = 20


class PreviewList:
    """The first of the rows; the whole list is at `more_url`. Without that, all rows are shown.

    `count` is the number of all rows, `remaining` of those that are not shown.
    """

    def __init__(self, rows: Iterable, more_url: str = ""):
        rows = list(rows)
        self.rows = rows[:MAX_PREVIEW_ROWS] if more_url else rows
        self.more_url = more_url
        self.count = len(rows)

    @property
    def remaining(self) -> int:
        return self.count - len(self.rows)

    def __iter__(self) -> Iterator:
        return iter(self.rows)

    def __bool__(self) -> bool:
        return bool(self.rows)
