"""Citations of the current page."""

from django import template
from django.utils import timezone

from admm_site.changes.history import History
from admm_site.exports.citation_formats import Citation
from admm_site.exports.record_citations import alternate_links, citation_meta_tags, citations_on, cited_record

register = template.Library()


@register.inclusion_tag("exports/record_links.html", takes_context=True)
def record_links(context) -> dict:
    """Return links to other formats of the record of the page, and its meta tags for reference managers."""
    cited = cited_record(context.flatten())
    if not cited:
        return {}
    alternates = list(alternate_links(cited, context["request"].path))
    return {"metas": list(citation_meta_tags(cited)) if cited.reference else [], "alternates": alternates}


@register.simple_tag
def citations_of_page(request, page, history: History) -> list[Citation]:
    """Return citations of a page with the date of its last change, and its URL as of the date shown."""
    return citations_on(page.url, page.slug, page.title, timezone.localdate(history.last_changed))
