"""What changed, for the templates of pages and lists."""

from django import template

from admm_site.changes.history import History, history_of
from admm_site.changes.words import summary_of
from admm_site.content.page_base import PortalPage

register = template.Library()


@register.simple_tag(takes_context=True)
def page_history(context) -> History | None:
    """The history of the page that is shown; none of a list of pages, the home page or a preview."""
    request, page = context.get("request"), context.get("page")
    is_shown = isinstance(page, PortalPage) and page.tells_its_history
    return history_of(page) if is_shown and not getattr(request, "is_preview", False) else None


@register.filter
def summary(change) -> str:
    """What happened, in a line."""
    return summary_of(change)
