"""Template filters for URLs, bodies and dates."""

from django import template
from django.apps import apps
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.blocks import with_anchors
from admm_site.core.partial_dates import months_since, range_in_words
from admm_site.core.rich_text import public_rich_text
from admm_site.core.sections import section_url as url_of_section

register = template.Library()


register.filter(absolute_url)
register.filter(with_anchors)


@register.simple_tag(takes_context=True)
def section_url(context, model: str) -> str:
    """Return the address of the section page of a type such as `meetings.MeetingIndexPage`."""
    request = context.get("request") or getattr(context, "request", None)
    return url_of_section(request, apps.get_model(model)) if request else ""


@register.filter
def shown_rich_text(html: str) -> str:
    """Return expanded rich text, cleaned and without links to targets that are not public."""
    return mark_safe(public_rich_text(html))  # noqa: S308


@register.filter
def partial_date(value) -> str:
    """Return a partial date as a `<time>` element: `19 May 2011`, `October 2011`, `2011`."""
    return format_html('<time datetime="{}">{}</time>', value, value.in_words()) if value else ""


@register.filter
def event_dates(event) -> str:
    """Return the dates of an event as a `<time>` element; empty without a date."""
    if not event.start_date:
        return ""
    words = range_in_words(event.start_date, event.end_date)
    return format_html('<time datetime="{}">{}</time>', event.start_date, words)


@register.filter
def state(value: str, label: str) -> str:
    """Return the label of a state, status or verb in the shape and colour of its value."""
    return format_html('<span class="state state--{}">{}</span>', value, label)


@register.filter
def unconfirmed(doubt: str, about: str = "") -> str:
    """Return a remark on what no source confirms, and what it is about; empty without a doubt."""
    words = f"{about} {doubt}" if about else capfirst(doubt)
    return format_html('<span class="unconfirmed">{}.</span>', words) if doubt else ""


@register.filter
def ago(date) -> str:
    """Return how long ago a partial date is, in whole months or years: `5 months ago`, `2 years ago`."""
    months = months_since(date)
    if months < 1:
        return _("less than a month ago")
    if months < 12:
        return ngettext("%(number)s month ago", "%(number)s months ago", months) % {"number": months}
    return ngettext("%(number)s year ago", "%(number)s years ago", months // 12) % {"number": months // 12}
