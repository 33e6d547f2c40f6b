"""Absolute URLs with the host of `PORTAL_URL`, whichever host a request was sent to."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the absolute URL of a path. An absolute URL stays as it is."""
    return path if "://" in path else f"{settings.PORTAL_URL}{path}"


def portal_host() -> str:
    """Return the host of the portal, with its port if `PORTAL_URL` has one."""
    return settings.PORTAL_URL.partition("://")[2].partition("/")[0]
