"""Sign in again without losing a form, when a session has ended or was renewed in another tab.

The form is shown again with a button; it is never sent again by itself. It is kept only if the CSRF check
passed, or if the browser's headers say that a page of the portal sent it; a form of another site is refused.
"""

from http import HTTPStatus

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views import csrf

from admm_site.accounts.forms import SignInForm
from admm_site.accounts.views import AdminSignInView, too_many_requests
from admm_site.core.absolute_urls import is_in_admin

from .errors import error_page, expects_json, json_error
from .failed_saves import UnsavedForm


def ask_to_sign_in_again(request: HttpRequest, unsaved: UnsavedForm, form=None) -> HttpResponse:
    """Return a sign-in form that carries the unsaved form."""
    context = {"unsaved": unsaved, "form": form or SignInForm(request)}
    response = render(request, "editorial/sign_in_again.html", context, status=HTTPStatus.FORBIDDEN)
    add_never_cache_headers(response)
    return response


def offer_to_resubmit(request: HttpRequest, unsaved: UnsavedForm) -> HttpResponse:
    """Return a page on which the user sends the unsaved form again or discards it."""
    response = render(request, "editorial/resubmit.html", {"unsaved": unsaved})
    add_never_cache_headers(response)
    return response


class SignInAgainView(AdminSignInView):
    """Sign in by the form that carries an unsaved form, then offer to send that again."""

    http_method_names = ["get", "post"]

    def get(self, request, *args, **kwargs):
        return redirect("wagtailadmin_login")

    def post(self, request, *args, **kwargs):
        try:
            self.unsaved = UnsavedForm.from_signed(request.POST.get("unsaved", ""))
        except BadSignature:
            return redirect("wagtailadmin_login")
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form):
        response = ask_to_sign_in_again(self.request, self.unsaved, form)
        return too_many_requests(response, form.retry_after)

    def form_valid(self, form):
        super().form_valid(form)
        return offer_to_resubmit(self.request, self.unsaved)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Return the response to a failed CSRF check; a form that the portal itself sent is kept."""
    if not is_in_admin(request):
        return csrf.csrf_failure(request, reason)
    if expects_json(request):
        message = _("This page is out of date, because you signed in again. Copy your text, then reload it.")
        return json_error(HTTPStatus.FORBIDDEN, "out_of_date", message)
    unsaved = get_unsaved_form(request) if is_same_origin(request) else None
    if unsaved:
        respond = offer_to_resubmit if request.user.is_authenticated else ask_to_sign_in_again
        return respond(request, unsaved)
    message = _("Nothing was saved. Go back, reload the page and try again; cookies must be allowed.")
    return error_page(request, HTTPStatus.FORBIDDEN, _("The form is out of date"), message)


def get_unsaved_form(request: HttpRequest) -> UnsavedForm | None:
    """Return the posted form, or the one that a posted sign-in form carries."""
    if request.path != reverse("sign_in_again"):
        return UnsavedForm.from_request(request)
    try:
        return UnsavedForm.from_signed(request.POST.get("unsaved", ""))
    except BadSignature:
        return None


def is_same_origin(request: HttpRequest) -> bool:
    """Return whether `Origin` and `Sec-Fetch-Site`, which no page can forge, name the portal."""
    origin, site = request.headers.get("Origin"), request.headers.get("Sec-Fetch-Site")
    own_origins = (f"{request.scheme}://{request.get_host()}", *settings.CSRF_TRUSTED_ORIGINS)
    return bool(origin or site) and origin in (None, *own_origins) and site in (None, "same-origin")
