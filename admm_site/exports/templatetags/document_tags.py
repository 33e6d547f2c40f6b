"""The documents of a series, an area or a country."""

from django import template

from admm_site.documents.models import PortalDocument
from admm_site.exports.document_usage import belongs_to

register = template.Library()

MAX_DOCUMENTS = 10


@register.simple_tag
def documents_of(relation: str, slug: str) -> list[PortalDocument]:
    """Return the newest public documents of a series, an area or a country."""
    documents = PortalDocument.objects.public().filter(belongs_to(relation, slug))
    return list(documents.newest_first()[:MAX_DOCUMENTS])
