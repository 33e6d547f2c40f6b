"""The first rows of a list on a page, with a link to the whole list."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import QuerySet

from admm_site.core.query_cache import fetch_in_order, get_or_compute

from .years import Counted

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


class CachedPreviewList(PreviewList):
    """The first rows of a queryset. While nothing changes, only the rows that are shown are read.

    `counted` are the numbers by year that `count_by_year` takes of all rows.
    """

    def __init__(self, queryset: QuerySet, more_url: str, count_by_year: Callable[[Iterable], Counted]):
        rows = []

        def read() -> tuple:
            rows.extend(queryset)
            return tuple(row.pk for row in rows[:MAX_PREVIEW_ROWS]), len(rows), tuple(count_by_year(rows))

        keys, self.count, self.counted = get_or_compute(read, "preview", queryset)
        self.rows = rows[:MAX_PREVIEW_ROWS] or fetch_in_order(queryset, keys)
        self.more_url = more_url
