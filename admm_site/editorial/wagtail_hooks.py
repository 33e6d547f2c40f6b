from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.generic import RedirectView
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from admm_site.core.copying import warn_of_empty_fields

from . import (
    admin_api,
    dashboard,
    deletion,
    gaps,
    listings,
    page_creations,
    privacy,
    publishing,
    redirects,
    save_warnings,
    status_updates,
)
from .choosers import SelectFormatView
from .documents import DocumentListingView

hooks.register("before_delete_page", deletion.before_delete_page)
hooks.register("before_delete_snippet", deletion.before_delete_snippet)
hooks.register("before_bulk_action", deletion.before_bulk_action)
hooks.register("before_bulk_action", publishing.before_bulk_publishing)
hooks.register("before_edit_page", publishing.warn_of_overdue_schedule)
hooks.register("before_convert_alias_page", privacy.before_convert_alias)
hooks.register("before_create_page", page_creations.redirect_to_created_page)
hooks.register("after_create_page", page_creations.save_created_page, order=-1)
hooks.register("after_create_page", save_warnings.add_warnings)
hooks.register("after_edit_page", save_warnings.add_warnings)
hooks.register("after_copy_page", warn_of_empty_fields)
hooks.register("construct_admin_api", admin_api.register_endpoints, order=1)  # after Wagtail's own
hooks.register("construct_homepage_panels", dashboard.add_attention_panel)


@hooks.register("insert_global_admin_css")
def add_admin_css():
    return format_html('<link rel="stylesheet" href="{}">', static("editorial/editorial.css"))


@hooks.register("register_admin_viewset")
def register_listings():
    return listings.page_listings()


@hooks.register("register_admin_urls")
def register_gaps_report():
    view = gaps.GapsReportView
    return [
        path("reports/gaps/", view.as_view(), name="gaps_report"),
        path("reports/gaps/results/", view.as_view(results_only=True), name="gaps_report_results"),
        # The former address of the report.
        path(
            "reports/holes/",
            RedirectView.as_view(pattern_name="gaps_report", permanent=True, query_string=True),
        ),
    ]


@hooks.register("register_admin_urls")
def register_add_status_update():
    view = status_updates.AddStatusUpdateView.as_view()
    return [path("meetings/<int:meeting_pk>/status-updates/add/", view, name="add_status_update")]


class GapsReportMenuItem(MenuItem):
    def is_shown(self, request):
        return gaps.can_view_gaps_report(request.user)


@hooks.register("register_reports_menu_item")
def register_gaps_report_menu_item():
    name = gaps.GapsReportView.page_title
    return GapsReportMenuItem(
        name, reverse("gaps_report"), name="gaps-report", icon_name="warning", order=1310
    )


@hooks.register("register_admin_urls", order=-1)
def replace_wagtail_views():
    """Return URL patterns that take precedence over Wagtail's own views at the same addresses."""
    return [
        path("redirects/import/", redirects.start_import),
        path("redirects/import/process/", redirects.process_import),
        path("documents/", DocumentListingView.as_view()),
        path("documents/results/", DocumentListingView.as_view(results_only=True)),
        path("documents/delete/<int:document_id>/", deletion.DocumentDeleteView.as_view()),
        path("documents/multiple/<int:doc_id>/delete/", deletion.UploadedDocumentDeleteView.as_view()),
        path("images/chooser/<int:image_id>/select_format/", SelectFormatView.as_view()),
        path("images/<int:image_id>/delete/", deletion.ImageDeleteView.as_view()),
        path("images/multiple/<int:image_id>/delete/", deletion.UploadedImageDeleteView.as_view()),
    ]
