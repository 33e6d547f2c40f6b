"""The page for newcomers: how the ADMM works and who is who, made of the records of the portal."""

from collections import defaultdict
from collections.abc import Iterable

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.core.choices import EventStatus
from admm_site.core.clock import today
from admm_site.core.query_cache import cached_until_changed
from admm_site.core.query_parameters import allow_parameters
from admm_site.reference.choices import CountryRole
from initiatives.models import ActivityPage, ConceptPaperPage, StatusUpdate
from meetings.models import MeetingPage, MeetingSeries
from meetings.upcoming import upcoming_meetings

from .acronyms import all_acronyms
from .overview import count_rows, counts, ministerial_meetings
from .rotation import all_countries
from .structure import nest


@require_safe
@allow_parameters()
def introduction(request):
    """Tell newcomers how the ADMM works, who is who, and what its acronyms mean."""
    meetings = ministerial_meetings()
    held_meetings = [meeting for meeting in meetings if meeting.is_over]
    context = {
        "title": get_title(held_meetings),
        "first_meeting": held_meetings[0] if held_meetings else None,
        "last_meeting": held_meetings[-1] if held_meetings else None,
        "next_meeting": upcoming_meetings().first(),
        "years": years(meetings),
        "with_called_off": any(meeting.called_off_notice for meeting in meetings),
        "counts": counts() | step_counts() | {"meetings": sum(m.state == EventStatus.HELD for m in meetings)},
        "bodies": nest(MeetingSeries.objects.known_as_of_request().with_chairs()),
        "members": [country for country in all_countries() if country.role == CountryRole.MEMBER],
        "plus": [country for country in all_countries() if country.role == CountryRole.PLUS],
        "acronyms": all_acronyms(),
    }
    return render(request, "pages/introduction.html", context)


def get_title(held_meetings: list[MeetingPage]) -> str:
    """Return `20 years in five minutes`, counted from the first meeting of ministers."""
    age = today().year - held_meetings[0].start_date.year if held_meetings else 0
    if age < 2:
        return _("The ADMM in five minutes")
    return _("%(number)d years in five minutes") % {"number": age}


@cached_until_changed
def step_counts() -> dict[str, int]:
    """Return the numbers of the steps from a decision to its result."""
    return count_rows(
        {
            "papers": ConceptPaperPage.objects.public().adopted(),
            "activities": ActivityPage.objects.public(),
            "status_updates": StatusUpdate.objects.public(),
        }
    )


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
