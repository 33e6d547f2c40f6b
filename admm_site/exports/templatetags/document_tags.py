"""Documents for the pages of what they belong to."""

from django import template

from admm_site.core.query_cache import cached_rows
from admm_site.documents.models import PortalDocument
from admm_site.exports.document_usage import belongs_to

register = template.Library()

MOST = 10


@register.simple_tag
def documents_of(relation: str, slug: str) -> list[PortalDocument]:
    """The newest documents of a series, an area or a country, of those that the public may read."""
    return cached_rows(
        PortalDocument.objects.public().filter(belongs_to(relation, slug)).newest_first()[:MOST]
    )
