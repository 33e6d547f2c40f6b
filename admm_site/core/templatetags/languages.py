"""Template filters for the language of titles."""

from django import template
from django.utils.html import conditional_escape, format_html, strip_tags

from admm_site.core.languages import detect_language, is_foreign

register = template.Library()


@register.filter
def in_language(title, stated: str = "") -> str:
    """Wrap the title in a `lang` attribute if its language is not that of the page."""
    language = detect_language(strip_tags(str(title)), stated or "")
    return (
        format_html('<span lang="{}">{}</span>', language, title)
        if is_foreign(language)
        else conditional_escape(title)
    )
