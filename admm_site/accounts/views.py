"""Sign-in, passkeys, page passwords and links for new passwords, each with a limit (`attempts`)."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.contrib.auth import views as auth_views
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail import views as wagtailcore
from wagtail.admin.views import account
from wagtail.documents.views import serve as wagtaildocs

from . import passkeys
from .attempts import TooManyAttempts, begin_attempt, forgive
from .choices import AttemptKind
from .forms import ResetForm, SignInForm


def too_many_requests(response: HttpResponse, retry_after: int) -> HttpResponse:
    """Return the response with status 429 if there is a time to wait."""
    if retry_after:
        response.status_code = HTTPStatus.TOO_MANY_REQUESTS
        response["Retry-After"] = str(retry_after)
    return response


def refuse_attempt(request: HttpRequest, error: TooManyAttempts) -> HttpResponse:
    """Return a page for readers that says when to try again."""
    response = render(request, "accounts/too_many_attempts.html", {"message": error.message})
    return too_many_requests(response, error.retry_after)


class LimitedFormMixin:
    """Answer 429 when the limit of the form is reached."""

    def form_invalid(self, form):
        return too_many_requests(super().form_invalid(form), form.retry_after)


class AdminSignInView(LimitedFormMixin, account.LoginView):
    """Wagtail's sign-in page of the admin."""

    def get_form_class(self):
        return SignInForm


class SignInView(LimitedFormMixin, auth_views.LoginView):
    """Wagtail's sign-in page for readers of private pages."""

    template_name = "wagtailcore/login.html"
    authentication_form = SignInForm


class ResetView(LimitedFormMixin, account.PasswordResetView):
    """Wagtail's page on which one asks for a link for a new password."""

    def get_form_class(self):
        return ResetForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}


@never_cache
@require_POST
def passkey_options(request: HttpRequest) -> HttpResponse:
    """Return what a script asks the browser for, to sign in by a passkey or to confirm a change."""
    try:
        return JsonResponse(passkeys.begin_sign_in(request))
    except TooManyAttempts as error:
        return too_many_requests(JsonResponse({"message": error.message}), error.retry_after)


def limit_passwords(view: Callable[..., HttpResponse], restriction: str) -> Callable[..., HttpResponse]:
    """Decorate a view of Wagtail that takes the password of private pages or files.

    `restriction` is the argument of the view that says which pages or files.
    """

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs) -> HttpResponse:
        if request.method != "POST":
            return view(request, **kwargs)
        subject = f"{view.__module__} {kwargs[restriction]}"
        try:
            attempt = begin_attempt(AttemptKind.PAGE_PASSWORD, subject, request)
        except TooManyAttempts as error:
            return refuse_attempt(request, error)
        response = view(request, **kwargs)
        if response.status_code == HTTPStatus.FOUND:
            forgive(attempt)
        return response

    return wrapper


page_password = limit_passwords(wagtailcore.authenticate_with_password, "page_view_restriction_id")
file_password = limit_passwords(wagtaildocs.authenticate_with_password, "restriction_id")
