"""The ways in which what a page shows can be taken away."""

from dataclasses import dataclass

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.absolute_urls import portal_host
from admm_site.core.clock import as_of_date
from admm_site.exports.list_urls import register_of
from admm_site.exports.lists import DECISIONS, DOCUMENTS, STATUS_UPDATES
from meetings.models import MeetingPage

register = template.Library()

NAMES = {
    "csv": _("spreadsheet (CSV)"),
    "json": _("data (JSON)"),
    "atom": _("feed (Atom)"),
    "ics": _("calendar (iCalendar)"),
    "zip": _("one file (ZIP)"),
}
FEEDS_OF_THE_HOME_PAGE = (DECISIONS, DOCUMENTS, STATUS_UPDATES)


@dataclass(frozen=True)
class Way:
    """An address, and what is found there."""

    address: str
    name: str | Promise


@dataclass(frozen=True)
class WaysOut:
    """Files to download, feeds by their titles, and the address under which a calendar keeps up to date."""

    files: list[Way]
    feeds: list[Way]
    subscription: str = ""

    @property
    def following(self) -> list[Way]:
        feeds = [Way(feed.address, NAMES["atom"]) for feed in self.feeds]
        kept = [Way(self.subscription, _("calendar that keeps up to date"))] if self.subscription else []
        return feeds + kept


@register.simple_tag(takes_context=True)
def ways_out(context) -> WaysOut | None:
    """Of the list or meeting that the page shows, with the filters that are set; None of any other page.

    As of another day there is nothing to follow. What is downloaded is public: a private page offers nothing.
    """
    request, page = context.get("request"), context.get("page")
    if not request or context.get("valid") is False or getattr(page, "is_private", None):
        return None
    place = request.path.rstrip("/")
    if isinstance(page, MeetingPage):
        return WaysOut([Way(f"{place}.zip", NAMES["zip"])], [])
    if request.path == "/":
        return (
            None
            if as_of_date()
            else WaysOut([], [Way(f"/{found.name}.atom", found.title) for found in FEEDS_OF_THE_HOME_PAGE])
        )
    shown = register_of(request, page)
    if not shown:
        return None
    query = f"?{context['query']}" if context.get("query") else ""
    ways = {suffix: Way(f"{place}.{suffix}{query}", NAMES[suffix]) for suffix in shown.suffixes}
    feed = ways.pop("atom", None)
    if as_of_date():
        return WaysOut(list(ways.values()), [])
    subscription = f"webcal://{portal_host()}{ways['ics'].address}" if "ics" in ways else ""
    return WaysOut(list(ways.values()), [Way(feed.address, shown.title)] if feed else [], subscription)
