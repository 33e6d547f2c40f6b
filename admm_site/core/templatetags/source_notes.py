"""Sources of records, numbered; links to their numbers and back; and what editors say about sources."""

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from admm_site.core.source_notes import SourceNote, number_sources
from admm_site.core.sources import Source

register = template.Library()


@register.simple_tag
def source_notes(page: Source, *records: Iterable[Source]) -> list[SourceNote]:
    """Return the numbered sources of a page and of lists of its records, in their order."""
    return number_sources([page, *(record for group in records for record in group)])


@register.filter
def with_remarks(notes: Iterable[SourceNote]) -> list[SourceNote]:
    """Return the notes about whose sources editors say something."""
    return [note for note in notes if note.remarks]


@register.filter
def source_references(record: Source) -> str:
    """Return the numbers of the sources of a record, as links to the list; empty where it has none."""
    label = _("Source %d")
    numbers = [
        (reference.anchor, reference.note.anchor, label % reference.note.number, reference.note.number)
        for reference in getattr(record, "source_references", None) or ()
    ]
    if not numbers:
        return ""
    link = '<a class="reference" id="{}" href="#{}" aria-label="{}">{}</a>'
    return format_html('<sup class="references">{}</sup>', format_html_join("", link, numbers))


@register.filter
def back_links(note: SourceNote) -> str:
    """Return the links from a note back to each statement that refers to it."""
    label = _("Back to the text, place %d")
    links = [(reference.anchor, label % reference.position) for reference in note.references]
    if len(links) == 1:
        links = [(links[0][0], _("Back to the text"))]
    return format_html_join("", '<a href="#{}" aria-label="{}">↑</a>', links)
