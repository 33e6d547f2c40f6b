"""JSON-LD of a page, and links to the page in other languages."""

from dataclasses import dataclass

from django import template
from django.conf import settings
from django.urls import translate_url
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from admm_site.core.absolute_urls import absolute_url
from admm_site.exports.structured_data import PageGraph, breadcrumb_list, json_ld_script

register = template.Library()


@register.simple_tag(takes_context=True)
def structured_data(context) -> SafeString | str:
    """Return the JSON-LD of what the page is about."""
    request = context.get("request")
    return json_ld_script(PageGraph(request, context.flatten()).nodes()) if request else ""


@register.simple_tag(takes_context=True)
def breadcrumb_data(context, links, current) -> SafeString | str:
    """Return the breadcrumbs of the page as JSON-LD: links with `title` and `url`, then the page itself."""
    request = context.get("request") or getattr(context, "request", None)
    if not request:
        return ""
    steps = [(str(link.title), link.url) for link in links]
    return json_ld_script([breadcrumb_list(request, [(_("Home"), "/"), *steps], str(current))])


@dataclass(frozen=True)
class Alternate:
    """The page in one language; `x-default` for readers of none of them."""

    language: str
    address: str


@register.simple_tag
def alternates(request) -> list[Alternate]:
    """Return the page in every language of the portal, its own included; nothing while there is only one."""
    if not request or len(settings.LANGUAGES) < 2:
        return []
    url = absolute_url(request.path)
    urls = {code: translate_url(url, code) for code, _name in settings.LANGUAGES}
    default = Alternate("x-default", urls[settings.LANGUAGE_CODE])
    return [*(Alternate(code, address) for code, address in urls.items()), default]
