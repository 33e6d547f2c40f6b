"""A template tag for the trail of the page that is shown."""

from django import template

from initiatives.trail import Trail, get_page_trail

register = template.Library()


@register.simple_tag(takes_context=True)
def page_trail(context) -> Trail:
    """Return the trail of the page that is shown; in its preview, with the records of the draft."""
    in_preview = getattr(context.get("request"), "is_preview", False)
    return get_page_trail(context["page"], in_preview, decisions=context.get("decisions"))
