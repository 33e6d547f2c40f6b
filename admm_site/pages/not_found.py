"""Suggestions for an address without a page: the public addresses most like it, and words to search for."""

import re
from collections.abc import Iterable
from difflib import get_close_matches

from django.db.models import F
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.publication import public_pages
from admm_site.exports.lists import lists_with_own_view
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

MAX_PAGES = 2000
MAX_SUGGESTIONS = 5
MAX_PATH_LENGTH = 200
CUTOFFS = (0.87, 0.65)  # what is less similar is suggested only where nothing is more
# The titles of views other than lists, by the name of their URL.
VIEWS = {
    "api_page": _("API"),
    "areas": _("Areas of cooperation"),
    "calendar": _("Calendar"),
    "changes": _("What changed"),
    "cite": _("How to cite"),
    "countries": _("Countries"),
    "documents": _("Documents"),
    "introduction": _("The ADMM in five minutes"),
    "map": _("Map"),
    "progress": _("Progress"),
    "search": _("Search"),
    "structure": _("Structure"),
    "timeline": _("Timeline"),
    "trail": _("Decision tracker"),
}


def suggest_pages(path: str) -> list[dict]:
    """Return address and title of the most similar addresses, by their last part first, then by the whole."""
    requested = path.strip("/").lower()[:MAX_PATH_LENGTH]
    titles = public_addresses()
    by_last_part = {address.rpartition("/")[2]: address for address in titles}
    last_part = requested.rpartition("/")[2]
    for cutoff in CUTOFFS:
        matches = [by_last_part[part] for part in _most_similar(last_part, by_last_part, cutoff)]
        matches = matches or _most_similar(requested, titles, cutoff)
        if matches:
            break
    return [
        {"url": f"/{address}/", "title": titles[address]}
        for address in list(dict.fromkeys(matches))[:MAX_SUGGESTIONS]
    ]


def _most_similar(requested: str, addresses: Iterable[str], cutoff: float) -> list[str]:
    return get_close_matches(requested, addresses, n=MAX_SUGGESTIONS, cutoff=cutoff)


def public_addresses() -> dict[str, str | Promise]:
    """Return the title of each public address, without its outer slashes; of pages, the newest."""
    pages = public_pages().filter(depth__gt=2).order_by(F("last_published_at").desc(nulls_last=True), "-pk")
    pages = pages.values_list("url_path", "title")[:MAX_PAGES]
    lists = {name: list_export.title for name, list_export in lists_with_own_view().items()}
    records = [
        *Country.objects.known_as_of_request(),
        *CooperationArea.objects.all(),
        *MeetingSeries.objects.known_as_of_request(),
    ]
    return (
        {reverse(name).strip("/"): title for name, title in (VIEWS | lists).items()}
        | {record.get_absolute_url().strip("/"): str(record) for record in records}
        | {path.strip("/").partition("/")[2]: title for path, title in pages}
    )


def query_from_path(path: str) -> str:
    """Return the last part of an address as a search query."""
    return " ".join(re.findall(r"[^\W_]+", path.strip("/").rpartition("/")[2][:MAX_PATH_LENGTH]))
