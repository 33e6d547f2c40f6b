"""Template tags for the change log."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from admm_site.changes.describe import get_summary
from admm_site.changes.history import History, get_history
from admm_site.core.page_base import PortalPage

register = template.Library()


@register.simple_tag(takes_context=True)
def page_history(context) -> History | None:
    """Return the history of the current page; None for lists, the home page and previews."""
    request, page = context.get("request"), context.get("page")
    is_shown = isinstance(page, PortalPage) and page.show_history
    return get_history(page) if is_shown and not getattr(request, "is_preview", False) else None


@register.filter
def summary(change) -> str:
    """Return a one-line summary."""
    return get_summary(change)


@register.filter
def local_date(at: datetime) -> str:
    """Return the day in the portal's time zone as a `<time>` element: `19 May 2011`."""
    day = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', day.strftime("%Y-%m-%d"), date_format(day, "j F Y"))
