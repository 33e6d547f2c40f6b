"""The public addresses that look most like one that nothing is at."""

import re
from difflib import get_close_matches

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.publication import public_pages
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

MOST_PAGES = 2000
NEAREST = 5
MOST_LETTERS = 200
# What is no page and no record, and what its link says.
VIEWS = {
    "activities": _("Activities"),
    "api_page": _("API"),
    "areas": _("Areas of cooperation"),
    "calendar": _("Calendar"),
    "changes": _("What changed"),
    "cite": _("How to cite"),
    "countries": _("Countries"),
    "decisions": _("Decisions"),
    "documents": _("Documents"),
    "map": _("Map"),
    "progress": _("Progress"),
    "search": _("Search"),
    "structure": _("Structure"),
    "timeline": _("Timeline"),
    "trail": _("Decision tracker"),
    "updates": _("Status updates"),
}


def nearest_to(path: str) -> list[dict]:
    """Address and title of what lies nearest, by the last part of the address first, then by all of it."""
    asked = path.strip("/").lower()[:MOST_LETTERS]
    titles = known_addresses()
    by_last_part = {address.rpartition("/")[2]: address for address in titles}
    last_parts = get_close_matches(asked.rpartition("/")[2], by_last_part, n=NEAREST, cutoff=0.7)
    found = [by_last_part[part] for part in last_parts]
    found += get_close_matches(asked, titles, n=NEAREST, cutoff=0.6)
    return [
        {"url": f"/{address}/", "title": titles[address]} for address in list(dict.fromkeys(found))[:NEAREST]
    ]


def known_addresses() -> dict[str, str | Promise]:
    """The title of what is at each address without its slashes; of pages, the newest."""
    pages = public_pages().filter(depth__gt=2).order_by("-latest_revision_created_at", "-pk")
    pages = pages.values_list("url_path", "title")[:MOST_PAGES]
    records = [
        *Country.objects.known_as_of_request(),
        *CooperationArea.objects.all(),
        *MeetingSeries.objects.known_as_of_request(),
    ]
    return (
        {reverse(name).strip("/"): title for name, title in VIEWS.items()}
        | {record.get_absolute_url().strip("/"): str(record) for record in records}
        | {path.strip("/").partition("/")[2]: title for path, title in pages}
    )


def words_of(path: str) -> str:
    """The last part of an address as words to look for."""
    return " ".join(re.findall(r"[^\W_]+", path.strip("/").rpartition("/")[2][:MOST_LETTERS]))
