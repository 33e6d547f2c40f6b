"""How words are set on a page."""

import re

from django import template
from django.utils.html import format_html, format_html_join

register = template.Library()

HYPHENATED = re.compile(r"(\w+(?:-\w+)+)")
LONGEST_UNBROKEN = 20


@register.filter
def nowrap(text) -> str:
    """`text` with its hyphenated names, such as South-East or ADMM-Plus, each kept on one line.

    Long ones may break: on a narrow screen they would not fit.
    """
    return format_html_join("", "{}", ((_kept_together(part),) for part in HYPHENATED.split(str(text))))


def _kept_together(part: str) -> str:
    if HYPHENATED.fullmatch(part) and len(part) <= LONGEST_UNBROKEN:
        return format_html('<span class="nowrap">{}</span>', part)
    return part
