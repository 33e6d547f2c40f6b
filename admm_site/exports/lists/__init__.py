"""The lists of the portal as exports: the page, rows, filters and columns of each.

A list exports the rows of its own page, with the filters of that page. Every list has the columns `id`,
`page_url` and `modified`, of which feeds are made. A field that refers to another
record has columns with its slug, its name and its page. The API has the same fields, nested.
What a column shows of another page, it shows only while the public may see that.
"""

from django.utils.translation import gettext_lazy as _

from admm_site.exports.filters import ActivityCalendarFilter, CalendarFilter
from initiatives.models import ActivityPage
from meetings.models import MeetingPage

from .changes import CHANGES
from .documents import DOCUMENTS, with_last_change
from .initiatives import ACTIVITIES, CONCEPT_PAPERS, INITIATIVES, PROGRESS, STATUS_UPDATES
from .list_export import ListExport, is_valid
from .meetings import DECISIONS, MEETINGS
from .reference import AREAS, COUNTRIES, SERIES
from .shared import with_last_edit
from .trail import TRAIL

__all__ = [
    "ACTIVITIES",
    "AREAS",
    "CALENDAR",
    "CHANGES",
    "CONCEPT_PAPERS",
    "COUNTRIES",
    "DECISIONS",
    "DOCUMENTS",
    "INITIATIVES",
    "MEETINGS",
    "PROGRESS",
    "REGISTERS",
    "SERIES",
    "STATUS_UPDATES",
    "TRAIL",
    "ListExport",
    "is_valid",
    "with_last_change",
    "with_last_edit",
]

# Meetings and activities together. It has the columns of neither: as a table they are two lists.
CALENDAR = ListExport(
    name="calendar",
    title=_("Calendar"),
    description=_("Past and planned meetings and activities."),
    page="calendar",
    get_queryset=MeetingPage.objects.public,
    filterset=CalendarFilter,
    modified="last_published_at",
    fields=(),
    suffixes=("ics",),
    calendar_sources=((ActivityCalendarFilter, ActivityPage.objects.public),),
)

LIST_EXPORTS = {
    list_export.name: list_export
    for list_export in (
        MEETINGS,
        DECISIONS,
        CONCEPT_PAPERS,
        INITIATIVES,
        PROGRESS,
        STATUS_UPDATES,
        TRAIL,
        ACTIVITIES,
        CHANGES,
        DOCUMENTS,
        COUNTRIES,
        AREAS,
        SERIES,
    )
}
