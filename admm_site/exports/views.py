from dataclasses import replace
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response, set_response_etag
from django.views.decorators.http import require_safe

from admm_site.core.as_of_urls import add_as_of
from initiatives.models import ActivityPage
from meetings.models import MeetingPage

from .citation_formats import bibtex, ris
from .formats import FORMATS, Extract
from .formats.errors import refuse
from .list_urls import moved_to, public_pages_at, register_at
from .lists import CALENDAR, is_valid
from .meeting_zip import archive_of
from .record_citations import MEDIA_TYPES, record_at, reference_of
from .record_urls import api_path


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
    query = add_as_of(filterset.query())
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
        if found and found.has_exact_dates:
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
