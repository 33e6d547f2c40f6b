"""How much the form takes: of one address, and of all of them together."""

from django.conf import settings
from django.http import HttpRequest

from admm_site.api.throttling import AddressThrottle

from .models import ErrorReport


class ReportThrottle(AddressThrottle):
    """Counts the reports of each address, as the API counts questions."""

    scope = "reports"

    def get_rate(self) -> str | None:
        return settings.ERROR_REPORT_RATE or None


def is_rate_limited(request: HttpRequest) -> bool:
    """Whether no other report is taken now; one that is taken counts."""
    if ErrorReport.objects.of_the_last_day().count() >= settings.ERROR_REPORTS_A_DAY:
        return True
    return not ReportThrottle().allow_request(request, None)
