from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.content.days import with_day
from admm_site.content.listings import listing_context
from admm_site.content.occasions import Occasion
from admm_site.content.partial_dates import PartialDate
from admm_site.content.today import today
from initiatives.models import ActivityPage
from meetings.models import MeetingPage

from .addresses import moved_to, public_pages_at, register_at
from .api.references import api_path
from .archive import archive_of
from .citations import bibtex, ris
from .formats import FORMATS, Extract
from .formats.refusal import refuse
from .month import FIRST_YEAR, LAST_YEAR, month
from .references import MEDIA_TYPES, record_at, reference_of
from .registers import CALENDAR, REGISTERS, is_valid
from .registers.meetings import attach_follow_up

LAST_HELD = 10
ROWS = {
    "decisions": "components/decision_row.html",
    "updates": "components/update_row.html",
    "activities": "components/activity_row.html",
}


@require_safe
def register(request, name: str):
    """The page of a list that is no part of the page tree."""
    shown = REGISTERS[name]
    context = listing_context(request, shown.filterset, shown.listed())
    context |= {"register": shown, "row": ROWS[name]}
    if name == "decisions":
        attach_follow_up(context["rows"])
    return render(request, "data/register.html", context, status=200 if context["valid"] else 400)


def unless_unchanged(view):
    """Decorate a view: its answers have an `ETag`, and who has one already is told so, by HEAD as by GET."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.OK or response.streaming:
            return response
        set_response_etag(response)
        return get_conditional_response(request, etag=response["ETag"], response=response)

    return answer


@require_safe
@unless_unchanged
def take_away(request, path: str, suffix: str):
    """The list whose page is at `path`, as filtered, in the format of the suffix; or a meeting as a ZIP."""
    response = list_as(request, path, suffix) if suffix in FORMATS else None
    if not response and (of_page := OF_A_PAGE.get(suffix)):
        response = of_page(request, path)
    if response:
        response["X-Robots-Tag"] = "noindex"  # people are led to the page
        response["Link"] = f'<{settings.REUSE_LICENCE_URL}>; rel="license"'
        return response
    if address := moved_to(request, path, suffix):
        return redirect(address, permanent=True)
    raise Http404


def list_as(request, path: str, suffix: str):
    register = register_at(request, path)
    if not register or suffix not in register.suffixes:
        return None
    filterset, *others = register.ask(request)
    if not is_valid(filterset):
        return refuse(request, filterset, suffix)
    query = with_day(filterset.query())
    extract = Extract(request, register, filterset.qs, tuple(other.qs for other in others), query)
    return FORMATS[suffix].respond(extract)


def meeting_as_zip(request, path: str):
    meeting = public_pages_at(request, path, MeetingPage.objects.with_details()).first()
    return archive_of(meeting, request) if meeting else None


def occasion_as_calendar(request, path: str):
    """The meeting or activity at the path as an entry for a calendar, if its day is known."""
    for rows in (MeetingPage.objects.all(), ActivityPage.objects.all()):
        listed = public_pages_at(request, path, rows)
        found = listed.first()
        if found and found.is_known_by_day:
            shown = replace(CALENDAR, name=found.slug, title=found.title)
            return FORMATS["ics"].respond(Extract(request, shown, listed))
    return None


def record_as_data(request, path: str):
    """Leads to the record in the API."""
    record = record_at(request, path)
    return redirect(api_path(record)) if record else None


def record_as_bibtex(request, path: str):
    return record_cited(request, path, bibtex, "bib")


def record_as_ris(request, path: str):
    return record_cited(request, path, ris, "ris")


def record_cited(request, path: str, write, suffix: str):
    """The record as a reference that programs read."""
    record = record_at(request, path)
    if not record:
        return None
    cited = reference_of(record, request)
    response = HttpResponse(f"{write(cited)}\n", content_type=f"{MEDIA_TYPES[suffix]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cited.key}.{suffix}"'
    return response


OF_A_PAGE = {
    "zip": meeting_as_zip,
    "ics": occasion_as_calendar,
    "json": record_as_data,
    "bib": record_as_bibtex,
    "ris": record_as_ris,
}


@require_safe
def calendar(request):
    """The agenda as filtered: what is still to come, then what was last held."""
    filtersets = CALENDAR.ask(request)
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
        "undated": [one for one in upcoming if not one.is_known_by_day],
        "month": today(),
        "crumbs": [{"title": _("Meetings"), "url": "/meetings/"}],
    }
    return render(request, "data/calendar.html", context, status=200 if valid else 400)


def _by_date(querysets: Iterable[QuerySet], most: int | None = None) -> list:
    """Rows of several querysets in one list by date, undated ones last; with `most`, the newest of them all.

    Each queryset stands in the order of the list: of each, no more rows are read than the list has.
    """
    found = [occasion for queryset in querysets for occasion in queryset[:most]]
    return sorted(found, key=_newest_first)[:most] if most else sorted(found, key=_oldest_first)


def _oldest_first(occasion: Occasion) -> tuple:
    return (*_days([occasion.start_date], 1), occasion.title, occasion.pk)


def _newest_first(occasion: Occasion) -> tuple:
    """The order of `OccasionQuerySet.newest_first`, for several types of pages."""
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
            {"title": _("Meetings"), "url": "/meetings/"},
            {"title": _("Calendar"), "url": reverse("calendar")},
        ],
    }
    return render(request, "data/calendar_month.html", context)
