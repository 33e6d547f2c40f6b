"""Addresses of the portal that somebody typed: one that leads to what is not public is shown to nobody.

References to pages and files know what they lead to. An address in a text, in a source or in a redirect
doesn't, so it is resolved here as the portal would; words that link to it stay without the link.
"""

import re
from collections.abc import Callable, Iterable
from html import unescape
from urllib.parse import unquote, urlsplit

from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.urls import Resolver404, resolve
from wagtail import blocks
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from .absolute_urls import portal_host
from .private_files import cached_for_visitor, is_visitor_request
from .publication import is_published

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>')
WITHOUT_ADDRESS = "<a>"


def is_hidden(address: str, own_hosts: Iterable[str] = ()) -> bool:
    """Whether the address is one of the portal and names a page or file that the public may not see."""
    path = _own_path(address, own_hosts)
    if path is None:
        return False
    try:
        match = resolve(path)
    except Resolver404:
        return False
    ask = NAMED_BY.get(match.url_name or "")
    return bool(ask and ask(*match.args, **match.kwargs))


def _own_path(address: str, own_hosts: Iterable[str]) -> str | None:
    """The path of an address of the portal as the portal would resolve it; None of an address elsewhere."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or not parts.path.startswith("/"):
        return None
    if not _is_own_host(parts.netloc.lower(), own_hosts):
        return None
    path = unquote(parts.path)
    return path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/"


def _is_own_host(netloc: str, own_hosts: Iterable[str]) -> bool:
    return netloc in ("", portal_host(), *own_hosts) or netloc in cached_for_visitor(_hosts_of_sites)


def _hosts_of_sites() -> set[str]:
    return {urlsplit(site.root_url).netloc for site in Site.objects.all()}


def _names_hidden_page(path: str, **kwargs) -> bool:
    """Whether a page at the path, or above it, is not published: the path has their slugs."""
    parts = [part for part in path.split("/") if part]
    below = ["/".join(parts[:number]) for number in range(1, len(parts) + 1)]
    roots = [site.root_page.url_path for site in Site.objects.select_related("root_page")]
    found = Page.objects.filter(url_path__in=[f"{root}{one}/" for root in roots for one in below])
    return found.exclude(pk__in=found.filter(is_published()).values("pk")).exists()


def _names_hidden(get_model: Callable, **lookup) -> bool:
    files = get_model()._default_manager.filter(**lookup)
    return files.exclude(pk__in=files.published().values("pk")).exists()


def _names_hidden_document(slug: str, **kwargs) -> bool:
    return _names_hidden(get_document_model, slug=slug)


def _leads_to_hidden_document(document_id: int, **kwargs) -> bool:
    return _names_hidden(get_document_model, pk=document_id)


def _leads_to_hidden_image(rendition_id: int, **kwargs) -> bool:
    return _names_hidden(get_image_model, renditions=rendition_id)


# What an address names, by the name of the view that answers it.
NAMED_BY: dict[str, Callable[..., bool]] = {
    "wagtail_serve": _names_hidden_page,
    "page_history": _names_hidden_page,
    "export": _names_hidden_page,
    "document": _names_hidden_document,
    "first_page": _names_hidden_document,
    "document_version": _names_hidden_document,
    "document_version_file": _names_hidden_document,
    "wagtaildocs_serve": _leads_to_hidden_document,
    "rendition": _leads_to_hidden_image,
}


def without_hidden_links(html: str) -> str:
    """The text with the words, but not the addresses, of links to what is not public."""
    return LINK.sub(lambda link: WITHOUT_ADDRESS if is_hidden(unescape(link[1])) else link[0], html)


class PublicURL(DeferredAttribute):
    """The address as it is stored, or nothing while a visitor is answered who may not see what it names."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        return "" if instance is not None and value and is_visitor_request() and is_hidden(value) else value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class PublicURLField(models.URLField):
    """An address that visitors are not shown while it names something of the portal that is not public."""

    descriptor_class = PublicURL

    def pre_save(self, model_instance, add):
        return model_instance.__dict__[self.attname]

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class PublicURLBlock(blocks.URLBlock):
    """As `PublicURLField`, in a text of blocks."""

    def to_python(self, value):
        return "" if value and is_visitor_request() and is_hidden(value) else value

    def deconstruct(self):
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.URLBlock", args, kwargs
