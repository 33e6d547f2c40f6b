"""The computed parts of the home page: meetings, decisions, initiatives, figures, and a chart of years."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import CharField, Count, QuerySet, Value

from admm_site.core.choices import EventStatus
from admm_site.core.clock import today
from admm_site.core.publication import cached_queryset, public_rows
from admm_site.core.query_cache import cached_until_changed
from admm_site.documents.choices import first_statement
from admm_site.reference.models import Country
from initiatives.choices import Status
from initiatives.models import ConceptPaperPage, InitiativeIndexPage, InitiativePage
from initiatives.querysets import attach_adoptions
from meetings.choices import Framework
from meetings.models import Decision, MeetingPage

LATEST = 5
SAME_OCCASION = timedelta(days=3)  # the ministers and their Plus colleagues meet on two days in one city


def overview() -> dict:
    """Return the context of the home page: meetings, decisions, initiatives, figures and years."""
    upcoming = public_rows(MeetingPage).upcoming().first()
    ministers = ministerial_meetings()
    held_meetings = [meeting for meeting in ministers if meeting.is_over]
    status_counts = list(count_by_status())
    return {
        "next_meeting": upcoming,
        "called_off": called_off(ministers),
        **latest_meeting_and_decisions(held_meetings),
        "statuses": status_counts,
        "initiatives": attach_adoptions(InitiativeIndexPage.get_queryset()[:LATEST]),
        "figures": {
            "meetings": sum(meeting.state == EventStatus.HELD for meeting in ministers),
            "under_way": dict(status_counts).get(Status.UNDER_WAY, 0),
            **counts(),
        },
        "first_year": held_meetings[0].start_date.year if held_meetings else None,
        "years": years(ministers),
        "with_called_off": any(meeting.called_off_notice for meeting in ministers),
    }


def latest_meeting_and_decisions(held_meetings: list[MeetingPage]) -> dict:
    """Return the latest meeting with those held with it, what they decided, and earlier decisions."""
    keys = [meeting.pk for meeting in held_together(held_meetings)]
    meetings = MeetingPage.objects.select_related("series", "country").defer("body").in_bulk(keys)
    decisions = list(latest_decisions()[:LATEST])
    own = sorted(
        (decision for decision in decisions if decision.page_id in keys),
        key=lambda decision: keys.index(decision.page_id),
    )
    documents = [decision.document for decision in own if decision.document]
    return {
        "latest_meetings": [meetings[key] for key in keys],
        "latest_decisions": own,
        "latest_statement": first_statement(documents),
        "earlier_decisions": [decision for decision in decisions if decision.page_id not in keys],
    }


def held_together(meetings: list[MeetingPage]) -> list[MeetingPage]:
    """Return the last of the meetings and those of the same days and city: one occasion, the ADMM first.

    `meetings` were held, the oldest first.
    """
    if not meetings:
        return []
    last = meetings[-1]
    since = last.start_date.earliest - SAME_OCCASION
    together = [m for m in meetings if m.city == last.city and m.end_date.earliest >= since]
    return sorted(together, key=lambda meeting: meeting.series.framework != Framework.ADMM)


@cached_queryset
def latest_decisions() -> QuerySet[Decision]:
    return Decision.objects.public().taken().with_details().with_public_content().newest_first()


def called_off(meetings: Iterable[MeetingPage]) -> list[MeetingPage]:
    """Return the postponed and cancelled meetings after which no meeting of their series was held.

    A cancelled one is left out once its planned date has passed.
    """
    meetings = list(meetings)
    last_held = {}
    for meeting in meetings:
        if meeting.is_over:
            last_held[meeting.series_id] = max(meeting.ordinal, last_held.get(meeting.series_id, 0))
    return [
        meeting
        for meeting in meetings
        if meeting.called_off_notice
        and meeting.ordinal > last_held.get(meeting.series_id, 0)
        and (meeting.state == EventStatus.POSTPONED or not _has_passed(meeting))
    ]


def _has_passed(meeting: MeetingPage) -> bool:
    return bool(meeting.end_date and meeting.end_date.is_on_or_before(today()))


@cached_until_changed
def ministerial_meetings() -> tuple[MeetingPage, ...]:
    """Return the meetings of ministers, the oldest first; the tuple is cached, so don’t change them."""
    return tuple(MeetingPage.objects.public().of_ministers().for_rows().oldest_first())


@cached_until_changed
def count_by_status() -> tuple[tuple[Status, int], ...]:
    """Return the number of initiatives in each status."""
    return tuple(InitiativePage.objects.public().count_by_status())


@cached_until_changed
def counts() -> dict:
    """Count adopted papers, countries by role, and initiatives without recent updates, in one query."""

    def counted(name, rows):
        return (
            rows.order_by()
            .values(figure=Value(name, CharField()))
            .annotate(rows=Count("pk"))
            .values_list("figure", "rows")
        )

    papers = counted("papers", ConceptPaperPage.objects.public().adopted())
    members = counted("members", Country.objects.members())
    plus = counted("plus", Country.objects.plus())
    under_way = InitiativePage.objects.public().gone_quiet().filter(current_status=Status.UNDER_WAY)
    quiet = counted("quiet", under_way)
    return {"papers": 0, "members": 0, "plus": 0, "quiet": 0} | dict(papers.union(members, plus, quiet))


def years(meetings: Iterable[MeetingPage]) -> list[dict]:
    """Return every year from the first meeting to the last, years without a meeting included.

    `meetings` holds the first of each framework, of which those called off come last; `more` is the number
    of further meetings, `all` of all: the chart has no room for more.
    """
    by_year = defaultdict(list)
    for meeting in meetings:
        if meeting.start_date:
            by_year[meeting.start_date.year].append(meeting)
    span = range(min(by_year), max(by_year) + 1) if by_year else []
    return [_year(year, by_year[year]) for year in span]


def _year(year: int, meetings: list[MeetingPage]) -> dict:
    named = {}
    for meeting in sorted(meetings, key=lambda meeting: not meeting.is_held_or_planned):
        named.setdefault(meeting.series.framework, meeting)
    more = len(meetings) - len(named)
    return {"year": year, "meetings": list(named.values()), "more": more, "all": len(meetings)}
