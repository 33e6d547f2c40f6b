"""Template filters for typography."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

HYPHENATED = re.compile(r"(\w+(?:-\w+)+)")
MAX_NOWRAP_LENGTH = 20


@register.filter
def nowrap(text) -> str:
    """Keep hyphenated names, such as South-East or ADMM-Plus, on one line.

    Long ones may break, because they would not fit on a narrow screen.
    """
    return format_html_join("", "{}", ((_nowrap_span(part),) for part in HYPHENATED.split(str(text))))


def _nowrap_span(part: str) -> str:
    if HYPHENATED.fullmatch(part) and len(part) <= MAX_NOWRAP_LENGTH:
        return format_html('<span class="nowrap">{}</span>', part)
    return part
