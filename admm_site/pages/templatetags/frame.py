"""What stands around every page: menu, breadcrumbs, what it says of itself before all else."""

from django import template
from django.db.models import Q
from wagtail.models import Page, Site

from admm_site.core.publication import is_published, was_unknown
from admm_site.core.query_cache import recalled
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
    pages = [one for one in _published(root, [*above, path]) if not was_unknown(one)]
    home, *others = pages or [None]
    return {
        "sections": [one for one in others if _is_section(one, root)],
        "ancestors": [one for one in others if one.path in above],
        "is_demonstration": bool(home and getattr(home, "homepage", None) and home.homepage.is_demonstration),
        "withdrawal": next((withdrawal_of(one) for one in pages if one.pk == shown), None),
    }


def _published(root: Page, paths: list[str]) -> list[Page]:
    """The published pages at the paths and in the menu. To find the latter, a database reads all pages."""
    pages = Page.objects.filter(is_published()).select_related("homepage", "withdrawal").order_by("path")
    read = []

    def look() -> tuple[str, ...]:
        in_menu = Q(depth=root.depth + 1, path__startswith=root.path, show_in_menus=True)
        read.extend(pages.filter(in_menu | Q(path__in=paths)))
        return tuple(one.path for one in read if _is_section(one, root))

    sections = recalled(look, "sections", root.path)
    return read or list(pages.filter(path__in={*sections, *paths}))


def _is_section(page: Page, root: Page) -> bool:
    return page.depth == root.depth + 1 and page.show_in_menus


def withdrawal_of(page: Page) -> Withdrawal | None:
    """That of a page that stays readable."""
    withdrawal = getattr(page, "withdrawal", None)
    return withdrawal if withdrawal and withdrawal.stays_readable else None
