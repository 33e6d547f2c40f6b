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

from admm_site.core.charts import Count, Row, Series, YearlyCounts
from admm_site.core.partial_dates import PartialDate
from admm_site.core.query_cache import cached_rows, cached_until_changed
from initiatives.models import ActivityPage, StatusUpdate
from meetings.choices import Framework, Level, MeetingLevel
from meetings.models import Decision, MeetingPage

from .years import count_of

MOST_NAMED_A_YEAR = 6  # meetings of ministers
EVENTS, OTHERS, DECISIONS, ACTIVITIES, REPORTS = "events", "others", "decisions", "activities", "reports"
KINDS = [
    Series(EVENTS, _("Events")),
    Series(Framework.ADMM.value, Framework.ADMM.label),
    Series(Framework.ADMM_PLUS.value, Framework.ADMM_PLUS.label),
    Series(OTHERS, _("Other meetings")),
    Series(DECISIONS, _("Decisions")),
    Series(ACTIVITIES, _("Activities")),
    Series(REPORTS, _("Status updates")),
]
# How each is counted in words, and the name of the list that has them all.
LISTS = {
    OTHERS: (ngettext_lazy("%d other meeting", "%d other meetings"), None),
    DECISIONS: (ngettext_lazy("%d decision", "%d decisions"), "decisions"),
    ACTIVITIES: (ngettext_lazy("%d activity", "%d activities"), "activities"),
    REPORTS: (ngettext_lazy("%d status update", "%d status updates"), "updates"),
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
    to_come: int = 0
    called_off: int = 0


@dataclass
class Year:
    year: int
    items: list[Item]
    figures: list[Figure]


@dataclass
class History:
    """What the page shows: the years as a list and in numbers, and the meetings whose date nobody knows."""

    years: list[Year]
    numbers: YearlyCounts
    undated: list[MeetingPage]


def history(meetings_url: str) -> History:
    """Return the whole history; what is too many to name links to lists, meetings to `meetings_url`."""
    ministers = of_ministers()
    dated = [meeting for meeting in ministers if meeting.start_date]
    items = merge(dated, list(events()))
    counted = [
        (year, kind, Count(done, to_come, called_off=off)) for year, kind, done, to_come, off in counts()
    ]
    numbers = YearlyCounts.from_counts(KINDS, [*(in_numbers(item) for item in items), *counted])
    by_year = {year: list(found) for year, found in groupby(items, lambda item: item.date.year)}
    years = [year_of(numbers, row, by_year.get(row.year, []), meetings_url) for row in numbers.rows]
    return History(years, numbers, [meeting for meeting in ministers if not meeting.start_date])


@cached_until_changed
def of_ministers() -> tuple[MeetingPage, ...]:
    """The meetings of ministers from the first on, to be read only."""
    meetings = MeetingPage.objects.public().for_rows().filter(series__level=Level.MINISTERS)
    return tuple(meetings.oldest_first())


def events() -> Iterator[Item]:
    """The timeline items in the public texts of the portal."""
    from .models import ContentPage

    for page in cached_rows(ContentPage.objects.public().only("title", "url_path", "body").order_by("path")):
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
    return item.date.year, item.meeting.series.framework, count_of(item.meeting)


@cached_until_changed
def counts() -> tuple[tuple[int, str, int, int, int], ...]:
    """What is too many to be named, by year: how many there were, are to come, were called off."""
    others = MeetingPage.objects.public().exclude(series__level=Level.MINISTERS).count_by_year()
    activities = ActivityPage.objects.public().count_by_year()
    taken = Decision.objects.public().taken().with_public_content().count_by_year()
    reports = StatusUpdate.objects.public().count_by_year()
    return (
        *((year, OTHERS, *numbers) for year, *numbers in others),
        *((year, ACTIVITIES, *numbers) for year, *numbers in activities),
        *((year, DECISIONS, number, 0, 0) for year, number in taken),
        *((year, REPORTS, number, 0, 0) for year, number in reports),
    )


def year_of(numbers: YearlyCounts, row: Row, items: list[Item], meetings_url: str) -> Year:
    """The events and the first meetings of ministers; in figures all there are of what is not named."""
    meetings = [item for item in items if item.meeting]
    left = meetings[MOST_NAMED_A_YEAR:]
    words = ngettext_lazy("%d meeting of ministers", "%d meetings of ministers") % len(meetings)
    more = [Figure(words, f"{meetings_url}?year={row.year}&level={Level.MINISTERS}")] if left else []
    named = [item for item in items if item not in left]
    return Year(row.year, named, [*more, *figures(numbers, row, meetings_url)])


def figures(numbers: YearlyCounts, row: Row, meetings_url: str) -> Iterator[Figure]:
    for kind, count in zip(numbers.series, row.counts, strict=True):
        if count and kind.name in LISTS:
            words, name = LISTS[kind.name]
            other_meetings = f"{meetings_url}?year={row.year}&level={MeetingLevel.PREPARATORY}"
            address = f"{reverse(name)}?year={row.year}" if name else other_meetings
            yield Figure(words % count.all, address, count.to_come, count.called_off)
