"""Answers for pages that were withdrawn, where nothing else did."""

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from .models import Withdrawal
from .views import withdrawn


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
