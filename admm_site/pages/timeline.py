"""The whole history, year by year, from what led to the first meeting to what is planned.

What happened beside the meetings of ministers stands in the texts of the portal, as timeline items. An item
on the day of such a meeting says more about that meeting; every other is an event of its own. Meetings of
ministers are named; what is many is counted a year, and leads to its list.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from admm_site.content.drawings import Count, Kind, Row, Years
from admm_site.content.partial_dates import PartialDate
from admm_site.content.unchanged import rows_of, while_unchanged
from initiatives.models import ActivityPage, StatusUpdate
from meetings.choices import Framework, Level
from meetings.models import Decision, MeetingPage

MOST_NAMED_A_YEAR = 6
EVENTS, OTHERS, OUTCOMES, ACTIVITIES, REPORTS = "events", "others", "outcomes", "activities", "reports"
KINDS = [
    Kind(EVENTS, _("Events")),
    Kind(Framework.ADMM.value, Framework.ADMM.label),
    Kind(Framework.ADMM_PLUS.value, Framework.ADMM_PLUS.label),
    Kind(OTHERS, _("Other meetings")),
    Kind(OUTCOMES, _("Outcomes")),
    Kind(ACTIVITIES, _("Activities")),
    Kind(REPORTS, _("Reports")),
]
# How each is counted in words, and the name of the list that has them all.
LISTS = {
    OTHERS: (ngettext_lazy("%d other meeting", "%d other meetings"), None),
    OUTCOMES: (ngettext_lazy("%d outcome", "%d outcomes"), "decisions"),
    ACTIVITIES: (ngettext_lazy("%d activity", "%d activities"), "activities"),
    REPORTS: (ngettext_lazy("%d report of progress", "%d reports of progress"), "updates"),
}


@dataclass
class Item:
    """Something that happened on a date: an event told on a page of text, or a meeting of ministers."""

    date: PartialDate
    title: str
    page: object
    meeting: MeetingPage | None = None
    texts: list = field(default_factory=list)


@dataclass(frozen=True)
class Figure:
    """How many of something a year saw, in words, and where they are listed."""

    words: str | Promise
    address: str
    to_come: int


@dataclass
class Year:
    year: int
    items: list[Item]
    figures: list[Figure]


@dataclass
class History:
    """What the page shows: the years as a list and in numbers, and the meetings whose date nobody knows."""

    years: list[Year]
    numbers: Years
    undated: list[MeetingPage]


def history() -> History:
    ministers = of_ministers()
    dated = [meeting for meeting in ministers if meeting.start_date]
    items = merge(dated, list(events()))
    counted = [(year, kind, Count(done, to_come)) for year, kind, done, to_come in counts()]
    numbers = Years.of(KINDS, [*(in_numbers(item) for item in items), *counted])
    by_year = {year: list(found) for year, found in groupby(items, lambda item: item.date.year)}
    years = [year_of(numbers, row, by_year.get(row.year, [])) for row in numbers.rows]
    return History(years, numbers, [meeting for meeting in ministers if not meeting.start_date])


@while_unchanged
def of_ministers() -> tuple[MeetingPage, ...]:
    """The meetings of ministers from the first on, to be read only."""
    meetings = MeetingPage.objects.public().for_rows().filter(series__level=Level.MINISTERS)
    return tuple(meetings.held_or_planned().oldest_first())


def events() -> Iterator[Item]:
    """The timeline items in the public texts of the portal."""
    from .models import ContentPage

    for page in rows_of(ContentPage.objects.public().only("title", "url_path", "body").order_by("path")):
        for number, block in enumerate(page.body.raw_data):
            if block["type"] == "timeline_item":
                value = page.body[number].value
                if value["date"]:
                    yield Item(value["date"], value["heading"], page, texts=[value["text"]])


def merge(meetings: list[MeetingPage], events: list[Item]) -> list[Item]:
    """Meetings and events by date; an event on the day of a meeting is told with that meeting."""
    items = [Item(meeting.start_date, meeting.title, meeting, meeting) for meeting in meetings]
    by_month = {}
    for item in items:
        by_month.setdefault((item.date.year, item.date.month), []).append(item)
    for event in events:
        near = by_month.get((event.date.year, event.date.month), []) if event.date.month else []
        same = next((item for item in near if _may_be_one_day(item.date, event.date)), None)
        if same:
            same.texts += event.texts
        else:
            items.append(event)
    return sorted(items, key=lambda item: (item.date, item.title))


def _may_be_one_day(one: PartialDate, other: PartialDate) -> bool:
    return one.earliest <= other.latest and other.earliest <= one.latest


def in_numbers(item: Item) -> tuple[int, str, Count]:
    if not item.meeting:
        return item.date.year, EVENTS, Count(done=1)
    is_over = item.meeting.is_over
    return item.date.year, item.meeting.series.framework, Count(done=int(is_over), to_come=int(not is_over))


@while_unchanged
def counts() -> tuple[tuple[int, str, int, int], ...]:
    """What is too many to be named, by year: how many there were, how many are to come. A query each."""
    others = MeetingPage.objects.public().exclude(series__level=Level.MINISTERS).count_by_year()
    activities = ActivityPage.objects.public().count_by_year()
    taken = Decision.objects.public().taken().saying_something().count_by_year()
    reports = StatusUpdate.objects.public().count_by_year()
    return (
        *((year, OTHERS, done, to_come) for year, done, to_come in others),
        *((year, ACTIVITIES, done, to_come) for year, done, to_come in activities),
        *((year, OUTCOMES, number, 0) for year, number in taken),
        *((year, REPORTS, number, 0) for year, number in reports),
    )


def year_of(numbers: Years, row: Row, items: list[Item]) -> Year:
    """The first of the items, and in figures how many more there were and what is never named."""
    named, others = items[:MOST_NAMED_A_YEAR], items[MOST_NAMED_A_YEAR:]
    words = ngettext_lazy("%d more meeting or event", "%d more meetings and events") % len(others)
    more = [Figure(words, f"/meetings/?year={row.year}", 0)] if others else []
    return Year(row.year, named, [*more, *figures(numbers, row)])


def figures(numbers: Years, row: Row) -> Iterator[Figure]:
    for kind, count in zip(numbers.kinds, row.counts, strict=True):
        if count and kind.name in LISTS:
            words, name = LISTS[kind.name]
            address = reverse(name) if name else "/meetings/"
            yield Figure(words % count.total, f"{address}?year={row.year}", count.to_come)
