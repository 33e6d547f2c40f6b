"""One month of the calendar: weeks of days with their meetings and activities."""

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
    events: list


@dataclass(frozen=True)
class Month:
    """The weeks of a month; events of which only the month is known are in `undated`."""

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


def events(first: date, last: date) -> list:
    """Return the public events of which some day surely fell between `first` and `last`, by date."""
    pages = [page for model in page_types(EventMixin) for page in _rows(model.objects, first, last)]
    return sorted(pages, key=lambda event: (event.start_date, event.title, event.pk))


def _rows(manager, first: date, last: date) -> PortalPageQuerySet:
    return manager.public().for_rows().between(first, last)


def month(year: int, number: int) -> Month:
    first = date(year, number, 1)
    last = date(year, number, calendar.monthrange(year, number)[1])
    month_events = events(first, last)
    dated = [event for event in month_events if event.start_date.day and event.end_date.day]
    by_day = defaultdict(list)
    for event in dated:
        start, end = max(event.start_date.earliest, first), min(event.end_date.latest, last)
        for offset in range((end - start).days + 1):
            by_day[start + timedelta(days=offset)].append(event)
    weeks = [
        [Day(day, day.month != number, day == today(), by_day.get(day, [])) for day in week]
        for week in calendar.Calendar(calendar.MONDAY).monthdatescalendar(year, number)
    ]
    return Month(first, weeks, dated, [event for event in month_events if event not in dated])
