"""What a page that was withdrawn and stays readable says above all else."""

from django import template
from wagtail.models import Page

from admm_site.withdrawals.models import Withdrawal

register = template.Library()


@register.inclusion_tag("components/withdrawn_banner.html", takes_context=True)
def withdrawn_banner(context) -> dict:
    """Since when, why, and what replaces the page; nothing on any other."""
    page = context.get("page")
    if not isinstance(page, Page):
        return {"withdrawal": None}
    return {"withdrawal": Withdrawal.objects.readable().with_replacement().filter(page=page.pk).first()}
