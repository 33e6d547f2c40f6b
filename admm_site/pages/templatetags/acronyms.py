"""A template tag that explains the acronyms of a page."""

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from admm_site.pages.acronyms import explain_acronyms

register = template.Library()

LIST_OF_ALL = 'id="acronyms"'


@register.simple_block_tag
def with_acronyms(content: str) -> SafeString:
    """Return the content with its acronyms explained where they first stand, and listed at its end."""
    content, acronyms = explain_acronyms(content)
    if not acronyms or LIST_OF_ALL in content:
        return content
    return mark_safe(content + render_to_string("components/acronyms.html", {"acronyms": acronyms}))  # noqa: S308 - both are rendered by templates
