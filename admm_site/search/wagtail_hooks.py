from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.snippets.models import register_snippet

from .collection_views import index_moved_files
from .document_filter import documents_matching
from .query_report import SearchReportView
from .viewsets import SynonymViewSet

register_snippet(SynonymViewSet)
hooks.register("after_bulk_action", index_moved_files)
hooks.register("documents_matching", documents_matching)


@hooks.register("register_admin_urls")
def register_report():
    return [
        path("reports/search/", SearchReportView.as_view(), name="search_report"),
        path(
            "reports/search/results/",
            SearchReportView.as_view(results_only=True),
            name="search_report_results",
        ),
    ]


class SearchReportMenuItem(MenuItem):
    def is_shown(self, request):
        return SearchReportView.has_permission(request.user)


@hooks.register("register_reports_menu_item")
def register_report_menu_item():
    return SearchReportMenuItem(
        _("Search"), reverse("search_report"), name="search-report", icon_name="search", order=1300
    )
