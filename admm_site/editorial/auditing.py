"""What the admin adds to the audit trail: refusals, downloads, and changes of accounts and roles."""

from contextlib import AbstractContextManager, nullcontext
from http import HTTPStatus

from django.contrib.messages import ERROR, get_messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from admm_site.audit.account_changes import account_changes_recorded
from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record_if_possible, record_refusal

# Where everybody changes their own account; a link for a new password is used before signing in.
OWN_ACCOUNT_VIEWS = ("second_factor", "wagtailadmin_account", "wagtailadmin_password_reset")


def watch_accounts(request: HttpRequest) -> AbstractContextManager:
    """Record what the `with` block changes of accounts and roles, if this user may change any."""
    may_change = request.user.is_superuser or any(
        name.startswith("auth.") for name in request.user.get_all_permissions()
    )
    is_own = request.resolver_match.view_name.startswith(OWN_ACCOUNT_VIEWS)
    return account_changes_recorded() if may_change or is_own else nullcontext()


def record_response(request: HttpRequest, response: HttpResponse) -> None:
    """Record the response if it refuses access, or is a file to download."""
    if is_refusal(request, response):
        record_denial(request)
    elif "attachment" in response.get("Content-Disposition", ""):
        name = response["Content-Disposition"].partition("filename=")[2].strip('"')
        record_if_possible(new_entry(Action.EXPORT, request.path, name))


def record_denial(request: HttpRequest) -> None:
    """Record that a signed-in user asked for what they have no permission for."""
    if request.user.is_authenticated:
        record_refusal(new_entry(Action.ACCESS, f"{request.method} {request.path}"))


def is_refusal(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether it is one of Wagtail's ways to say no: 403, or an error on the dashboard or sign-in."""
    if response.status_code == HTTPStatus.FORBIDDEN:
        return True
    target = response.get("Location", "").partition("?")[0]
    if request.user.is_anonymous or target not in (
        reverse("wagtailadmin_home"),
        reverse("wagtailadmin_login"),
    ):
        return False
    # Not by iterating, which would count as showing the messages.
    return any(message.level == ERROR for message in get_messages(request)._queued_messages)
