"""Links to the export formats of a page."""

from dataclasses import dataclass

from django import template
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.absolute_urls import portal_host
from admm_site.core.clock import as_of_date
from admm_site.exports.list_urls import list_export_of
from admm_site.exports.lists import DECISIONS, DOCUMENTS, STATUS_UPDATES
from meetings.models import MeetingPage

register = template.Library()

FORMAT_NAMES = {
    "csv": _("spreadsheet (CSV)"),
    "json": _("data (JSON)"),
    "atom": _("feed (Atom)"),
    "ics": _("calendar (iCalendar)"),
    "zip": _("one file (ZIP)"),
}
HOME_PAGE_FEEDS = (DECISIONS, DOCUMENTS, STATUS_UPDATES)


@dataclass(frozen=True)
class Link:
    """A link with its text."""

    address: str
    name: str | Promise


@dataclass(frozen=True)
class ExportLinks:
    """Downloads, feeds by their titles, and the `webcal:` address of a calendar subscription."""

    files: list[Link]
    feeds: list[Link]
    subscription: str = ""

    @property
    def subscriptions(self) -> list[Link]:
        feeds = [Link(feed.address, FORMAT_NAMES["atom"]) for feed in self.feeds]
        calendars = [Link(self.subscription, _("calendar subscription"))] if self.subscription else []
        return feeds + calendars


@register.simple_tag(takes_context=True)
def export_links(context) -> ExportLinks | None:
    """Return links to the list or meeting that the page shows, with its filters; None for any other page.

    As of a past date there are no feeds. Exports are public, so a private page has none.
    """
    request, page = context.get("request"), context.get("page")
    if not request or context.get("valid") is False or getattr(page, "is_private", None):
        return None
    place = request.path.rstrip("/")
    if isinstance(page, MeetingPage):
        return ExportLinks([Link(f"{place}.zip", FORMAT_NAMES["zip"])], [])
    if request.path == "/":
        return None if as_of_date() else _home_page_links()
    list_export = list_export_of(request, page)
    if not list_export:
        return None
    query = f"?{context['query']}" if context.get("query") else ""
    links = {
        suffix: Link(f"{place}.{suffix}{query}", FORMAT_NAMES[suffix]) for suffix in list_export.suffixes
    }
    feed = links.pop("atom", None)
    if as_of_date():
        return ExportLinks(list(links.values()), [])
    subscription = _subscription(links["ics"].address) if "ics" in links else ""
    return ExportLinks(
        list(links.values()), [Link(feed.address, list_export.title)] if feed else [], subscription
    )


def _home_page_links() -> ExportLinks:
    feeds = [Link(f"/{feed.name}.atom", feed.title) for feed in HOME_PAGE_FEEDS]
    calendar = f"{reverse('calendar').rstrip('/')}.ics"
    return ExportLinks([], feeds, _subscription(calendar))


def _subscription(address: str) -> str:
    return f"webcal://{portal_host()}{address}"
