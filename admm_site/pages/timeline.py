"""The timeline: the whole history, year by year, from what led to the first meeting to what is planned.

Events beside the meetings of ministers come from the timeline items in the texts of the portal. An item on
the day of such a meeting adds to that meeting; every other is an event of its own. Meetings of ministers are
named; everything else is counted by year, with a link to its list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from admm_site.core.charts import Count, Row, Series, YearlyCounts
from admm_site.core.partial_dates import PartialDate
from admm_site.core.publication import public_rows
from admm_site.core.query_cache import cached_until_changed
from admm_site.exports import lists
from initiatives.models import StatusUpdate
from meetings.choices import Framework, Level, MeetingLevel
from meetings.models import Decision, MeetingPage

from .years import count_of

MAX_NAMED_MEETINGS = 6  # meetings of ministers
EVENTS, OTHERS, DECISIONS, ACTIVITIES, STATUS_UPDATES = (
    "events",
    "others",
    "decisions",
    "activities",
    "status-updates",
)
KINDS = [
    Series(EVENTS, _("Events")),
    Series(Framework.ADMM.value, Framework.ADMM.label),
    Series(Framework.ADMM_PLUS.value, Framework.ADMM_PLUS.label),
    Series(OTHERS, _("Other meetings")),
    Series(DECISIONS, _("Decisions")),
    Series(ACTIVITIES, _("Activities")),
    Series(STATUS_UPDATES, _("Status updates")),
]
# How each kind is counted in words, and the URL name of its list.
LISTS = {
    OTHERS: (ngettext_lazy("%d other meeting", "%d other meetings"), None),
    DECISIONS: (ngettext_lazy("%d decision", "%d decisions"), "decisions"),
    ACTIVITIES: (ngettext_lazy("%d activity", "%d activities"), "activities"),
    STATUS_UPDATES: (ngettext_lazy("%d status update", "%d status updates"), "status_updates"),
}


@dataclass
class Item:
    """A dated item: an event from a page of text, or a meeting of ministers."""

    date: PartialDate
    title: str
    page: object
    meeting: MeetingPage | None = None
    texts: list = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """A number of a year in words, with the address of its list."""

    words: str | Promise
    address: str
    upcoming: int = 0
    called_off: int = 0


@dataclass
class Year:
    year: int
    items: list[Item]
    figures: list[Figure]


@dataclass
class History:
    """The years as a list and in numbers, and the meetings without a known date."""

    years: list[Year]
    numbers: YearlyCounts
    undated: list[MeetingPage]


def history(meetings_url: str) -> History:
    """Return the whole history; what is too many to name links to lists, meetings to `meetings_url`."""
    ministers = meetings_and_retreats_of_ministers()
    dated = [meeting for meeting in ministers if meeting.start_date]
    items = merge(dated, list(events()))
    counted = [
        (year, kind, Count(past, upcoming, called_off=off)) for year, kind, past, upcoming, off in counts()
    ]
    numbers = YearlyCounts.from_counts(KINDS, [*(in_numbers(item) for item in items), *counted])
    by_year = {year: list(year_items) for year, year_items in groupby(items, lambda item: item.date.year)}
    years = [year_of(numbers, row, by_year.get(row.year, []), meetings_url) for row in numbers.rows]
    return History(years, numbers, [meeting for meeting in ministers if not meeting.start_date])


@cached_until_changed
def meetings_and_retreats_of_ministers() -> tuple[MeetingPage, ...]:
    """Return all meetings of ministers, retreats included, the oldest first; don’t change the cached rows."""
    return tuple(public_rows(MeetingPage).at_level(Level.MINISTERS).oldest_first())


def events() -> Iterator[Item]:
    """Yield the timeline items of the public pages of text."""
    from .models import ContentPage

    for page in ContentPage.objects.public().only("title", "url_path", "body").order_by("path"):
        for number, block in enumerate(page.body.raw_data):
            if block["type"] == "timeline_item":
                value = page.body[number].value
                if value["date"]:
                    yield Item(value["date"], value["heading"], page, texts=[value["text"]])


def merge(meetings: list[MeetingPage], events: list[Item]) -> list[Item]:
    """Return meetings and events by date; an event on the day of a meeting is merged into that meeting."""
    items = [Item(meeting.start_date, meeting.title, meeting, meeting) for meeting in meetings]
    by_month = {}
    for item in items:
        by_month.setdefault((item.date.year, item.date.month), []).append(item)
    for event in events:
        near = by_month.get((event.date.year, event.date.month), []) if event.date.month else []
        same = next((item for item in near if _may_be_same_day(item.date, event.date)), None)
        if same:
            same.texts += event.texts
        else:
            items.append(event)
    return sorted(items, key=lambda item: (item.date, item.title))


def _may_be_same_day(a: PartialDate, b: PartialDate) -> bool:
    return a.earliest <= b.latest and b.earliest <= a.latest


def in_numbers(item: Item) -> tuple[int, str, Count]:
    if not item.meeting:
        return item.date.year, EVENTS, Count(past=1)
    return item.date.year, item.meeting.series.framework, count_of(item.meeting)


@cached_until_changed
def counts() -> tuple[tuple[int, str, int, int, int], ...]:
    """Return, by year and kind, how many took place, are planned and were called off."""
    other_meetings = MeetingPage.objects.public().exclude(series__level=Level.MINISTERS).count_by_year()
    activities = lists.ACTIVITIES.get_queryset().count_by_year()
    decisions = Decision.objects.public().taken().with_public_content().count_by_year()
    status_updates = StatusUpdate.objects.public_in_bulk().count_by_year()
    return (
        *((year, OTHERS, *numbers) for year, *numbers in other_meetings),
        *((year, ACTIVITIES, *numbers) for year, *numbers in activities),
        *((year, DECISIONS, number, 0, 0) for year, number in decisions),
        *((year, STATUS_UPDATES, number, 0, 0) for year, number in status_updates),
    )


def year_of(numbers: YearlyCounts, row: Row, items: list[Item], meetings_url: str) -> Year:
    """Return a year with its events, its first meetings of ministers, and figures for the rest."""
    meetings = [item for item in items if item.meeting]
    unnamed = meetings[MAX_NAMED_MEETINGS:]
    words = ngettext_lazy("%d meeting of ministers", "%d meetings of ministers") % len(meetings)
    rest = [Figure(words, f"{meetings_url}?year={row.year}&level={Level.MINISTERS}")] if unnamed else []
    named = [item for item in items if item not in unnamed]
    return Year(row.year, named, [*rest, *figures(numbers, row, meetings_url)])


def figures(numbers: YearlyCounts, row: Row, meetings_url: str) -> Iterator[Figure]:
    other_meetings = f"{meetings_url}?year={row.year}&level={MeetingLevel.PREPARATORY}"
    for kind, count in zip(numbers.series, row.counts, strict=True):
        if count and kind.name in LISTS:
            words, name = LISTS[kind.name]
            address = f"{reverse(name)}?year={row.year}" if name else other_meetings
            yield Figure(words % count.all, address, count.upcoming, count.called_off)
