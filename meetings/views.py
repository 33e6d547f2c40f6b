from collections.abc import Iterable
from itertools import zip_longest

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.comparison import Value
from admm_site.core.publication import public_rows
from admm_site.core.query_parameters import allow_parameters
from admm_site.core.source_notes import number_sources

from .compare import CompareMeetingsForm, compare
from .models import Decision, MeetingPage, MeetingSeries
from .upcoming import upcoming_meetings

MEETINGS_PER_PAGE = 25


@require_safe
@allow_parameters("page")
def series(request, slug):
    """Show who chairs a series and when it meets next, its place in the structure, and its meetings."""
    meeting_series = get_object_or_404(
        MeetingSeries.objects.select_related("area", "source_document").with_chairs(), slug=slug
    )
    if not MeetingSeries.objects.is_known_as_of_request(meeting_series):
        return render_not_yet_known(request, meeting_series)
    meetings = public_rows(MeetingPage).in_series(meeting_series).newest_first()
    rows = Paginator(meetings, MEETINGS_PER_PAGE).get_page(request.GET.get("page"))
    terms = meeting_series.chair_terms.all()
    context = {
        "series": meeting_series,
        "terms": terms,
        "notes": number_sources([meeting_series, *terms]),
        "next_meeting": upcoming_meetings().in_series(meeting_series).first(),
        "reporting": attach_neighbouring_series(meeting_series),
        "meetings": attach_previous(Decision.objects.attach_to_meetings(rows)),
        "rows": rows,
        "page_range": rows.paginator.get_elided_page_range(rows.number, on_each_side=2, on_ends=1),
    }
    return render(request, "meetings/series.html", context)


def attach_neighbouring_series(series: MeetingSeries) -> list[MeetingSeries]:
    """Set `reports_to` to None if that is not known yet, and return the series that report to this one."""
    is_neighbour = Q(pk=series.reports_to_id) | Q(reports_to=series)
    neighbours = list(MeetingSeries.objects.known_as_of_request().filter(is_neighbour))
    superior = series.reports_to_id
    series.reports_to = next((other for other in neighbours if other.pk == superior), None)
    return [other for other in neighbours if other.reports_to_id == series.pk]


def attach_previous(meetings: Iterable[MeetingPage]) -> list[MeetingPage]:
    """Attach to each of the meetings, newest first, the `previous` one in the list, and return them."""
    meetings = list(meetings)
    for meeting, previous in zip_longest(meetings, meetings[1:]):
        meeting.previous = previous
    return meetings


@require_safe
@allow_parameters("a", "b", "series")
def compare_meetings(request):
    """Compare two meetings of a series, or offer those that can be chosen."""
    form = CompareMeetingsForm(request.GET)
    pair = form.get_pair()
    context = {
        "form": form,
        "pair": pair,
        "heads": [Value(meeting.title, meeting.url) for meeting in pair or ()],
        "rows": compare(*pair) if pair else [],
        "all_series": MeetingSeries.objects.known_as_of_request().order_by("acronym"),
    }
    status = 400 if form.is_bound and not pair else 200
    return render(request, "meetings/compare.html", context, status=status)
