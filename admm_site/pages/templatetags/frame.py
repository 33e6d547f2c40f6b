"""What stands around every page: menu, breadcrumbs, and whether the content is a demonstration."""

from django import template
from django.db.models import Q
from wagtail.models import Page, Site

from admm_site.content.publication import public_pages

register = template.Library()


@register.simple_tag(takes_context=True)
def page_frame(context) -> dict:
    """`sections` of the menu, `ancestors` below the home page, `is_demonstration`: in one query."""
    request, page = context.get("request"), context.get("page")
    site = request and Site.find_for_request(request)
    if not site:
        return {"sections": [], "ancestors": [], "is_demonstration": False}
    root = site.root_page
    path = page.path if isinstance(page, Page) else root.path
    above = [path[:length] for length in range(len(root.path), len(path), Page.steplen)] or [root.path]
    in_menu = Q(depth=root.depth + 1, path__startswith=root.path, show_in_menus=True)
    pages = public_pages().filter(in_menu | Q(path__in=above)).select_related("homepage").order_by("path")
    home, *others = list(pages) or [None]
    return {
        "sections": [one for one in others if one.depth == root.depth + 1 and one.show_in_menus],
        "ancestors": [one for one in others if one.path in above],
        "is_demonstration": bool(home and getattr(home, "homepage", None) and home.homepage.is_demonstration),
    }
