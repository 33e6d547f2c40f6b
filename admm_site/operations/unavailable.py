"""Answer 503 while the database is unavailable, slow, busy or read-only, or the storage away or unwritable.

No query is made.
"""

import errno
import logging
from http import HTTPStatus
from pathlib import PurePosixPath

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from admm_site.api.errors import problem_response
from admm_site.core.absolute_urls import is_in_admin, is_in_api
from admm_site.database import DatabaseFault, classify_error
from admm_site.documents.storage import StorageUnavailable
from admm_site.editorial import errors as admin
from admm_site.editorial.failed_saves import UnsavedForm
from admm_site.exports.formats.errors import error_response

RETRY_AFTER = {DatabaseFault.UNAVAILABLE: 30, DatabaseFault.BUSY: 5, DatabaseFault.READ_ONLY: 300}  # seconds

FULL_OR_READ_ONLY = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}  # of the storage of files

logger = logging.getLogger(__name__)


class UnavailableMiddleware:
    """Answer 503 if a view fails because of the database or the storage.

    For middleware, see `errors.server_error`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return unavailable(request, exception)


def unavailable(request: HttpRequest, error: BaseException | None) -> HttpResponse | None:
    """Return 503 in the requested format, or None if neither the database nor the storage is the cause."""
    changes_data = request.method not in admin.SAFE_METHODS
    if error is None:
        return None
    if fault := classify_error(error):
        part, messages = "database", _messages(fault, changes_data)
    elif fault := _storage_fault(error):
        part, messages = "storage", _storage_messages(fault, changes_data)
    else:
        return None
    logger.error("The %s is %s: %s %s: %s", part, fault.value, request.method, request.path, error)
    response = _render(request, *messages)
    response["Retry-After"] = str(RETRY_AFTER[fault])
    response["Cache-Control"] = "no-store"
    return response


def _storage_fault(error: BaseException) -> DatabaseFault | None:
    if StorageUnavailable.caused(error):
        return DatabaseFault.UNAVAILABLE
    is_unwritable = isinstance(error, OSError) and error.errno in FULL_OR_READ_ONLY
    return DatabaseFault.READ_ONLY if is_unwritable else None


def _storage_messages(fault: DatabaseFault, changes_data: bool) -> tuple[str, str]:
    if fault is DatabaseFault.READ_ONLY:
        return _messages(fault, changes_data)
    return (
        _("Files are not available right now"),
        _("The storage of files doesn’t answer in time. Nothing was saved. Try again in a minute.")
        if changes_data
        else _("The storage of files doesn’t answer in time. Try again in a minute."),
    )


def _messages(fault: DatabaseFault, changes_data: bool) -> tuple[str, str]:
    """Return a title and a sentence of what to do."""
    if fault is DatabaseFault.READ_ONLY:
        return (
            _("Nothing can be saved right now"),
            _("For the moment, the portal can be read but not changed. Nothing was saved. Try again later."),
        )
    if fault is DatabaseFault.BUSY:
        return (
            _("The portal is busy right now"),
            _("Something else was being saved at the same time. Nothing was saved. Try again in a moment.")
            if changes_data
            else _("Something is being saved that this page waits for. Try again in a moment."),
        )
    return (
        _("The portal is not available right now"),
        _("Its database doesn’t answer in time. Nothing was saved. Try again in a minute.")
        if changes_data
        else _("Its database doesn’t answer, so nothing can be shown or saved. Try again in a minute."),
    )


def _render(request: HttpRequest, title: str, detail: str) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if is_in_admin(request):
        return _render_in_admin(request, title, detail)
    if is_in_api(request):
        return problem_response(status, detail)
    if suffix := PurePosixPath(request.path).suffix:
        return error_response(title, detail, suffix.removeprefix("."), status=status)
    if not request.accepts("text/html"):
        return error_response(
            title, detail, "json" if request.accepts("application/json") else "", status=status
        )
    page = render_to_string("503.html", {"title": title, "detail": detail})
    return HttpResponse(page, status=status)


def _render_in_admin(request: HttpRequest, title: str, detail: str) -> HttpResponse:
    status = HTTPStatus.SERVICE_UNAVAILABLE
    if admin.expects_json(request):
        return admin.json_error(status, "unavailable", f"{title}. {detail}")
    context = {
        "title": title,
        "detail": detail,
        "unsaved": UnsavedForm.from_request(request),
        "changes_data": request.method not in admin.SAFE_METHODS,
        "back": admin.previous_page(request),
    }
    return render(request, "editorial/unavailable.html", context, status=status)
