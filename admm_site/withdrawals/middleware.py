"""Answers for pages that were withdrawn, where nothing else did."""

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware
from wagtail.models import Page, Site

from admm_site.content.publication import is_published

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
    """Wagtail's, for redirects to what is public: one to a page that is not would name its address."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        page = None if answer is response else _page_at(request, answer.url)
        if not page or Page.objects.filter(is_published(), pk=page.pk).exists():
            return answer
        withdrawal = Withdrawal.objects.taken_away().filter(page=page.pk).first()
        return withdrawn(request, withdrawal) if withdrawal else response


def _page_at(request: HttpRequest, address: str) -> Page | None:
    """The page at the address, whoever may see it; None of an address elsewhere."""
    parts, site = urlsplit(address), Site.find_for_request(request)
    own_hosts = {"", request.get_host(), *(urlsplit(one.root_url).netloc for one in Site.objects.all())}
    if not site or parts.netloc not in own_hosts:
        return None
    url_path = f"{site.root_page.url_path.rstrip('/')}/{parts.path.strip('/')}/".replace("//", "/")
    return Page.objects.filter(url_path=url_path).first()
