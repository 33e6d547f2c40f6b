"""How to cite a page as of a day, and the page that explains it."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.as_of_urls import as_of_url
from admm_site.core.clock import today
from admm_site.core.sections import section_url
from admm_site.exports.record_citations import citations_on
from meetings.models import MeetingIndexPage


@require_safe
def cite(request):
    """How to cite a page, a statement and a document, and what their addresses promise."""
    path = f"{section_url(request, MeetingIndexPage)}5th-admm/"
    context = {
        "address": as_of_url(path, today()),
        "citations": citations_on(path, "5th-admm", "5th ADMM", today()),
        "day": today(),
    }
    return render(request, "pages/cite.html", context)
