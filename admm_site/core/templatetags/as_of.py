"""Template tags for the as-of date of a page."""

from django import template
from django.http import QueryDict

from admm_site.core.as_of_urls import AS_OF_RANGE, supports_as_of
from admm_site.core.clock import as_of_date, past_as_of_date

register = template.Library()


register.simple_tag(as_of_date)
register.simple_tag(past_as_of_date)


@register.inclusion_tag("components/as_of_banner.html", takes_context=True)
def as_of_banner(context) -> dict:
    """Show the as-of date of the page, with a link back to today.

    The link is relative: `AsOfMiddleware` adds the date to those that begin at the root.
    """
    query = _filters(context).urlencode()
    address = f"./?{query}" if query else "./"
    return as_of_form(context) | {"is_past": bool(past_as_of_date()), "today": address}


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context) -> dict:
    """Show a form to choose an as-of date, if the page supports one."""
    request = context.get("request")
    if not request or not supports_as_of(request.path):
        return {"path": ""}
    return {"path": request.path, "filters": _filters(context).items(), "day": as_of_date(), **AS_OF_RANGE}


def _filters(context) -> QueryDict:
    """Return the active filters of the list on the page."""
    return QueryDict(context.get("query") if context.get("valid") else "")
