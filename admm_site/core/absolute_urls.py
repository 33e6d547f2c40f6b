"""Addresses with the host of the portal: its own (`PORTAL_URL`), by whatever name it was asked."""

from django.conf import settings


def absolute_url(path: str) -> str:
    """Return the whole address of a path; what is whole already stays as it is."""
    return path if "://" in path else f"{settings.PORTAL_URL}{path}"


def portal_host() -> str:
    """Return the host of the portal, with its port if it has one."""
    return settings.PORTAL_URL.partition("://")[2].partition("/")[0]
