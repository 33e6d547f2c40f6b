"""Wrap every view of the admin, Wagtail's and the portal's own."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound

from admm_site.core.batching import batched
from admm_site.database import take_write_lock
from admm_site.documents.file_changes import atomic_with_files

from . import errors
from .failed_saves import UnsavedForm
from .sign_in_again import ask_to_sign_in_again

View = Callable[..., HttpResponse]


def portal_admin_view(view: View) -> View:
    """Decorate an admin view to run atomically (files included) and one at a time.

    What it saves is indexed once, and a form sent after the session ended is kept.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method in errors.SAFE_METHODS:
            return replace_error_response(request, view(request, *args, **kwargs))
        if request.user.is_anonymous and (unsaved := UnsavedForm.from_request(request)):
            is_script = errors.expects_json(request)
            return errors.session_ended(request) if is_script else ask_to_sign_in_again(request, unsaved)
        try:
            with atomic_with_files(), batched():
                take_write_lock()
                response = view(request, *args, **kwargs)
        except ValidationError as error:
            return errors.validation_failed(request, error)
        return replace_error_response(request, response)

    return wrapper


def replace_error_response(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response, or the portal's own error page instead of Wagtail's."""
    if isinstance(response, HttpResponseNotFound):
        return errors.not_found(request)
    if isinstance(response, HttpResponseForbidden) and not response.content:
        return errors.permission_denied(request)
    needs_sign_in = response.status_code == HTTPStatus.FOUND and request.user.is_anonymous
    return errors.session_ended(request) if needs_sign_in and errors.expects_json(request) else response
