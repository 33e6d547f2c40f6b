"""How to cite the page that is shown."""

from django import template
from django.utils import timezone

from admm_site.changes.history import History
from admm_site.data.citations import Citation
from admm_site.data.citing import citations_on

register = template.Library()


@register.simple_tag
def citations_of_page(request, page, history: History) -> list[Citation]:
    """With the day of its last change, and the address of the page as it stands on the day shown."""
    return citations_on(request, page.url, page.slug, page.title, timezone.localdate(history.last_changed))
