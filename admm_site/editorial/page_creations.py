"""Create a page only once from a form that is sent twice, by *Back* or a double click."""

from datetime import timedelta

from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin import messages

from admm_site.core.page_base import CREATION_FIELD, TOKEN_LENGTH

from .errors import json_error
from .models import PageCreation

DAYS_TO_KEEP = 7  # how long a browser may have the form of a page in its history


def redirect_to_created_page(request, parent_page, page_class):
    """Return a redirect to the page that this form has already created, or None.

    Two requests at once wait for each other: the admin saves one form at a time.
    """
    token = _token(request)
    if not token:
        return None
    creation, _is_new = PageCreation.objects.get_or_create(token=token, defaults={"user": request.user})
    if creation.user_id != request.user.pk or not creation.page_id:
        return None
    message = _(
        "This page had been created already, so no second one was made. If you have changed something since"
        " then, change it here."
    )
    if request.accepts("application/json") and not request.accepts("text/html"):
        return json_error(409, "already_created", message)
    messages.warning(request, message)
    return redirect("wagtailadmin_pages:edit", creation.page_id)


def save_created_page(request, page) -> None:
    if token := _token(request):
        PageCreation.objects.filter(token=token, user=request.user).update(page=page)
        oldest = timezone.now() - timedelta(days=DAYS_TO_KEEP)
        PageCreation.objects.filter(created_at__lt=oldest).delete()


def _token(request) -> str:
    """Return the token of the form, or an empty string if it is missing or malformed."""
    token = request.POST.get(CREATION_FIELD, "")
    return token if len(token) == TOKEN_LENGTH and token.isascii() and token.isalnum() else ""
