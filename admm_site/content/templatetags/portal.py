"""What every template of the portal may ask for."""

from django import template
from django.db.models import Q
from django.utils.html import format_html
from wagtail.models import Page, Site

from admm_site.content.partial_dates import range_in_words
from admm_site.content.publication import public_pages

register = template.Library()


@register.simple_tag(takes_context=True)
def page_frame(context) -> dict:
    """`sections` of the main menu and `ancestors` of the page from the home page down, in one query.

    A view that is no page gives its own breadcrumbs as `crumbs`, pairs of title and address.
    """
    request, page = context.get("request"), context.get("page")
    site = request and Site.find_for_request(request)
    if not site:
        return {"home": None, "sections": [], "ancestors": []}
    root = site.root_page
    step = Page.steplen
    path = page.path if isinstance(page, Page) else ""
    above = [path[:length] for length in range(len(root.path), len(path), step)] or [root.path]
    wanted = Q(path__in=above) | Q(depth=root.depth + 1, path__startswith=root.path, show_in_menus=True)
    pages = list(public_pages().filter(wanted).order_by("path"))
    return {
        "home": next((p for p in pages if p.path == root.path), root),
        "sections": [p for p in pages if p.depth == root.depth + 1 and p.show_in_menus],
        "ancestors": [p for p in pages if p.path in above and p.path != path],
    }


@register.simple_tag(takes_context=True)
def absolute_url(context, path: str) -> str:
    """`path` with scheme and host, for canonical addresses and link previews."""
    request = context.get("request")
    return request.build_absolute_uri(path) if request else path


@register.filter
def partial_date(value) -> str:
    """`19 May 2011`, `October 2011`, `2011`; as a `<time>` element with the machine-readable date."""
    return format_html('<time datetime="{}">{}</time>', value, value.in_words()) if value else ""


@register.filter
def when(occasion) -> str:
    """The dates of a meeting or activity as a `<time>` element; empty while unknown."""
    if not occasion.start_date:
        return ""
    words = range_in_words(occasion.start_date, occasion.end_date)
    return format_html('<time datetime="{}">{}</time>', occasion.start_date, words)
