from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from admm_site.content.publication import public_pages
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries


class PageSitemap(Sitemap):
    """Every page that the public may see."""

    def items(self):
        return public_pages().filter(depth__gt=1).order_by("path")

    def location(self, page):
        return page.get_url() or "/"

    def lastmod(self, page):
        return page.last_published_at


class RecordSitemap(Sitemap):
    """Countries, areas and series."""

    def items(self):
        return [*Country.objects.all(), *CooperationArea.objects.all(), *MeetingSeries.objects.all()]


class ViewSitemap(Sitemap):
    """Addresses that are no page and no record."""

    def items(self):
        return ["countries", "areas", "structure", "documents", "calendar"]

    def location(self, name):
        return reverse(name)


SITEMAPS = {"pages": PageSitemap, "records": RecordSitemap, "views": ViewSitemap}
