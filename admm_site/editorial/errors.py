"""Error responses of the admin: a page that says what happened and what to do, or JSON for a script.

The pages take no query, so that they can be shown while the database is unavailable.
"""

from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page

from admm_site.core.absolute_urls import is_on_this_host
from admm_site.request_ids import current_request_id

from .failed_saves import UnsavedForm
from .publishing import error_messages

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")  # RFC 9110, section 9.2.1


def expects_json(request: HttpRequest) -> bool:
    """Return whether a script of the admin sent the request."""
    headers = request.headers
    is_script = (
        headers.get("X-Requested-With") == "XMLHttpRequest" or headers.get("Sec-Fetch-Dest") == "empty"
    )
    return is_script or not request.accepts("text/html")


def json_error(status: int, code: str, message: str, **more: str) -> JsonResponse:
    """Return the error as JSON in the format of Wagtail's own views."""
    content = {"success": False, "error_code": code, "error_message": message, **more}
    return JsonResponse(content, status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """Return 500 with a reference: the id of the request, which the log has beside the traceback."""
    reference, now = current_request_id(), timezone.localtime()
    if expects_json(request):
        message = _("Something went wrong on the server. Nothing was saved.")
        return json_error(HTTPStatus.INTERNAL_SERVER_ERROR, "server_error", message, reference=reference)
    context = {
        "reference": reference,
        "time": date_format(now, "j F Y, H:i:s T"),
        "unsaved": UnsavedForm.from_request(request),
        "changes_data": request.method not in SAFE_METHODS,
        "back": previous_page(request),
    }
    return render(request, "editorial/server_error.html", context, status=HTTPStatus.INTERNAL_SERVER_ERROR)


def session_ended(request: HttpRequest) -> HttpResponse:
    """Return 403 for a script whose user is no longer signed in."""
    message = _("Your session has ended. Sign in again in another tab, then save here.")
    return json_error(HTTPStatus.FORBIDDEN, "session_ended", message)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    if expects_json(request) and request.user.is_anonymous:
        return session_ended(request)
    message = _("You don’t have permission to do this. Ask an administrator if you need it.")
    return error_page(request, HTTPStatus.FORBIDDEN, _("You don’t have permission"), message)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    message = _("The portal couldn’t read what your browser sent. It may be too large. Nothing was saved.")
    return error_page(request, HTTPStatus.BAD_REQUEST, _("The request couldn’t be read"), message)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    message = _("It may have been deleted or moved, or the address is wrong.")
    return error_page(request, HTTPStatus.NOT_FOUND, _("Page not found"), message)


def validation_failed(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Return 400 with the messages of a validation error that no form has shown."""
    page = getattr(error, "page", None)
    reason = " ".join(error_messages(error, page.specific_class if page else Page))
    message = _("Nothing was saved. %(reason)s") % {"reason": reason}
    edit_url = reverse("wagtailadmin_pages:edit", args=[page.pk]) if page else ""
    if page:
        text = _("“%(page)s” can’t be published. %(reason)s")
        message = text % {"page": page.get_admin_display_title(), "reason": reason}
    if request.resolver_match.view_name == "wagtailadmin_pages:workflow_action":
        messages.error(request, message)
        return end_of_dialog(request, edit_url)
    if expects_json(request):
        return json_error(HTTPStatus.BAD_REQUEST, "validation_failed", message)
    context = {
        "title": _("Nothing was saved"),
        "message": message,
        "page": page,
        "edit_url": edit_url,
        "unsaved": UnsavedForm.from_request(request),
        "back": previous_page(request),
    }
    return render(request, "editorial/validation_failed.html", context, status=HTTPStatus.BAD_REQUEST)


def end_of_dialog(request: HttpRequest, address: str) -> HttpResponse:
    """Return the response after a workflow step, which Wagtail requests from a dialog or a page."""
    if expects_json(request):
        return JsonResponse({"step": "success", "redirect": address})
    return redirect(address)


def error_page(request: HttpRequest, status: HTTPStatus, title: str, message: str) -> HttpResponse:
    if expects_json(request):
        return json_error(status, status.name.lower(), message)
    context = {"title": title, "message": message, "back": previous_page(request)}
    return render(request, "editorial/error.html", context, status=status)


def previous_page(request: HttpRequest) -> str:
    """Return the admin's address that the request came from, or an empty string."""
    referrer = request.headers.get("Referer", "")
    home = request.build_absolute_uri(reverse("wagtailadmin_home"))
    is_ours = is_on_this_host(request, referrer)
    return referrer if is_ours and referrer.startswith(home) and referrer != home else ""
