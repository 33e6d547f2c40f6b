"""The site of a visitor's request and its home page, queried once for each version of the content."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from wagtail.models import Site

from .query_cache import get_or_compute


def site_middleware(get_response: Callable) -> Callable:
    """Let `Site.find_for_request` answer from the cache.

    Wagtail keeps the site on the request as `_wagtail_site`, and would query it for each request, and then
    its home page, from which it looks for the page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if getattr(request, "may_be_cached", False):
            find_site = partial(find_site_with_home_page, request)
            key = ("site", request.get_host(), request.get_port())
            request._wagtail_site = get_or_compute(find_site, *key)
        return get_response(request)

    return middleware


def find_site_with_home_page(request: HttpRequest) -> Site | None:
    site = Site.find_for_request(request)
    if site:
        _ = site.root_page.specific  # read here, so that it is cached with the site
    return site
