"""A template tag that numbers the sources of records that come from more than one app."""

from collections.abc import Iterable

from django import template

from admm_site.core.source_notes import SourceNote, number_sources
from admm_site.core.sources import Source

register = template.Library()


@register.simple_tag
def source_notes(page: Source, *records: Iterable[Source]) -> list[SourceNote]:
    """Return the numbered sources of a page and of lists of its records, in their order."""
    return number_sources([page, *(record for group in records for record in group)])
