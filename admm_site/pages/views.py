from datetime import timedelta

from django.conf import settings
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.core.sections import section_url
from meetings.models import MeetingIndexPage

from .map import MAP_SERIES, places_with_counts
from .not_found import query_from_path, suggest_pages
from .timeline import history

SECURITY_TXT_LIFETIME = timedelta(days=180)


@require_safe
def reuse(request):
    """Show the licence of the portal's records, and what it does not cover."""
    context = {
        "name": settings.REUSE_LICENCE_NAME,
        "address": settings.REUSE_LICENCE_URL,
        "title": _("Reuse"),
    }
    return render(request, "pages/reuse.html", context)


@require_safe
def contact(request):
    """Show how to contact the secretariat and report a vulnerability."""
    context = {
        "security": settings.SECURITY_CONTACT,
        "title": _("Contact"),
    }
    return render(request, "pages/contact.html", context)


@require_safe
def timeline(request):
    """Show the whole history as a chart of numbers by year and as a list."""
    return render(
        request,
        "pages/timeline.html",
        {"history": history(section_url(request, MeetingIndexPage))},
    )


@require_safe
def places_map(request):
    """Show where ministers met and activities took place, on maps and in a table."""
    context = {"places": places_with_counts(), "series": MAP_SERIES}
    return render(request, "pages/map.html", context)


@require_safe
def not_found(request, exception=None):
    """Answer 404 with suggestions: similar addresses, and a search for the words of this one."""
    context = {"suggestions": suggest_pages(request.path), "query": query_from_path(request.path)}
    return render(request, "404.html", context, status=404)


@require_safe
def favicon(request):
    """Redirect to the icon, for programs that ask for it without a page, such as PDF viewers."""
    return redirect(static("icons/favicon.ico"))


@require_safe
def robots(request):
    return render(request, "robots.txt", content_type="text/plain")


@require_safe
def security_txt(request):
    """Return security.txt (RFC 9116), which expires so that somebody confirms it from time to time.

    The time is that of midnight: the response is the same all day, so that it can be cached.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {"contact": settings.SECURITY_CONTACT, "expires": midnight + SECURITY_TXT_LIFETIME}
    return render(request, "security.txt", context, content_type="text/plain")
