"""The calendar: what is to come, what was last held, and each month as a table of weeks."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.core.breadcrumbs import section_breadcrumb
from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.partial_dates import PartialDate
from admm_site.exports.lists import CALENDAR, is_valid
from meetings.models import MeetingIndexPage

from .calendar_month import FIRST_YEAR, LAST_YEAR, month

LAST_HELD = 10


@require_safe
def calendar(request):
    """The agenda as filtered: what is still to come, then what was last held."""
    filtersets = CALENDAR.get_filtersets(request)
    filterset = filtersets[0]
    valid = is_valid(filterset)
    rows = [one.qs.for_rows() if valid else one.queryset.none() for one in filtersets]
    to_come = _by_date(found.not_yet_over() for found in rows)
    upcoming = [one for one in to_come if one.is_held_or_planned]
    context = {
        "filterset": filterset,
        "valid": valid,
        "query": filterset.query(),
        "upcoming": upcoming,
        "called_off": [one for one in to_come if not one.is_held_or_planned],
        "recent": _by_date((found.held().newest_first() for found in rows), most=LAST_HELD),
        "undated": [one for one in upcoming if not one.has_exact_dates],
        "month": today(),
        "crumbs": [section_breadcrumb(request, MeetingIndexPage, _("Meetings"))],
    }
    return render(request, "pages/calendar.html", context, status=200 if valid else 400)


def _by_date(querysets: Iterable[QuerySet], most: int | None = None) -> list:
    """Rows of several querysets in one list by date, undated ones last; with `most`, the newest of them all.

    Each queryset stands in the order of the list: of each, no more rows are read than the list has.
    """
    found = [occasion for queryset in querysets for occasion in queryset[:most]]
    return sorted(found, key=_newest_first)[:most] if most else sorted(found, key=_oldest_first)


def _oldest_first(occasion: EventMixin) -> tuple:
    return (*_days([occasion.start_date], 1), occasion.title, occasion.pk)


def _newest_first(occasion: EventMixin) -> tuple:
    """The order of `EventQuerySet.newest_first`, for several types of pages."""
    return (*_days([occasion.end_date, occasion.start_date], -1), -occasion.pk)


def _days(dates: Iterable[PartialDate | None], direction: int) -> Iterator[tuple[bool, int]]:
    for date in dates:
        yield (date is None, date.latest.toordinal() * direction if date else 0)


@require_safe
def calendar_month(request, year: int, number: int):
    """The meetings and activities of a month, as a table of weeks and as a list."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Http404
    context = {
        "month": month(year, number),
        "crumbs": [
            section_breadcrumb(request, MeetingIndexPage, _("Meetings")),
            {"title": _("Calendar"), "url": reverse("calendar")},
        ],
    }
    return render(request, "pages/calendar_month.html", context)
