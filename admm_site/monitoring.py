"""Give each request an id, time it, count it, and write a line about it to the log."""

import logging
import random
import re
from collections.abc import Callable
from functools import cache
from http import HTTPStatus
from time import perf_counter

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from . import metrics
from .request_ids import with_request_id

CACHE_RESULTS = {'cache;desc="hit"': "hit", 'cache;desc="miss"': "miss"}
REQUEST_ID = re.compile(r"[\w-]{8,64}", re.ASCII)
PAGE_VIEW = "wagtail_serve"

logger = logging.getLogger("admm_site.requests")


def monitoring_middleware(get_response: Callable) -> Callable:
    """Stand outermost: what other middleware answers is counted as well."""

    def middleware(request: HttpRequest) -> HttpResponse:
        start = perf_counter()
        with with_request_id(id_of(request)):
            response = get_response(request)
            _record(request, response, perf_counter() - start)
        return response

    return middleware


def view_name(request: HttpRequest, response: HttpResponse) -> str:
    """Return the name of the view that made the response, or the type of the page: one of a fixed number."""
    if cached := getattr(response, "cached_view_name", ""):
        return cached
    match = request.resolver_match
    name = match.view_name if match else ""
    if name != PAGE_VIEW:
        return name or "none"
    route = getattr(request, "_wagtail_route_for_request", None)  # as Page.route_for_request leaves it
    return route.page._meta.label if route else PAGE_VIEW


def id_of(request: HttpRequest) -> str:
    """Return the id that the proxy gave the request, or a new one: visitors can't choose theirs."""
    proxy_id = request.META.get("HTTP_X_REQUEST_ID", "") if settings.BEHIND_PROXY else ""
    return proxy_id if REQUEST_ID.fullmatch(proxy_id) else f"{random.getrandbits(128):032x}"


@cache
def _timer(view: str, status: int) -> Callable[[float], None]:
    """Return what counts a request and its seconds, as looking it up takes longer than counting."""
    return metrics.REQUEST_SECONDS.labels(view, f"{status // 100}xx").observe


@cache
def _cache_counter(result: str) -> Callable:
    return metrics.CACHED_RESPONSES.labels(result).inc


def _record(request: HttpRequest, response: HttpResponse, seconds: float) -> None:
    view, status = view_name(request, response), response.status_code
    _timer(view, status)(seconds)
    result = CACHE_RESULTS.get(response.get("Server-Timing", ""), "")
    is_hit = result == "hit"
    if result and status == HTTPStatus.NOT_MODIFIED:
        result = "not_modified"
    if result:
        _cache_counter(result)()
    # A line would take a tenth of the time of a hit; behind a proxy, the proxy's line suffices.
    if logger.isEnabledFor(logging.INFO) and not (is_hit and settings.BEHIND_PROXY):
        _log(request, view, status, seconds, result)


def _log(request: HttpRequest, view: str, status: int, seconds: float, result: str) -> None:
    method, milliseconds = request.method, round(seconds * 1000, 1)
    fields = {"method": method, "view": view, "status": status, "ms": milliseconds}
    if result:
        fields["cache"] = result
    path = loggable_path(request)
    logger.info(
        "%s %s %s %s ms", method, path, status, milliseconds, extra={"fields": fields | {"path": path}}
    )


def loggable_path(request: HttpRequest) -> str:
    """Return the path, without the token that is the end of a link for a new password."""
    head, confirm, _token = request.path.partition("/password_reset/confirm/")
    return head + confirm
