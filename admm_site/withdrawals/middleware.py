"""Middleware for withdrawn pages and for redirects to what is not public."""

from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from admm_site.core.internal_links import is_hidden
from admm_site.middleware import add_missing_parameters

from .models import Withdrawal
from .views import render_withdrawn


class WithdrawnPagesMiddleware:
    """Replace a 404 by the response for a withdrawn page. Other responses cost no query."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != HTTPStatus.NOT_FOUND or request.method not in ("GET", "HEAD"):
            return response
        withdrawal = Withdrawal.objects.removed_at(request)
        return render_withdrawn(request, withdrawal) if withdrawal else response


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's middleware without redirects to what is not public, which would reveal a URL.

    The query string of the request is added to the parameters that an editor typed.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        redirect = super().process_response(request, response)
        if redirect is response:
            return response
        if not is_hidden(redirect.url, own_hosts=[request.get_host()]):
            if request.method in ("GET", "HEAD"):
                redirect["Location"] = add_missing_parameters(redirect.url, request)
            return redirect
        withdrawal = Withdrawal.objects.removed_at(request, unquote(urlsplit(redirect.url).path))
        return render_withdrawn(request, withdrawal) if withdrawal else response
