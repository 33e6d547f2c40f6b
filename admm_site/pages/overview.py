"""What the home page says of the whole process; all of it is computed."""

from collections import defaultdict

from django.db.models import CharField, Count, Value

from admm_site.reference.models import Country
from initiatives.choices import Status
from initiatives.models import ConceptPaperPage, InitiativePage
from initiatives.querysets import attach_adoptions
from meetings.models import Decision, MeetingPage

LATEST = 5


def overview() -> dict:
    """Next or latest meeting, latest outcomes, initiatives by status, figures, the years of meetings."""
    ministers = list(MeetingPage.objects.public().of_ministers().for_rows().oldest_first())
    upcoming = MeetingPage.objects.public().upcoming().for_rows().first()
    held = [meeting for meeting in ministers if meeting.is_over]
    statuses = InitiativePage.objects.public().count_by_status()
    return {
        "next_meeting": upcoming,
        "latest_meeting": held[-1] if held else None,
        "latest_outcomes": Decision.objects.public()
        .taken()
        .with_details()
        .saying_something()
        .newest_first()[:LATEST],
        "statuses": statuses,
        "initiatives": attach_adoptions(
            InitiativePage.objects.public().for_rows().recently_reported_first()[:LATEST]
        ),
        "figures": {"meetings": len(held), "under_way": dict(statuses).get(Status.UNDER_WAY, 0), **counts()},
        "first_year": held[0].start_date.year if held else None,
        "years": years(ministers),
    }


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


def years(meetings) -> list[dict]:
    """Every year from the first meeting to the last with its meetings; a year without stays, empty."""
    by_year = defaultdict(list)
    for meeting in meetings:
        if meeting.start_date:
            by_year[meeting.start_date.year].append(meeting)
    span = range(min(by_year), max(by_year) + 1) if by_year else []
    return [{"year": year, "meetings": by_year[year]} for year in span]
