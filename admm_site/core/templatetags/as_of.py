"""The day that a page is shown as of, and the way to another."""

from django import template
from django.http import QueryDict

from admm_site.core.as_of_urls import AS_OF_RANGE, supports_as_of
from admm_site.core.clock import as_of_date, past_as_of_date

register = template.Library()


register.simple_tag(as_of_date)
register.simple_tag(past_as_of_date)


@register.inclusion_tag("components/as_of_banner.html", takes_context=True)
def as_of_banner(context) -> dict:
    """Says that the page is shown as of another day, and leads back to today.

    That address is relative: those that begin at the root keep the day (`admm_site.as_of_middleware`).
    """
    query = _filters(context).urlencode()
    address = f"./?{query}" if query else "./"
    return as_of_form(context) | {"is_past": bool(past_as_of_date()), "today": address}


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context) -> dict:
    """Asks for a day of this page; nothing where a day means nothing."""
    request = context.get("request")
    if not request or not supports_as_of(request.path):
        return {"path": ""}
    return {"path": request.path, "kept": _filters(context).items(), "day": as_of_date(), **AS_OF_RANGE}


def _filters(context) -> QueryDict:
    """Those of the list that the page shows."""
    return QueryDict(context.get("query") if context.get("valid") else "")
