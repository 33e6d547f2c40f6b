"""The day that a page is shown as of, and the way to another."""

from django import template
from django.http import QueryDict

from admm_site.core.as_of_urls import RANGE, takes_a_day
from admm_site.core.clock import asked_day, past_day

register = template.Library()


@register.simple_tag
def asked_for():
    """The day other than today that the visitor asked for, or None."""
    return asked_day()


@register.simple_tag
def past_day_asked_for():
    """The past day that the visitor asked for, or None."""
    return past_day()


@register.inclusion_tag("components/as_of_banner.html", takes_context=True)
def as_of_banner(context) -> dict:
    """Says that the page is shown as of another day, and leads back to today.

    That address is relative: those that begin at the root keep the day (`admm_site.as_of`).
    """
    query = _filters(context).urlencode()
    address = f"./?{query}" if query else "./"
    return as_of_form(context) | {"is_past": bool(past_day()), "today": address}


@register.inclusion_tag("components/as_of_form.html", takes_context=True)
def as_of_form(context) -> dict:
    """Asks for a day of this page; nothing where a day means nothing."""
    request = context.get("request")
    if not request or not takes_a_day(request.path):
        return {"path": ""}
    return {"path": request.path, "kept": _filters(context).items(), "day": asked_day(), **RANGE}


def _filters(context) -> QueryDict:
    """Those of the list that the page shows."""
    return QueryDict(context.get("query") if context.get("valid") else "")
