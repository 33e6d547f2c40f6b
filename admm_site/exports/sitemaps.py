"""The sitemap: every public URL with the date of its last change."""

from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.urls import reverse
from django.views.decorators.http import require_safe

from admm_site.core.absolute_urls import absolute_url, portal_host
from admm_site.core.publication import public_pages
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from .lists import CALENDAR, LIST_EXPORTS, with_last_change, with_last_edit


class PortalSitemap(Sitemap):
    """A section of the sitemap, with URLs of the portal's own host."""

    def get_protocol(self, protocol=None):
        return settings.PORTAL_URL.partition("://")[0]

    def get_domain(self, site=None):
        return portal_host()


class PageSitemap(PortalSitemap):
    """Every public page."""

    def items(self):
        return public_pages().filter(depth__gt=1).only("url_path", "last_published_at").order_by("path")

    def location(self, page):
        return page.get_url() or "/"

    def lastmod(self, page):
        return page.last_published_at


class DocumentSitemap(PortalSitemap):
    """The page of each public document."""

    def items(self):
        return with_last_change(PortalDocument.objects.public()).only("slug").order_by("pk")

    def lastmod(self, document):
        return document.changed_at


class RecordSitemap(PortalSitemap):
    """Countries, areas and series."""

    def items(self):
        models = (Country, CooperationArea, MeetingSeries)
        return [record for model in models for record in with_last_edit(model.objects.all())]

    def lastmod(self, record):
        return record.edited_at


class ViewSitemap(PortalSitemap):
    """Views that are neither a page nor a record."""

    def items(self):
        list_exports = (*LIST_EXPORTS.values(), CALENDAR)
        lists = [export.page for export in list_exports if isinstance(export.page, str)]
        return [*lists, "timeline", "map", "contact", "reuse", "api_page"]

    def location(self, name):
        return reverse(name)


SITEMAPS = {
    "pages": PageSitemap,
    "documents": DocumentSitemap,
    "records": RecordSitemap,
    "views": ViewSitemap,
}


@require_safe
def sitemap(request):
    """Return all URLs, or an index of sitemaps when there are more than one may hold."""
    sections = [section() for section in SITEMAPS.values()]
    if sum(section.paginator.count for section in sections) <= Sitemap.limit:
        return views.sitemap(request, SITEMAPS)
    response = views.index(request, SITEMAPS, sitemap_url_name="sitemap_section")
    requested_host = f"{request.scheme}://{request.get_host()}"
    for section in response.context_data["sitemaps"]:
        section.location = absolute_url(section.location.removeprefix(requested_host))
    return response
