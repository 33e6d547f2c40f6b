"""Answers for pages that were withdrawn, where nothing else did."""

from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from admm_site.core.internal_links import is_hidden
from admm_site.middleware import add_missing_parameters

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


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, for redirects to what is public: others would name the address of a page or file.

    Where an editor typed an address with parameters, these are kept, and what else was asked is added.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        if answer is response:
            return response
        if not is_hidden(answer.url, own_hosts=[request.get_host()]):
            if request.method in ("GET", "HEAD"):
                answer["Location"] = add_missing_parameters(answer.url, request)
            return answer
        withdrawal = Withdrawal.objects.taken_away_from(request, unquote(urlsplit(answer.url).path))
        return withdrawn(request, withdrawal) if withdrawal else response
