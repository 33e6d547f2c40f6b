"""What changed, for the templates of pages and lists."""

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
    """The history of the page that is shown; none of a list of pages, the home page or a preview."""
    request, page = context.get("request"), context.get("page")
    is_shown = isinstance(page, PortalPage) and page.show_history
    return get_history(page) if is_shown and not getattr(request, "is_preview", False) else None


@register.filter
def summary(change) -> str:
    """A one-line summary."""
    return get_summary(change)


@register.filter
def local_date(at: datetime) -> str:
    """The day of a change, in the time of the portal: `19 May 2011` as a `<time>` element."""
    day = timezone.localtime(at)
    return format_html('<time datetime="{}">{}</time>', day.strftime("%Y-%m-%d"), date_format(day, "j F Y"))
