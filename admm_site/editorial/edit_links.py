"""The edit link on public pages for signed-in editors, at no cost for visitors.

Without a session cookie the session is not accessed, so that the response has no `Vary: Cookie`. A response
with an edit link is marked private, so that no shared cache stores it.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from wagtail.admin.admin_url_finder import AdminURLFinder

CONTEXT_NAMES = ("page", "document", "country", "area", "series")  # of the object that a view shows


def get_edit_url(request: HttpRequest, instance: Model | None) -> str | None:
    """Return the edit URL of the object, or None if the user is no editor."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_editor(request):
        return None
    request.is_editor_response = True
    return AdminURLFinder(request.user).get_edit_url(instance) if instance else None


def is_editor(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.has_perm("wagtailadmin.access_admin")


def private_to_editors_middleware(get_response: Callable) -> Callable:
    """Mark responses made for an editor as private."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "is_editor_response", False):
            patch_cache_control(response, private=True)
        return response

    return middleware
