"""What stands in a page for machines: data in the words of schema.org, and the page in other languages."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from admm_site.core.absolute_urls import absolute_url
from admm_site.exports.structured_data import Telling, breadcrumbs, script

register = template.Library()


@register.simple_tag(takes_context=True)
def linked_data(context) -> SafeString | str:
    """What the page is about."""
    request = context.get("request")
    return script(Telling(request, context.flatten()).graph()) if request else ""


@register.simple_tag(takes_context=True)
def breadcrumb_data(context, crumbs, current) -> SafeString | str:
    """The breadcrumbs of the page once more, for machines."""
    request = context.get("request") or getattr(context, "request", None)
    if not request:
        return ""
    steps = [(_title(crumb), _address(crumb, request)) for crumb in crumbs or ()]
    return script([breadcrumbs(request, [(_("Home"), "/"), *steps], str(current))])


def _title(crumb) -> str:
    return str(crumb["title"] if isinstance(crumb, dict) else crumb.title)


def _address(crumb, request) -> str:
    return crumb["url"] if isinstance(crumb, dict) else crumb.get_url(request)


@dataclass(frozen=True)
class Alternate:
    """The page in a language; `x-default` for whoever reads none of them."""

    language: str
    address: str


@register.simple_tag
def alternates(request) -> list[Alternate]:
    """The page in every language of the portal, its own included; nothing while there is but one."""
    if not request or len(settings.LANGUAGES) < 2:
        return []
    here = absolute_url(request.path)
    found = {code: translate_url(here, code) for code, _name in settings.LANGUAGES}
    default = Alternate("x-default", found[settings.LANGUAGE_CODE])
    return [*(Alternate(code, address) for code, address in found.items()), default]
