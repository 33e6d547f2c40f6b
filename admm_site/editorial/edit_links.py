"""The edit link on public pages, for editors who are signed in; visitors pay nothing for it.

Who sends no session cookie is not looked up: what they are sent is the same for all, without `Vary: Cookie`.
What an editor is sent may be kept by the editor's own browser alone.
"""

from collections.abc import Callable

from django.conf import settings
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from wagtail.admin.admin_url_finder import AdminURLFinder

CONTEXT_NAMES = ("page", "document", "country", "area", "series")  # what views call the thing that they show


def get_edit_url(request: HttpRequest, instance: Model | None) -> str | None:
    """Return where the editor who asks can edit what is shown; None for everybody else."""
    if settings.SESSION_COOKIE_NAME not in request.COOKIES or not is_editor(request):
        return None
    request.is_editor_response = True
    return AdminURLFinder(request.user).get_edit_url(instance) if instance else None


def is_editor(request: HttpRequest) -> bool:
    return hasattr(request, "user") and request.user.has_perm("wagtailadmin.access_admin")


def private_to_editors_middleware(get_response: Callable) -> Callable:
    """Let no shared cache keep what was made for an editor."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "is_editor_response", False):
            patch_cache_control(response, private=True)
        return response

    return middleware
