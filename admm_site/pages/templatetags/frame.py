"""What stands around every page: menu, breadcrumbs, what it says of itself before all else."""

from django import template
from django.db.models import Q
from wagtail.models import Page, Site

from admm_site.content.publication import public_pages
from admm_site.withdrawals.models import Withdrawal

register = template.Library()


@register.simple_tag(takes_context=True)
def page_frame(context) -> dict:
    """`sections` of the menu, `ancestors` below the home page, `is_demonstration`, and the `withdrawal` of a
    page that stays readable: in one query."""
    request, page = context.get("request"), context.get("page")
    site = request and Site.find_for_request(request)
    if not site:
        return {"sections": [], "ancestors": [], "is_demonstration": False, "withdrawal": None}
    root = site.root_page
    path, shown = (page.path, page.pk) if isinstance(page, Page) else (root.path, None)
    above = [path[:length] for length in range(len(root.path), len(path), Page.steplen)] or [root.path]
    in_menu = Q(depth=root.depth + 1, path__startswith=root.path, show_in_menus=True)
    wanted = public_pages().filter(in_menu | Q(path__in=[*above, path]))
    pages = list(wanted.select_related("homepage", "withdrawal").order_by("path"))
    home, *others = pages or [None]
    return {
        "sections": [one for one in others if one.depth == root.depth + 1 and one.show_in_menus],
        "ancestors": [one for one in others if one.path in above],
        "is_demonstration": bool(home and getattr(home, "homepage", None) and home.homepage.is_demonstration),
        "withdrawal": next((withdrawal_of(one) for one in pages if one.pk == shown), None),
    }


def withdrawal_of(page: Page) -> Withdrawal | None:
    """That of a page that stays readable."""
    withdrawal = getattr(page, "withdrawal", None)
    return withdrawal if withdrawal and withdrawal.stays_readable else None
