"""Rate limits of the report form: for one IP address, and for all together."""

from django.conf import settings
from django.http import HttpRequest

from admm_site.api.throttling import AddressThrottle

from .models import ErrorReport


class ReportThrottle(AddressThrottle):
    """Throttle the reports of each IP address, as the API throttles requests."""

    scope = "reports"

    def get_rate(self) -> str | None:
        return settings.ERROR_REPORT_RATE or None


def is_rate_limited(request: HttpRequest) -> bool:
    """Return whether the request exceeds a limit; if it doesn't, it is counted."""
    if ErrorReport.objects.of_the_last_day().count() >= settings.ERROR_REPORTS_A_DAY:
        return True
    return not ReportThrottle().allow_request(request, None)
