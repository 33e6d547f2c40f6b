"""Template tag that says how many pages a privacy setting hides along with its page."""

from django import template
from django.utils.translation import ngettext
from wagtail.models import Page

register = template.Library()


@register.simple_tag
def privacy_warning(target) -> str:
    """Return a sentence about the published pages below a page; empty if there are none."""
    count = target.get_descendants().live().count() if isinstance(target, Page) else 0
    if not count:
        return ""
    text = ngettext(
        "A setting other than public also hides the published page below this one.",
        "A setting other than public also hides the %(count)s published pages below this one.",
        count,
    )
    return text % {"count": count}
