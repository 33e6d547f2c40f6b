"""Template tag for the edit link on public pages."""

from django import template
from django.db.models import Model

from admm_site.editorial.edit_links import CONTEXT_NAMES, get_edit_url

register = template.Library()


@register.simple_tag(takes_context=True)
def edit_url(context) -> str | None:
    """Return the edit URL of what the page shows, for editors; None for everybody else."""
    request = context.get("request")
    if not request or getattr(request, "is_preview", False):
        return None
    candidates = (context.get(name) for name in CONTEXT_NAMES)
    return get_edit_url(
        request, next((candidate for candidate in candidates if isinstance(candidate, Model)), None)
    )
