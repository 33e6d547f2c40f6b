"""The page that explains how to cite the portal."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.as_of_urls import as_of_url
from admm_site.core.clock import today
from admm_site.core.sections import section_url
from admm_site.exports.record_citations import citations_on
from meetings.models import MeetingIndexPage


@require_safe
def cite(request):
    """Show how to cite a page, a decision or status update, and a document."""
    path = f"{section_url(request, MeetingIndexPage)}5th-admm/"
    context = {
        "address": as_of_url(path, today()),
        "citations": citations_on(path, "5th-admm", "5th ADMM", today()),
        "day": today(),
    }
    return render(request, "pages/cite.html", context)
