"""One month of the calendar: weeks of days with what takes place on them."""

import calendar
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format

from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.page_types import page_types
from admm_site.core.publication import PortalPageQuerySet

FIRST_YEAR, LAST_YEAR = 1967, 2099


@dataclass(frozen=True)
class Day:
    date: date
    is_outside: bool
    is_today: bool
    occasions: list


@dataclass(frozen=True)
class Month:
    """Days with their meetings and activities; what is known by the month alone is in `undated`."""

    first: date
    weeks: list[list[Day]]
    dated: list
    undated: list

    @property
    def name(self) -> str:
        return date_format(self.first, "F Y")

    @property
    def previous(self) -> date | None:
        before = self.first - timedelta(days=1)
        return before if before.year >= FIRST_YEAR else None

    @property
    def next(self) -> date | None:
        after = self.first + timedelta(days=31)
        return after if after.year <= LAST_YEAR else None


def occasions(first: date, last: date) -> list:
    """Public events of which some day surely fell from `first` to `last`, by date."""
    pages = [page for model in page_types(EventMixin) for page in _rows(model.objects, first, last)]
    return sorted(pages, key=lambda occasion: (occasion.start_date, occasion.title, occasion.pk))


def _rows(manager, first: date, last: date) -> PortalPageQuerySet:
    return manager.public().for_rows().between(first, last)


def month(year: int, number: int) -> Month:
    first = date(year, number, 1)
    last = date(year, number, calendar.monthrange(year, number)[1])
    found = occasions(first, last)
    dated = [one for one in found if one.start_date.day and one.end_date.day]
    by_day = defaultdict(list)
    for one in dated:
        start, end = max(one.start_date.earliest, first), min(one.end_date.latest, last)
        for offset in range((end - start).days + 1):
            by_day[start + timedelta(days=offset)].append(one)
    weeks = [
        [Day(day, day.month != number, day == today(), by_day.get(day, [])) for day in week]
        for week in calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, number)
    ]
    return Month(first, weeks, dated, [one for one in found if one not in dated])
