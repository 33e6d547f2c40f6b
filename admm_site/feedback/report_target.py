"""What a report can be about: an address of the portal that says something, and the version of it."""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from wagtail.models import Page

from admm_site.core.as_of_urls import supports_as_of
from admm_site.exports.list_urls import PAGES, public_pages_at

from .models import LONGEST_ADDRESS

ADDRESS = re.compile(r"/(?:[\w-]+/)*", re.ASCII)


@dataclass(frozen=True)
class Reported:
    """`page` is None where the address is of no page of the tree."""

    address: str
    page: Page | None = None

    @property
    def title(self) -> str:
        return self.page.title if self.page else self.address


def reported_at(request: HttpRequest, address: str) -> Reported | None:
    """What is at the address, as a path or in full; None where the public finds nothing that states a fact.

    What is not public is as unknown as what does not exist.
    """
    path = _path_of(address)
    if not path or not supports_as_of(path):
        return None
    try:
        view = resolve(path).view_name
    except Resolver404:
        return None
    if view != PAGES:
        return Reported(path)
    page = public_pages_at(request, path.strip("/")).first()
    return Reported(path, page) if page else None


def _path_of(address: str) -> str:
    """The path with its slashes around; empty where it can't be one."""
    try:
        path = urlsplit(address.strip()).path.strip("/")
    except ValueError:
        return ""
    path = f"/{path}/" if path else "/"
    fits = address.strip() and len(path) <= LONGEST_ADDRESS and ADDRESS.fullmatch(path)
    return path if fits else ""
