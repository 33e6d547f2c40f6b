"""Wrap every view of the admin, Wagtail's and the portal's own."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden, HttpResponseNotFound
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from admm_site.accounts.idle import end_idle_session
from admm_site.accounts.second_factor import SecondFactorState, get_state
from admm_site.audit.recording import audited_request
from admm_site.core.batching import batched
from admm_site.database import take_write_lock
from admm_site.documents.file_changes import atomic_with_files

from . import auditing, errors
from .failed_saves import UnsavedForm
from .sign_in_again import ask_to_sign_in_again

View = Callable[..., HttpResponse]
# What nobody needs to be signed in for, and signing out.
OPEN_VIEWS = (
    "sign_in_again",
    "wagtailadmin_javascript_catalog",
    "wagtailadmin_logout",
    "wagtailadmin_sprite",
)


def portal_admin_view(view: View) -> View:
    """Decorate an admin view to run atomically (files included) and one at a time.

    What it saves is indexed once, and a form sent after the session ended is kept. What matters for security
    is in the audit trail.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        with audited_request(request):
            try:
                response = respond(view, request, *args, **kwargs)
            except PermissionDenied:
                auditing.record_denial(request)
                raise
            auditing.record_response(request, response)
        return response

    return wrapper


def respond(view: View, request: HttpRequest, *args, **kwargs) -> HttpResponse:
    """Return the response of the view; of one that changes something, in a transaction."""
    end_idle_session(request)
    if response := require_second_factor(request):
        return response
    if request.method in errors.SAFE_METHODS:
        return replace_error_response(request, view(request, *args, **kwargs))
    if request.user.is_anonymous and (unsaved := UnsavedForm.from_request(request)):
        is_script = errors.expects_json(request)
        return errors.session_ended(request) if is_script else ask_to_sign_in_again(request, unsaved)
    try:
        with atomic_with_files(), batched():
            take_write_lock()
            with auditing.watch_accounts(request):
                response = view(request, *args, **kwargs)
    except ValidationError as error:
        return errors.validation_failed(request, error)
    return replace_error_response(request, response)


def require_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Return a redirect to its set-up if the user must have a second factor and has none, else None.

    Who has one and signed in before it was set up is signed out.
    """
    view = request.resolver_match.view_name
    if view in OPEN_VIEWS or view.startswith("wagtailadmin_password_reset") or request.user.is_anonymous:
        return None
    state = get_state(request)
    if state is SecondFactorState.NOT_GIVEN:
        logout(request)
    if state is not SecondFactorState.MISSING or view == "second_factor":
        return None
    if errors.expects_json(request):
        message = _("Set up your second factor first: it is under Account.")
        return errors.json_error(HTTPStatus.FORBIDDEN, "second_factor_missing", message)
    next_page = request.get_full_path() if request.method in errors.SAFE_METHODS else ""
    return redirect(f"{reverse('second_factor')}?{urlencode({'next': next_page})}")


def replace_error_response(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return the response, or the portal's own error page instead of Wagtail's."""
    if isinstance(response, HttpResponseNotFound):
        return errors.not_found(request)
    if isinstance(response, HttpResponseForbidden) and not response.content:
        return errors.permission_denied(request)
    needs_sign_in = response.status_code == HTTPStatus.FOUND and request.user.is_anonymous
    return errors.session_ended(request) if needs_sign_in and errors.expects_json(request) else response
