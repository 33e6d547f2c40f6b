"""Absolute URLs with the host of `PORTAL_URL`, whichever host a request was sent to.

And whether a request is for the admin or the API, and an URL on the host that the request was sent to.
"""

from functools import cache

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme


def absolute_url(path: str) -> str:
    """Return the absolute URL of a path. An absolute URL stays as it is."""
    return path if "://" in path else f"{settings.PORTAL_URL}{path}"


def portal_host() -> str:
    """Return the host of the portal, with its port if `PORTAL_URL` has one."""
    return settings.PORTAL_URL.partition("://")[2].partition("/")[0]


@cache  # needed for each response from the cache
def _api_root() -> str:
    return reverse("api:root")


def is_in_api(request: HttpRequest) -> bool:
    return request.path.startswith(_api_root())


def is_on_this_host(request: HttpRequest, url: str) -> bool:
    """Return whether a redirect to the URL, which a stranger may have made up, stays on this host."""
    return url_has_allowed_host_and_scheme(url, {request.get_host()}, request.is_secure())


def is_in_admin(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("wagtailadmin_home"))
