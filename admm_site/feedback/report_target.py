"""Find the page or view that an error report is about."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from wagtail.models import Page

from admm_site.core.as_of_urls import supports_as_of
from admm_site.exports.list_urls import PAGES, public_pages_at

from .models import MAX_ADDRESS_LENGTH

ADDRESS = re.compile(r"/(?:[\w-]+/)*", re.ASCII)


@dataclass(frozen=True)
class ReportTarget:
    """A public address, and its page, which is None for a view."""

    address: str
    page: Page | None = None

    @property
    def title(self) -> str:
        return self.page.title if self.page else self.address


def find_report_target(request: HttpRequest, address: str) -> ReportTarget | None:
    """Return the target at an address or path; None if the public finds no page of facts there.

    What is not public is treated like what doesn't exist.
    """
    path = _clean_path(address)
    if not path or not supports_as_of(path):
        return None
    try:
        view = resolve(path).view_name
    except Resolver404:
        return None
    if view != PAGES:
        return ReportTarget(path)
    page = public_pages_at(request, path.strip("/")).first()
    return ReportTarget(path, page) if page else None


def _clean_path(address: str) -> str:
    """Return the path of the address between slashes, or an empty string if it is none."""
    try:
        path = urlsplit(address.strip()).path.strip("/")
    except ValueError:
        return ""
    path = f"/{path}/" if path else "/"
    is_valid = address.strip() and len(path) <= MAX_ADDRESS_LENGTH and ADDRESS.fullmatch(path)
    return path if is_valid else ""
