"""Answers for pages that were withdrawn, where nothing else did."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from .models import Withdrawal


class WithdrawnPagesMiddleware:
    """Asks only when nothing was found, redirects included: what is found pays nothing for it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in ("GET", "HEAD"):
            return response
        withdrawal = Withdrawal.objects.taken_away_from(request)
        return withdrawn(request, withdrawal) if withdrawal else response


def withdrawn(request: HttpRequest, withdrawal: Withdrawal) -> HttpResponse:
    """Leads on to what replaces the page; else 410, which says when and why, and nothing of what it was."""
    if replacement := withdrawal.replacement:
        return redirect(replacement.get_url(request), permanent=True)
    context = {"reason": withdrawal.reason, "withdrawn_at": withdrawal.withdrawn_at}
    return render(request, "withdrawals/withdrawn.html", context, status=HTTPStatus.GONE)
