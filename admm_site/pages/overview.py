"""The computed parts of the home page: what was decided last, what comes next, and what changed."""

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import CharField, Count, QuerySet, Value
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from admm_site.changes.describe import describe
from admm_site.changes.models import Change
from admm_site.core.choices import EventStatus
from admm_site.core.clock import today
from admm_site.core.publication import cached_queryset
from admm_site.core.query_cache import cached_until_changed
from admm_site.documents.choices import first_statement
from admm_site.documents.models import PortalDocument
from initiatives.models import InitiativePage, StatusUpdate
from initiatives.trail_rows import get_trail_rows
from meetings.choices import Framework
from meetings.models import Decision, MeetingPage, MeetingSeries
from meetings.upcoming import upcoming_meetings

LATEST = 3
MAX_DECISIONS = 5
MAX_LANES = 20
SAME_OCCASION = timedelta(days=3)  # the ministers and their Plus colleagues meet on two days in one city


def overview() -> dict:
    """Return the context of the home page."""
    ministers = ministerial_meetings()
    return {
        "next_meeting": upcoming_meetings().first(),
        "called_off": called_off(ministers),
        **latest_meeting_and_decisions([meeting for meeting in ministers if meeting.is_over]),
        "counts": counts(),
        "lanes": draw_lanes(),
        "status_updates": StatusUpdate.objects.public().with_details().with_page().newest_first()[:LATEST],
        "changes": latest_changes(),
    }


def latest_meeting_and_decisions(held_meetings: list[MeetingPage]) -> dict:
    """Return the latest meeting with those held with it, and what they decided."""
    keys = [meeting.pk for meeting in held_together(held_meetings)]
    meetings = MeetingPage.objects.select_related("series", "country").defer("body").in_bulk(keys)
    own = [decision for decision in latest_decisions()[:MAX_DECISIONS] if decision.page_id in keys]
    own.sort(key=lambda decision: keys.index(decision.page_id))
    documents = [decision.document for decision in own if decision.document]
    return {
        "latest_meetings": [meetings[key] for key in keys],
        "latest_decisions": own,
        "latest_statement": first_statement(documents),
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
def latest_changes() -> tuple[Change, ...]:
    """Return the latest public changes with their descriptions; the tuple is cached, so don’t change them."""
    return tuple(describe(Change.objects.public().newest_first()[:LATEST]))


@cached_until_changed
def draw_lanes() -> SafeString:
    """Return the drawing of where initiatives stand, those with the newest status update first.

    It is cached as text: most of the work of the home page would be to draw it again.
    """
    initiatives = InitiativePage.objects.public().most_recently_reported(MAX_LANES)
    rows = list(get_trail_rows(initiatives).values())
    context = {"rows": rows, "scale": rows[0].scale if rows else None, "counts": counts()}
    return render_to_string("pages/lanes.html", context)


@cached_until_changed
def counts() -> dict[str, int]:
    """Return the number of rows of each list to which the home page leads."""
    rows = {
        "decisions": Decision.objects.public().taken(),
        "initiatives": InitiativePage.objects.public(),
        "quiet": InitiativePage.objects.public().gone_quiet(),
        "series": MeetingSeries.objects.known_as_of_request(),
        "documents": PortalDocument.objects.public_in_bulk(),
    }
    return count_rows(rows)


def count_rows(querysets: dict[str, QuerySet]) -> dict[str, int]:
    """Return the number of rows of each queryset, in one query."""
    first, *others = [
        queryset.order_by()
        .values(figure=Value(name, CharField()))
        .annotate(rows=Count("pk"))
        .values_list("figure", "rows")
        for name, queryset in querysets.items()
    ]
    return dict.fromkeys(querysets, 0) | dict(first.union(*others).order_by())
