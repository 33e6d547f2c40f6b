"""The URLs of list exports: that of the list's page, with a suffix in place of its last slash."""

from functools import cache

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import resolve
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from admm_site.core.publication import is_public, public_pages

from .lists import CALENDAR, LIST_EXPORTS, ListExport

PAGES = "wagtail_serve"


@cache
def lists_by_page() -> dict[type[Page] | str, ListExport]:
    """Return the lists by the type of their page, or the name of its URL."""
    return {list_export.page: list_export for list_export in (*LIST_EXPORTS.values(), CALENDAR)}


def public_pages_at(request: HttpRequest, path: str, pages: QuerySet | None = None) -> QuerySet:
    """Return a queryset of the public page at `path` (without slashes around), of all pages or of `pages`."""
    site = Site.find_for_request(request)
    pages = Page.objects.all() if pages is None else pages
    if not site:
        return pages.none()
    return pages.filter(is_public(), url_path=f"{site.root_page.url_path}{path and f'{path}/'}")


def list_export_at(request: HttpRequest, path: str) -> ListExport | None:
    """Return the list whose page is at `path`, if that page is public."""
    name = resolve(f"/{path}/").view_name
    if name != PAGES:
        return lists_by_page().get(name)
    page = public_pages_at(request, path).first()
    return lists_by_page().get(page.specific_class) if page else None


def list_export_of(request: HttpRequest, page: Page | None) -> ListExport | None:
    """Return the list that the current page shows."""
    if isinstance(page, Page):
        return lists_by_page().get(type(page))
    return lists_by_page().get(request.resolver_match.view_name) if request.resolver_match else None


def moved_to(request: HttpRequest, path: str, suffix: str) -> str | None:
    """Return the new address of an export whose page was moved or renamed."""
    redirect = get_redirect(request, Redirect.normalise_path(f"/{path}"))
    if not redirect or not public_pages().filter(pk=redirect.redirect_page_id).exists():
        return None
    query = request.META.get("QUERY_STRING")
    address = f"{redirect.link.rstrip('/')}.{suffix}"
    return f"{address}?{query}" if query else address
