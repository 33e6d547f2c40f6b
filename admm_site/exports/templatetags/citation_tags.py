"""How to cite the page that is shown."""

from django import template
from django.utils import timezone

from admm_site.changes.history import History
from admm_site.exports.citation_formats import Citation
from admm_site.exports.record_citations import alternates, citations_on, metas, shown_in

register = template.Library()


@register.inclusion_tag("exports/record_links.html", takes_context=True)
def record_links(context) -> dict:
    """The record of the page in other forms, and what programs that collect references read of it."""
    shown = shown_in(context.flatten())
    if not shown:
        return {}
    found = alternates(shown, context["request"].path)
    return {"metas": list(metas(shown)) if shown.reference else [], "alternates": list(found)}


@register.simple_tag
def citations_of_page(request, page, history: History) -> list[Citation]:
    """With the day of its last change, and the address of the page as it stands on the day shown."""
    return citations_on(page.url, page.slug, page.title, timezone.localdate(history.last_changed))
