"""End sessions in the admin that nobody used for a while (`SESSION_IDLE_MINUTES`).

When a session was last used is stored in it once a minute. What pages ask by themselves is no use of it.
"""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from admm_site.database import suppress_faults

LAST_USED = "last_used"
STORED_EVERY = 60  # seconds
BACKGROUND_VIEWS = ("session_state", "wagtailadmin_editing_sessions:")


def end_idle_session(request: HttpRequest) -> None:
    """Sign the user out if the session was idle for too long, else store that it is used."""
    if request.user.is_anonymous:
        return
    if get_seconds_left(request) <= 0:
        _sign_out(request)
    elif not request.resolver_match.view_name.startswith(BACKGROUND_VIEWS):
        _store_use(request)


def get_seconds_left(request: HttpRequest) -> float:
    """Return in how many seconds the session ends unless it is used."""
    now = time.time()
    return request.session.get(LAST_USED, now) + settings.SESSION_IDLE_MINUTES * 60 - now


@require_safe
def session_state(request: HttpRequest) -> JsonResponse:
    """Return in how many seconds the session ends; asking is no use of it."""
    return JsonResponse({"seconds_left": round(get_seconds_left(request))})


def _store_use(request: HttpRequest) -> None:
    now = time.time()
    if settings.READ_ONLY or now - request.session.get(LAST_USED, 0) < STORED_EVERY:
        return
    was_modified = request.session.modified
    with suppress_faults(), transaction.atomic():
        request.session[LAST_USED] = now
        request.session.save()
    request.session.modified = was_modified  # what can't be saved is no reason not to answer


def _sign_out(request: HttpRequest) -> None:
    """End the session; where nothing can be saved, treat it as ended."""
    with suppress_faults():
        if not settings.READ_ONLY:
            logout(request)
    request.user = AnonymousUser()
