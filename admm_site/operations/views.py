import logging
from ipaddress import ip_address

from django.conf import settings
from django.db import Error
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from admm_site.core.client_address import client_address
from admm_site.database import DatabaseFault

from . import metrics, probes
from .pending_migrations import pending_migrations
from .periodic.state import job_states
from .unavailable import RETRY_AFTER

logger = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request):
    """Answer 200 while the process runs."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Answer 200 while the portal can be read, within two seconds whatever hangs.

    503 without a database or with migrations to be applied; "degraded" without a cache or storage, with
    little space on the disk, or with periodic jobs that are late: `late` has the seconds of each.
    """
    checks: dict = dict(probes.ask_all())
    if not checks["database"]:
        return _unavailable(checks)
    if pending := _pending_migrations():
        return _unavailable(checks | {"migrations": pending})
    is_ok = all(checks.values())
    if late := _late_jobs():
        checks["late"] = late
    return JsonResponse({"status": "ok" if is_ok and not late else "degraded", **checks})


def _unavailable(checks: dict) -> JsonResponse:
    retry_after = {"Retry-After": str(RETRY_AFTER[DatabaseFault.UNAVAILABLE])}
    return JsonResponse({"status": "unavailable", **checks}, status=503, headers=retry_after)


def _pending_migrations() -> list[str]:
    try:
        return pending_migrations()
    except Error:
        return []


def _late_jobs() -> dict[str, int]:
    try:
        return {state.job.name: int(state.late_by.total_seconds()) for state in job_states() if state.is_late}
    except Error:
        return {}


@never_cache
@require_safe
def prometheus_metrics(request: HttpRequest) -> HttpResponse:
    """Show the metrics to the networks of `METRICS_NETWORKS`; to others, this address doesn't exist."""
    if not is_from_inside(request):
        raise Http404
    return HttpResponse(metrics.exposition(), content_type=CONTENT_TYPE_LATEST)


def is_from_inside(request: HttpRequest) -> bool:
    """Return whether the request comes from one of the networks, through no proxy that isn't counted."""
    if "HTTP_X_FORWARDED_FOR" in request.META and not settings.REST_FRAMEWORK["NUM_PROXIES"]:
        return False
    try:
        address = ip_address(client_address(request))
        return any(address in network for network in settings.METRICS_NETWORKS)
    except ValueError:
        return False
