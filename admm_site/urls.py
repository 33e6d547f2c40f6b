"""The URLs of the portal. Every other URL is that of a page."""

from django.contrib.sitemaps.views import sitemap as sitemap_section
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.admin.auth import require_admin_access
from wagtail.utils.urlpatterns import decorate_urlpatterns

from admm_site.accounts import openid_connect
from admm_site.accounts import views as accounts
from admm_site.accounts.account_views import AccountView
from admm_site.api.page import api_page
from admm_site.changes import views as changes
from admm_site.documents import views as files
from admm_site.editorial.sign_in_again import SignInAgainView
from admm_site.editorial.views import portal_admin_view
from admm_site.exports import views as exports
from admm_site.exports.lists import lists_with_own_view
from admm_site.exports.sitemaps import SITEMAPS, sitemap
from admm_site.feedback import views as feedback
from admm_site.operations import views as operations
from admm_site.pages import (
    areas,
    calendar,
    cite,
    countries,
    documents,
    introduction,
    link_previews,
    lists,
    permalinks,
    structure,
    trail,
)
from admm_site.pages import views as pages
from admm_site.search import views as search
from admm_site.search.collection_views import CollectionEditView
from admm_site.withdrawals.unpublishing import UnpublishView
from initiatives import views as initiatives
from meetings import views as meetings

handler400 = "admm_site.operations.errors.bad_request"
handler403 = "admm_site.operations.errors.permission_denied"
handler404 = "admm_site.operations.errors.not_found"
handler500 = "admm_site.operations.errors.server_error"


def shortened(url_name: str):
    """Return a view for an address that a visitor cut short: it redirects to what that is part of."""
    return RedirectView.as_view(pattern_name=url_name, query_string=True)


def moved(url_name: str):
    """Return a view for the former address of a view: it redirects for good."""
    return RedirectView.as_view(pattern_name=url_name, permanent=True, query_string=True)


admin_urlpatterns = [
    # In place of Wagtail's own views, whose names and addresses they keep.
    path("admin/pages/<int:page_id>/unpublish/", never_cache(require_admin_access(UnpublishView.as_view()))),
    path(
        "admin/collections/<int:pk>/",
        never_cache(require_admin_access(CollectionEditView.as_view())),
        name="edit_collection",
    ),
    path(
        "admin/account/",
        never_cache(require_admin_access(AccountView.as_view())),
        name="wagtailadmin_account",
    ),
    path("admin/sign-in-again/", never_cache(SignInAgainView.as_view()), name="sign_in_again"),
    path("admin/", include(wagtailadmin_urls)),
]

# In place of Wagtail's own views, whose names and addresses they keep. They take passwords, whose check takes
# time by design: not in the transaction of `portal_admin_view`, which makes others wait.
sign_in_urlpatterns = [
    path("admin/login/", never_cache(accounts.AdminSignInView.as_view()), name="wagtailadmin_login"),
    path(
        "admin/password_reset/",
        never_cache(accounts.ResetView.as_view()),
        name="wagtailadmin_password_reset",
    ),
    path("_util/login/", accounts.SignInView.as_view(), name="wagtailcore_login"),
    path("_util/login/passkey/", accounts.passkey_options, name="passkey_options"),
    path("_util/login/openid-connect/", openid_connect.begin, name="openid_connect"),
    path("_util/login/openid-connect/callback/", openid_connect.callback, name="openid_connect_callback"),
    path(
        "_util/login/openid-connect/second-factor/",
        openid_connect.second_factor_step,
        name="openid_connect_second_factor",
    ),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        accounts.page_password,
        name="wagtailcore_authenticate_with_password",
    ),
]

urlpatterns = [
    *sign_in_urlpatterns,
    *decorate_urlpatterns(admin_urlpatterns, portal_admin_view),
    path("documents/", documents.document_list, name="documents"),
    path(
        "documents/<int:document_id>/<str:document_filename>", files.serve_document, name="wagtaildocs_serve"
    ),
    path(
        "documents/authenticate_with_password/<int:restriction_id>/",
        never_cache(accounts.file_password),
        name="wagtaildocs_authenticate_with_password",
    ),
    path("documents/<slug:slug>/", documents.document_page, name="document"),
    path("documents/<slug:slug>/preview.png", link_previews.document_preview, name="document_preview"),
    path("documents/<slug:slug>/first-page/", files.serve_first_page, name="first_page"),
    path("documents/<slug:slug>/versions/<int:number>/", documents.document_version, name="document_version"),
    path(
        "documents/<slug:slug>/versions/<int:number>/<str:filename>",
        files.serve_version,
        name="document_version_file",
    ),
    path("documents/<slug:slug>/versions/", shortened("document")),
    path("images/<int:rendition_id>/<str:filename>", files.serve_rendition, name="rendition"),
    path("meetings/calendar/", calendar.calendar, name="calendar"),
    path("meetings/calendar/<int:year>/<int:number>/", calendar.calendar_month, name="calendar_month"),
    path("meetings/calendar/<int:year>/", shortened("calendar_month"), {"number": 1}),
    path("meetings/compare/", meetings.compare_meetings, name="compare_meetings"),
    path("meetings/timeline/", pages.timeline, name="timeline"),
    path("meetings/map/", pages.places_map, name="map"),
    path("meetings/series/", structure.structure, name="structure"),
    path("meetings/series/<slug:slug>/", meetings.series, name="series"),
    path("about/in-five-minutes/", introduction.introduction, name="introduction"),
    path("about/contact/", pages.contact, name="contact"),
    path("about/reuse/", pages.reuse, name="reuse"),
    path("initiatives/progress/", initiatives.progress_list, name="progress"),
    path("initiatives/<slug:slug>/compare/", initiatives.compare_dates, name="compare_dates"),
    path("countries/", countries.country_list, name="countries"),
    path("countries/<slug:slug>/", countries.country, name="country"),
    path("areas/", areas.area_list, name="areas"),
    path("areas/<slug:slug>/", areas.area, name="area"),
    path("api/", api_page, name="api_page"),
    path("api/v1/", include("admm_site.api.urls")),
    path("report/", feedback.report, name="report"),
    path("report/thanks/", feedback.thanks, name="report_thanks"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggestions, name="search_suggestions"),
    *(
        path(f"{list_export.name}/", lists.record_list, {"name": list_export.name}, name=url_name)
        for url_name, list_export in lists_with_own_view().items()
    ),
    path("trail/", trail.trail, name="trail"),
    path("changes/", changes.change_list, name="changes"),
    path("changes/<path:path>/", changes.page_history, name="page_history"),
    path("cite/", cite.cite, name="cite"),
    path("d/", shortened("decisions")),
    path("d/<slug:key>/preview.png", link_previews.statement_preview, name="statement_preview"),
    path("d/<slug:key>/", permalinks.permalink, name="statement"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<slug:section>.xml", sitemap_section, {"sitemaps": SITEMAPS}, name="sitemap_section"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("healthz", operations.healthz, name="healthz"),
    path("readyz", operations.readyz, name="readyz"),
    path("metrics", operations.prometheus_metrics, name="metrics"),
    path("<path:path>/preview.png", link_previews.page_preview, name="page_preview"),
    # Former addresses.
    path("updates/", moved("status_updates")),
    path("about/structure/", moved("structure")),
    path("about/timeline/", moved("timeline")),
    path("about/map/", moved("map")),
    re_path(r"^updates\.(?P<suffix>csv|json|atom)$", moved("export"), {"path": "status-updates"}),
    re_path(r"^about/structure\.(?P<suffix>csv|json|atom)$", moved("export"), {"path": "meetings/series"}),
    re_path(
        r"^(?P<path>[\w-]+(?:/[\w-]+)*)\.(?P<suffix>csv|json|atom|ics|zip|bib|ris)$",
        exports.export,
        name="export",
    ),
    path("", include(wagtail_urls)),
]
