"""The frame of every page: the menu, the breadcrumbs, the tabs, and the notice of a withdrawn page."""

from collections.abc import Iterable

from django import template
from django.http import HttpRequest
from wagtail.models import Page, Site

from admm_site.core.publication import is_hidden_as_of
from admm_site.core.sections import frame_pages
from admm_site.pages import navigation
from admm_site.withdrawals.models import Withdrawal

register = template.Library()


@register.simple_tag(takes_context=True)
def page_frame(context) -> dict:
    """Return the `sections` of the menu, the `ancestors` of the page below the home page, `is_demonstration`,
    and the `withdrawal` of a page that stays readable. Only ancestors deeper in the tree need a query."""
    request, page = context.get("request"), context.get("page")
    site = request and Site.find_for_request(request)
    if not site:
        return {"sections": [], "ancestors": [], "is_demonstration": False, "withdrawal": None}
    root = site.root_page
    own_path = page.path if isinstance(page, Page) else ""
    above = [own_path[:length] for length in range(len(root.path), len(own_path), Page.steplen)]
    pages = [page for page in frame_pages(request, root, above) if not is_hidden_as_of(page)]
    by_path = {page.path: page for page in pages}
    if (parent := context.get("initiative")) and parent.path in by_path:
        by_path[parent.path] = parent  # of its own type, which has a short name
    home = getattr(by_path.get(root.path), "homepage", None)
    return {
        "sections": navigation.get_sections(request),
        "ancestors": [by_path[path] for path in above if path != root.path and path in by_path],
        "is_demonstration": bool(home and home.is_demonstration),
        "withdrawal": withdrawal_of(by_path.get(own_path)),
    }


@register.simple_tag
def section_tabs(request: HttpRequest) -> tuple[navigation.Link, ...]:
    """Return the tabs of the section to which the address belongs."""
    return navigation.get_tabs(request) if request else ()


@register.simple_tag(takes_context=True)
def all_breadcrumbs(context, below: Iterable) -> list[navigation.Link]:
    """Return the breadcrumbs of the address: its section and view, and the pages `below` them."""
    request = context.get("request") or getattr(context, "request", None)
    links = [_as_link(breadcrumb, request) for breadcrumb in below or ()]
    return navigation.get_breadcrumbs(request, links) if request else links


@register.simple_tag(takes_context=True)
def links_below(context, subpages: Iterable[Page]) -> list[navigation.Link]:
    """Return the links to the subpages of the page and, if it is that of a section, to all of the section."""
    request = context["request"]
    return navigation.get_links_below(request, [_as_link(page, request) for page in subpages])


def _as_link(breadcrumb: Page | dict, request: HttpRequest | None) -> navigation.Link:
    if isinstance(breadcrumb, dict):
        return navigation.Link(**breadcrumb)
    return navigation.Link(getattr(breadcrumb, "short_name", breadcrumb.title), breadcrumb.get_url(request))


def withdrawal_of(page: Page | None) -> Withdrawal | None:
    """Return the withdrawal of a page that stays readable."""
    withdrawal = getattr(page, "withdrawal", None)
    return withdrawal if withdrawal and withdrawal.stays_readable else None
