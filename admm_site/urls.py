"""Every address of the portal. What is not here is a page."""

from django.contrib.sitemaps.views import sitemap
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from admm_site.data import views as data
from admm_site.data.sitemaps import SITEMAPS
from admm_site.media import views as media
from admm_site.operations import views as operations
from admm_site.pages import views as pages
from admm_site.search import views as search
from meetings import views as meetings

handler404 = "admm_site.pages.views.not_found"

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", data.documents, name="documents"),
    path("documents/", include(wagtaildocs_urls)),
    path("images/<int:rendition_id>/<str:filename>", media.serve_rendition, name="rendition"),
    path("meetings/calendar/", data.calendar, name="calendar"),
    path("meetings/calendar/<int:year>/<int:number>/", data.calendar_month, name="calendar_month"),
    path("meetings/series/<slug:slug>/", meetings.series, name="series"),
    path("about/structure/", meetings.structure, name="structure"),
    path("countries/", pages.country_list, name="countries"),
    path("countries/<slug:slug>/", pages.country, name="country"),
    path("areas/", pages.area_list, name="areas"),
    path("areas/<slug:slug>/", pages.area, name="area"),
    path("search/", search.search, name="search"),
    path("sitemap.xml", sitemap, {"sitemaps": SITEMAPS}, name="sitemap"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("", include(wagtail_urls)),
]
