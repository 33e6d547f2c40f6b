"""Which addresses of the portal have a file in the static site, and the links of a page."""

import re
from collections.abc import Iterator
from posixpath import dirname, relpath
from typing import NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.urls import reverse

# A page number is the only parameter with files of its own: filters and dates have no end.
PAGE_NUMBER = re.compile(r"page=([1-9]\d{0,5})", re.ASCII)
CSS_URL = re.compile(r"""url\(\s*["']?(?!data:|#)([^"')]+)["']?\s*\)""")
LINKED_FILES = {"stylesheet", "icon", "apple-touch-icon"}
# What the portal answers to a question: no file can. Months of the calendar have no end.
SERVER_ONLY = ("wagtailadmin_home", "report", "cite", "api:root", "search")


class Target(NamedTuple):
    """What a link leads to within the portal: a path with its query, and the fragment."""

    address: str
    fragment: str


def is_exportable(address: str) -> bool:
    """Return whether the address, a path with its query, may have a file."""
    parts = urlsplit(address)
    if parts.query and not PAGE_NUMBER.fullmatch(parts.query):
        return False
    if parts.path.endswith(".zip"):
        return False  # its files have addresses of their own, and it has the time at which it was made
    is_month = parts.path.startswith(reverse("calendar")) and parts.path != reverse("calendar")
    return not is_month and not parts.path.startswith(tuple(reverse(name) for name in SERVER_ONLY))


def file_name(address: str, is_page: bool) -> str:
    """Return the file of an address, relative to the folder of the static site.

    `/meetings/?page=2` becomes `meetings/page-2.html`. Raise ValueError for a path that leads elsewhere.
    """
    parts = urlsplit(address)
    segments = unquote(parts.path).strip("/").split("/")
    if any(segment in (".", "..") or "\0" in segment or "\\" in segment for segment in segments):
        raise ValueError(f"{address} has no file name")
    if not is_page:
        return "/".join(segments)
    number = PAGE_NUMBER.fullmatch(parts.query)
    return "/".join([*filter(None, segments), f"page-{number[1]}.html" if number else "index.html"])


def relative_link(from_file: str, to_file: str, fragment: str = "") -> str:
    """Return the link from one file of the static site to another, escaped as a URL."""
    link = quote(relpath(to_file, dirname(from_file) or "."))
    return f"{link}#{fragment}" if fragment else link


def local_target(base: str, link: str) -> Target | None:
    """Return what a link on the page `base` leads to in the portal.

    None for what leads elsewhere: another site, another scheme, a part of the same page.
    """
    if link.startswith("#"):
        return None
    try:
        parts = urlsplit(urljoin(settings.PORTAL_URL + base, link.strip()))
    except ValueError:
        return None
    if f"{parts.scheme}://{parts.netloc}" != settings.PORTAL_URL:
        return None
    return Target((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), parts.fragment)


def link_attributes(page: BeautifulSoup) -> Iterator[tuple[Tag, str]]:
    """Yield each element of a page that loads or leads to something, with the attribute that says what."""
    for attribute in ("href", "src"):
        for element in page.select(f"[{attribute}]"):
            yield element, attribute


def split_srcset(value: str) -> list[tuple[str, str]]:
    """Return the addresses of a `srcset`, each with its descriptor."""
    candidates = (candidate.strip().partition(" ") for candidate in value.split(","))
    return [(address, descriptor) for address, _blank, descriptor in candidates if address]


def links_of_page(page: BeautifulSoup) -> Iterator[str]:
    """Yield what a page loads or leads to; not what only machines read, such as feeds and the API."""
    for element, attribute in link_attributes(page):
        if element.name != "link" or LINKED_FILES.intersection(element.get("rel") or ()):
            yield str(element[attribute])
    for element in page.find_all(srcset=True):
        yield from (address for address, _descriptor in split_srcset(str(element["srcset"])))
