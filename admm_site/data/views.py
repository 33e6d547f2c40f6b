from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.content.listings import listing_context
from admm_site.content.today import today
from admm_site.media.models import PortalDocument
from initiatives.models import ActivityPage
from meetings.models import MeetingPage

from .filters import DocumentFilter
from .month import FIRST_YEAR, LAST_YEAR, month


@require_safe
def documents(request):
    """The register of documents that the public may read, the newest first."""
    context = listing_context(request, DocumentFilter, PortalDocument.objects.public().newest_first())
    return render(request, "data/documents.html", context, status=200 if context["valid"] else 400)


@require_safe
def calendar(request):
    """The agenda: what is still to come, then what was last held."""
    context = {
        "upcoming": _by_date(
            model.objects.public().for_rows().upcoming() for model in (MeetingPage, ActivityPage)
        ),
        "recent": _by_date(
            (
                model.objects.public().for_rows().held().newest_first()[:5]
                for model in (MeetingPage, ActivityPage)
            ),
            newest_first=True,
        ),
        "month": today(),
        "crumbs": [{"title": _("Meetings"), "url": "/meetings/"}],
    }
    return render(request, "data/calendar.html", context)


def _by_date(querysets, newest_first=False) -> list:
    """Rows of several querysets in one list by date; undated ones last."""
    found = [occasion for queryset in querysets for occasion in queryset]
    dated = sorted((o for o in found if o.start_date), key=lambda o: o.start_date, reverse=newest_first)
    return [*dated, *(o for o in found if not o.start_date)]


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
