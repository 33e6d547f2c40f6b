"""Gives public pages the edit link, for editors who are signed in."""

from django import template
from django.db.models import Model

from admm_site.editorial.edit_links import SHOWN_AS, edit_url

register = template.Library()


@register.simple_tag(takes_context=True)
def edit_address(context) -> str | None:
    """Return where what the page shows is edited, if an editor asks for it."""
    request = context.get("request")
    if not request or getattr(request, "is_preview", False):
        return None
    things = (context.get(name) for name in SHOWN_AS)
    return edit_url(request, next((thing for thing in things if isinstance(thing, Model)), None))
