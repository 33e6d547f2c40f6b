"""Gives a page its part of the trail."""

from django import template

from initiatives.trail import Trail, trail_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def page_trail(context) -> Trail:
    """The trail of the page being shown; in its preview, with the records of the draft."""
    in_preview = getattr(context.get("request"), "is_preview", False)
    return trail_shown(context["page"], in_preview, decisions=context.get("decisions"))
