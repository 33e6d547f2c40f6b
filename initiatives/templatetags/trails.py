"""Gives a page its part of the trail."""

from django import template

from initiatives.trail import Trail, trail_shown

register = template.Library()


@register.simple_tag(takes_context=True)
def page_trail(context) -> Trail:
    """The trail of the page being shown; in its preview, with the records of the draft."""
    page = context["page"]
    has_own_records = getattr(context.get("request"), "is_preview", False) or page.is_private
    return trail_shown(page, has_own_records, outcomes=context.get("outcomes"))
