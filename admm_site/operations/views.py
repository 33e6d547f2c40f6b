from django.core.cache import cache
from django.db import Error, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from admm_site.database import DatabaseFault

from .unavailable import RETRY_AFTER

PROBE_KEY = "readyz"


@never_cache
@require_safe
def healthz(request):
    """Answer 200 while the process runs."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(request):
    """Answer 200 while the database answers, else 503; without a cache the status is "degraded"."""
    checks = {"database": _is_database_available(), "cache": _is_cache_available()}
    if not checks["database"]:
        retry_after = {"Retry-After": str(RETRY_AFTER[DatabaseFault.UNAVAILABLE])}
        return JsonResponse({"status": "unavailable", **checks}, status=503, headers=retry_after)
    return JsonResponse({"status": "ok" if checks["cache"] else "degraded", **checks})


def _is_database_available() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True


def _is_cache_available() -> bool:
    try:
        cache.set(PROBE_KEY, True, 10)
        return bool(cache.get(PROBE_KEY))
    except (OSError, ValueError):
        return False
