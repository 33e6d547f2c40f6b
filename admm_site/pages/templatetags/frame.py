"""The frame of every page: the menu, the breadcrumbs, the tabs, and the notice of a withdrawn page."""

from django import template
from django.http import HttpRequest
from wagtail.models import Page, Site

from admm_site.core.publication import is_hidden_as_of
from admm_site.core.sections import frame_pages
from admm_site.pages import tabs
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
    home = getattr(by_path.get(root.path), "homepage", None)
    return {
        "sections": [page for page in pages if page.depth == root.depth + 1 and page.show_in_menus],
        "ancestors": [by_path[path] for path in above if path != root.path and path in by_path],
        "is_demonstration": bool(home and home.is_demonstration),
        "withdrawal": withdrawal_of(by_path.get(own_path)),
    }


@register.simple_tag
def section_tabs(request: HttpRequest) -> list[tabs.Tab]:
    """Return the tabs of the section to which the address belongs."""
    return tabs.section_tabs(request) if request else []


def withdrawal_of(page: Page | None) -> Withdrawal | None:
    """Return the withdrawal of a page that stays readable."""
    withdrawal = getattr(page, "withdrawal", None)
    return withdrawal if withdrawal and withdrawal.stays_readable else None
