"""What the home page says of the whole process; all of it is computed."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import CharField, Count, Value

from admm_site.content.unchanged import rows_of, while_unchanged
from admm_site.reference.models import Country
from initiatives.choices import Status
from initiatives.models import ConceptPaperPage, InitiativePage
from initiatives.querysets import attach_adoptions
from meetings.models import Decision, MeetingPage

LATEST = 5


def overview() -> dict:
    """Next or latest meeting, latest outcomes, initiatives by status, figures, the years of meetings."""
    upcoming = MeetingPage.objects.public().upcoming().for_rows().first()
    ministers = of_ministers()
    held = [meeting for meeting in ministers if meeting.is_over]
    stand = list(statuses())
    outcomes = Decision.objects.public().taken().with_details().saying_something().newest_first()
    initiatives = InitiativePage.objects.public().for_rows().recently_reported_first()
    return {
        "next_meeting": upcoming,
        "latest_meeting": held[-1] if held else None,
        "latest_outcomes": rows_of(outcomes[:LATEST]),
        "statuses": stand,
        "initiatives": attach_adoptions(rows_of(initiatives[:LATEST])),
        "figures": {"meetings": len(held), "under_way": dict(stand).get(Status.UNDER_WAY, 0), **counts()},
        "first_year": held[0].start_date.year if held else None,
        "years": years(ministers),
    }


@while_unchanged
def of_ministers() -> tuple[MeetingPage, ...]:
    """The meetings of ministers from the first on, to be read only."""
    return tuple(MeetingPage.objects.public().of_ministers().for_rows().oldest_first())


@while_unchanged
def statuses() -> tuple[tuple[Status, int], ...]:
    """How many initiatives stand where."""
    return tuple(InitiativePage.objects.public().count_by_status())


@while_unchanged
def counts() -> dict:
    """How many papers were adopted and how many countries take part, in one query."""

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
    return {"papers": 0, "members": 0, "plus": 0} | dict(papers.union(members, plus))


def years(meetings: Iterable[MeetingPage]) -> list[dict]:
    """Every year from the first meeting to the last; a year without stays, empty.

    Of each framework the first meeting of a year is named, and `more` says how many others there were: a
    drawing has room for no more, and ministers hardly meet more often.
    """
    by_year = defaultdict(list)
    for meeting in meetings:
        if meeting.start_date:
            by_year[meeting.start_date.year].append(meeting)
    span = range(min(by_year), max(by_year) + 1) if by_year else []
    return [_year(year, by_year[year]) for year in span]


def _year(year: int, meetings: list[MeetingPage]) -> dict:
    named = {}
    for meeting in meetings:
        named.setdefault(meeting.series.framework, meeting)
    return {"year": year, "meetings": list(named.values()), "more": len(meetings) - len(named)}
