from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .models import Withdrawal


def render_withdrawn(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """Redirect to the page that replaces it, else respond with 410: title, date, reason, and where to go."""
    if replacement := withdrawal.replacement:
        return redirect(replacement.get_url(request), permanent=True)
    context = {
        "title": withdrawal.title,
        "reason": withdrawal.reason,
        "withdrawn_at": withdrawal.withdrawn_at,
        "section": withdrawal.section,
    }
    return render(request, "withdrawals/withdrawn.html", context, status=HTTPStatus.GONE)
