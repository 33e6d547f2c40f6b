from collections.abc import Callable
from dataclasses import replace
from functools import partial

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from admm_site.core.as_of_urls import add_as_of
from admm_site.core.events import EventMixin
from admm_site.core.page_types import page_types
from meetings.models import MeetingPage

from .citation_formats import Reference, bibtex, ris
from .formats import FORMATS, ExportRequest
from .formats.errors import invalid_filter
from .list_urls import list_export_at, moved_to, public_pages_at
from .lists import CALENDAR, is_valid
from .meeting_zip import meeting_zip_response
from .record_citations import MEDIA_TYPES, record_at, reference_of
from .record_urls import api_path


@require_safe
def export(request, path: str, suffix: str):
    """Return the list or page at `path` in the format of the suffix, a list with the filters of the query."""
    response = export_list(request, path, suffix) if suffix in FORMATS else None
    if not response and (export_page := PAGE_FORMATS.get(suffix)):
        response = export_page(request, path)
    if response:
        response["X-Robots-Tag"] = "noindex"  # people are led to the page
        response["Link"] = f'<{settings.REUSE_LICENCE_URL}>; rel="license"'
        return response
    if address := moved_to(request, path, suffix):
        return redirect(address, permanent=True)
    raise Http404


def export_list(request, path: str, suffix: str):
    list_export = list_export_at(request, path)
    if not list_export or suffix not in list_export.suffixes:
        return None
    filterset, *calendar_filtersets = list_export.get_filtersets(request)
    if not is_valid(filterset):
        return invalid_filter(request, filterset, suffix)
    query = add_as_of(filterset.query())
    calendar_querysets = tuple(calendar_filterset.qs for calendar_filterset in calendar_filtersets)
    export_request = ExportRequest(request, list_export, filterset.qs, calendar_querysets, query)
    return FORMATS[suffix].respond(export_request)


def export_meeting_zip(request, path: str):
    meeting = public_pages_at(request, path, MeetingPage.objects.with_details()).first()
    return meeting_zip_response(meeting, request) if meeting else None


def export_event(request, path: str):
    """Return the event at the path as an iCalendar event, if its day is known."""
    for model in page_types(EventMixin):
        queryset = public_pages_at(request, path, model.objects.all())
        page = queryset.first()
        if page and page.has_exact_dates:
            list_export = replace(CALENDAR, name=page.slug, title=page.title)
            return FORMATS["ics"].respond(ExportRequest(request, list_export, queryset))
    return None


def redirect_to_api(request, path: str):
    """Redirect to the record in the API."""
    record = record_at(request, path)
    return redirect(api_path(record)) if record else None


def export_citation(suffix: str, write: Callable[[Reference], str], request, path: str):
    """Return the record as a reference for programs that collect references."""
    record = record_at(request, path)
    if not record:
        return None
    reference = reference_of(record)
    response = HttpResponse(f"{write(reference)}\n", content_type=f"{MEDIA_TYPES[suffix]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{reference.key}.{suffix}"'
    return response


PAGE_FORMATS: dict[str, Callable] = {
    "zip": export_meeting_zip,
    "ics": export_event,
    "json": redirect_to_api,
    "bib": partial(export_citation, "bib", bibtex),
    "ris": partial(export_citation, "ris", ris),
}
