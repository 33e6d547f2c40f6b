"""Where lists are: at the address of their page, wherever that is, with a suffix for its last slash."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import resolve
from wagtail.contrib.redirects.middleware import get_redirect
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from admm_site.core.publication import is_public, public_pages

from .lists import CALENDAR, REGISTERS, Register

PAGES = "wagtail_serve"
BY_PAGE = {register.page: register for register in (*REGISTERS.values(), CALENDAR)}


def public_pages_at(request: HttpRequest, path: str, pages: QuerySet | None = None) -> QuerySet:
    """The page at `path` (without slashes around), of all or of some pages, if the public may see it."""
    site = Site.find_for_request(request)
    pages = Page.objects.all() if pages is None else pages
    if not site:
        return pages.none()
    return pages.filter(is_public(), url_path=f"{site.root_page.url_path}{path and f'{path}/'}")


def register_at(request: HttpRequest, path: str) -> Register | None:
    """The register whose page is at `path`, if the public may see that."""
    name = resolve(f"/{path}/").view_name
    if name != PAGES:
        return BY_PAGE.get(name)
    page = public_pages_at(request, path).first()
    return BY_PAGE.get(page.specific_class) if page else None


def register_of(request: HttpRequest, page: Page | None) -> Register | None:
    """The register that the page being shown is of."""
    if isinstance(page, Page):
        return BY_PAGE.get(type(page))
    return BY_PAGE.get(request.resolver_match.view_name) if request.resolver_match else None


def moved_to(request: HttpRequest, path: str, suffix: str) -> str | None:
    """Where `path` with its suffix is now that its page was moved or renamed."""
    redirect = get_redirect(request, Redirect.normalise_path(f"/{path}"))
    if not redirect or not public_pages().filter(pk=redirect.redirect_page_id).exists():
        return None
    query = request.META.get("QUERY_STRING")
    address = f"{redirect.link.rstrip('/')}.{suffix}"
    return f"{address}?{query}" if query else address
