"""Typed URLs of the portal: hide those whose target is not public.

Links to pages and files are stored as references. A URL in a text, in a source or in a redirect isn't, so it
is resolved here; the words that link to a hidden target stay, without the link.
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
from .query_cache import cached_until_changed

LINK = re.compile(r'<a\b[^>]*?\bhref="([^"]*)"[^>]*>')
ANCHOR_WITHOUT_HREF = "<a>"


def is_hidden(address: str, own_hosts: Iterable[str] = ()) -> bool:
    """Return whether the URL is one of the portal and its target is a page or file that is not public."""
    path = _own_path(address, own_hosts)
    if path is None:
        return False
    try:
        match = resolve(path)
    except Resolver404:
        return False
    is_hidden_target = HIDDEN_TARGET_CHECKS.get(match.url_name or "")
    return bool(is_hidden_target and is_hidden_target(*match.args, **match.kwargs))


def _own_path(address: str, own_hosts: Iterable[str]) -> str | None:
    """Return the path of a URL of the portal as it is resolved; None for a URL elsewhere."""
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


@cached_until_changed
def _hosts_of_sites() -> frozenset[str]:
    return frozenset(urlsplit(site.root_url).netloc for site in Site.objects.all())


def _is_hidden_page(path: str, **kwargs) -> bool:
    """Return whether a page at the path, or above it, is not published."""
    parts = [part for part in path.split("/") if part]
    paths = {"".join(f"{part}/" for part in parts[:number]) for number in range(1, len(parts) + 1)}
    return not paths.isdisjoint(cached_for_visitor(_unpublished_paths))


@cached_until_changed
def _unpublished_paths() -> frozenset[str]:
    """Return the paths on their site of all pages that are not published, read in one query."""
    roots = Site.objects.values_list("root_page__url_path", flat=True)
    urls = list(Page.objects.exclude(is_published()).values_list("url_path", flat=True))
    return frozenset(url.removeprefix(root) for root in roots for url in urls if url.startswith(root))


def _is_hidden_file(get_model: Callable, **lookup) -> bool:
    files = get_model()._default_manager.filter(**lookup)
    return files.exclude(pk__in=files.published().values("pk")).exists()


def _is_hidden_document_page(slug: str, **kwargs) -> bool:
    return _is_hidden_file(get_document_model, slug=slug)


def _is_hidden_document(document_id: int, **kwargs) -> bool:
    return _is_hidden_file(get_document_model, pk=document_id)


def _is_hidden_image(rendition_id: int, **kwargs) -> bool:
    return _is_hidden_file(get_image_model, renditions=rendition_id)


# Functions that return whether the target of a URL is hidden, by the name of its URL pattern.
HIDDEN_TARGET_CHECKS: dict[str, Callable[..., bool]] = {
    "wagtail_serve": _is_hidden_page,
    "page_history": _is_hidden_page,
    "export": _is_hidden_page,
    "document": _is_hidden_document_page,
    "first_page": _is_hidden_document_page,
    "document_version": _is_hidden_document_page,
    "document_version_file": _is_hidden_document_page,
    "wagtaildocs_serve": _is_hidden_document,
    "rendition": _is_hidden_image,
}


def without_hidden_links(html: str) -> str:
    """Return the HTML with links to targets that are not public replaced by their words."""
    return LINK.sub(lambda link: ANCHOR_WITHOUT_HREF if is_hidden(unescape(link[1])) else link[0], html)


class PublicURL(DeferredAttribute):
    """Return the stored URL, or an empty string in a visitor's request if its target is hidden."""

    def __get__(self, instance, cls=None):
        value = super().__get__(instance, cls)
        return "" if instance is not None and value and is_visitor_request() and is_hidden(value) else value

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = value


class PublicURLField(models.URLField):
    """A URL that is empty for visitors while its target on the portal is not public."""

    descriptor_class = PublicURL

    def pre_save(self, model_instance, add):
        return model_instance.__dict__[self.attname]

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class PublicURLBlock(blocks.URLBlock):
    """As `PublicURLField`, in a StreamField."""

    def to_python(self, value):
        return "" if value and is_visitor_request() and is_hidden(value) else value

    def deconstruct(self):
        _, args, kwargs = super().deconstruct()
        return "wagtail.blocks.URLBlock", args, kwargs
