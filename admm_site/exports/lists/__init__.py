"""The lists of the portal as exports: the page, rows, filters and columns of each.

A list exports the rows of its own page, with the filters of that page. Every list has the columns `id`,
`page_url` and `modified`, of which feeds are made. A field that refers to another record has columns with its
slug, its name and its page. The API has the same fields, nested.
What a column shows of another page, it shows only while the public may see that.
"""

from collections.abc import Callable

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from admm_site.core.listings import PortalFilterSet
from admm_site.exports.filters import CalendarFilter
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
    "LIST_EXPORTS",
    "MEETINGS",
    "PROGRESS",
    "SERIES",
    "STATUS_UPDATES",
    "TRAIL",
    "ListExport",
    "is_valid",
    "lists_with_own_view",
    "register_list",
    "with_last_change",
    "with_last_edit",
]

LIST_EXPORTS: dict[str, ListExport] = {
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


def register_list(list_export: ListExport) -> None:
    """Add the list of a page type: an app calls it in its `list_exports.py`, which is found there."""
    LIST_EXPORTS[list_export.name] = list_export


def lists_with_own_view() -> dict[str, ListExport]:
    """Return the lists whose page is no page of the tree, but a view at their name: by its URL name."""
    return {
        list_export.page: list_export
        for list_export in LIST_EXPORTS.values()
        if isinstance(list_export.page, str) and list_export.row_template
    }


def calendar_sources() -> list[tuple[type[PortalFilterSet], Callable[[], QuerySet]]]:
    """Return the filters and rows of the lists that have a place in the calendar beside meetings."""
    return [
        (list_export.calendar_filterset, list_export.get_queryset)
        for list_export in LIST_EXPORTS.values()
        if list_export.calendar_filterset
    ]


# All events together. It has the columns of none of them: as tables they are several lists.
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
    calendar_sources=calendar_sources,
)
