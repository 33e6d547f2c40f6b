"""Section pages, the home page and the lists: only an administrator may unpublish, delete or hide one."""

from collections.abc import Iterable
from operator import attrgetter

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, PagePermissionTester, Site

from .page_base import PortalPage, PortalPageForm, truncate_to_minute
from .publication import is_published
from .query_cache import cached_until_changed

# What the menu, the breadcrumbs and the notice of a withdrawal show.
FRAME_FIELDS = (
    *("title", "url_path", "path", "depth", "show_in_menus", "content_type", "alias_of"),
    *("homepage__is_demonstration", "withdrawal"),
)


class SectionPermissionTester(PagePermissionTester):
    """Permissions that every view and action of Wagtail checks, also in bulk and in the admin API."""

    def can_unpublish(self):
        return self.user.is_superuser and super().can_unpublish()

    def can_delete(self, ignore_bulk=False):
        return self.user.is_superuser and super().can_delete(ignore_bulk)

    def can_set_view_restrictions(self):
        return self.user.is_superuser and super().can_set_view_restrictions()


class SectionPageForm(PortalPageForm):
    """A form in which editors can't set an expiry or change the slug."""

    def clean_expire_at(self):
        typed, stored = self.cleaned_data["expire_at"], self.instance.expire_at
        value = super().clean_expire_at()
        if typed and stored and truncate_to_minute(typed) == truncate_to_minute(stored):
            return value
        return self.unchanged_by_editors(
            "expire_at", _("Only an administrator can set when this page expires.")
        )

    def clean_slug(self):
        slug = super().clean_slug()
        message = _("Only an administrator can change the address of this page.")
        return self.unchanged_by_editors("slug", message) if slug else slug

    def unchanged_by_editors(self, field: str, message: str):
        is_administrator = self.for_user is None or self.for_user.is_superuser
        if field in self.changed_data and not is_administrator:
            raise ValidationError(message)
        return self.cleaned_data[field]


class SectionPage(PortalPage):
    """A page on which the others of its kind depend."""

    base_form_class = SectionPageForm
    record_type = ""

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return SectionPermissionTester(user, self)


def section_url(request: HttpRequest, page_type: type[SectionPage], query: str = "") -> str:
    """Return the address of the section page of the type, or else of the home page, with the query string."""
    site = Site.find_for_request(request)
    pages = frame_pages(request, site.root_page) if site else []
    page = next((page for page in pages if page.specific_class is page_type and not page.alias_of_id), None)
    url = page.get_url(request) if page else reverse("wagtail_serve", args=[""])
    return f"{url}?{query}" if query else url


def frame_pages(request: HttpRequest, root: Page, paths: Iterable[str] = ()) -> list[Page]:
    """Return the published pages that frames show, and those at the tree paths.

    The home page `root`, the pages right below it, those below them that menus show, and the notices of
    withdrawals are cached; paths deeper in the tree are queried, once a request.
    """
    if not hasattr(request, "_pages_by_path"):
        request._pages_by_path = _by_path(_cached_frame_pages(root.path))
    pages = request._pages_by_path
    deeper = [path for path in paths if path not in pages and len(path) > len(root.path) + Page.steplen]
    if deeper:
        pages |= dict.fromkeys(deeper) | _by_path(_published().filter(path__in=deeper))
    return sorted(filter(None, pages.values()), key=attrgetter("path"))


@cached_until_changed
def _cached_frame_pages(root_path: str) -> list[Page]:
    """Return the published pages above all others, and the few withdrawn ones that stay readable."""
    depth = len(root_path) // Page.steplen + 1
    top_level = Q(depth__lte=depth) | Q(depth=depth + 1, show_in_menus=True)
    in_frame = Q(path__startswith=root_path) & top_level
    return list(_published().filter(in_frame | Q(withdrawal__stays_readable=True)))


def _published() -> QuerySet[Page]:
    related = Page.objects.filter(is_published()).select_related("homepage", "withdrawal")
    return related.only(*FRAME_FIELDS)


def _by_path(pages: Iterable[Page]) -> dict[str, Page]:
    return {page.path: page for page in pages}
