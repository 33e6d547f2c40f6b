from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .models import Withdrawal


def withdrawn(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """Leads on to what replaces the page; else 410, which says when and why, and nothing of what it was."""
    if replacement := withdrawal.replacement:
        return redirect(replacement.get_url(request), permanent=True)
    context = {"reason": withdrawal.reason, "withdrawn_at": withdrawal.withdrawn_at}
    return render(request, "withdrawals/withdrawn.html", context, status=HTTPStatus.GONE)
