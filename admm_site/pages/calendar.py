"""The calendar of meetings and activities: a list, and each month as a table of weeks."""

from collections.abc import Iterable, Iterator

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.partial_dates import PartialDate
from admm_site.exports.lists import CALENDAR, is_valid

from .calendar_month import FIRST_YEAR, LAST_YEAR, month

RECENT_EVENTS = 10


@require_safe
def calendar(request):
    """Show the filtered calendar: upcoming meetings and activities, then those last held."""
    filtersets = CALENDAR.get_filtersets(request)
    filterset = filtersets[0]
    valid = is_valid(filterset)
    querysets = [filterset.qs.for_rows() if valid else filterset.queryset.none() for filterset in filtersets]
    not_over = _by_date(queryset.not_yet_over() for queryset in querysets)
    upcoming = [event for event in not_over if event.is_held_or_planned]
    context = {
        "filterset": filterset,
        "valid": valid,
        "query": filterset.query(),
        "upcoming": upcoming,
        "called_off": [event for event in not_over if not event.is_held_or_planned],
        "recent": _by_date((queryset.held().newest_first() for queryset in querysets), limit=RECENT_EVENTS),
        "undated": [event for event in upcoming if not event.has_exact_dates],
        "month": today(),
    }
    return render(request, "pages/calendar.html", context, status=200 if valid else 400)


def _by_date(querysets: Iterable[QuerySet], limit: int | None = None) -> list:
    """Return the rows of the querysets by date, those without a date last; with `limit`, the newest of all.

    Each queryset is in the order of the list, so no more than `limit` rows of each are read.
    """
    events = [event for queryset in querysets for event in queryset[:limit]]
    return sorted(events, key=_newest_first)[:limit] if limit else sorted(events, key=_oldest_first)


def _oldest_first(event: EventMixin) -> tuple:
    return (*_sort_keys([event.start_date], 1), event.title, event.pk)


def _newest_first(event: EventMixin) -> tuple:
    """Return the order of `EventQuerySet.newest_first`, for several types of pages."""
    return (*_sort_keys([event.end_date, event.start_date], -1), -event.pk)


def _sort_keys(dates: Iterable[PartialDate | None], direction: int) -> Iterator[tuple[bool, int]]:
    for date in dates:
        yield (date is None, date.latest.toordinal() * direction if date else 0)


@require_safe
def calendar_month(request, year: int, number: int):
    """Show the meetings and activities of a month, as a table of weeks and as a list."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= number <= 12):
        raise Http404
    context = {
        "month": month(year, number),
    }
    return render(request, "pages/calendar_month.html", context)
