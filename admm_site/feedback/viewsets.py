"""Admin viewset for error reports."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.generic import EditView, IndexView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from .models import ErrorReport


class NoAddPermissionPolicy(ModelPermissionPolicy):
    """Let nobody add a report in the admin: they come from visitors."""

    def user_has_permission(self, user, action):
        return action != "add" and super().user_has_permission(user, action)


class ErrorReportIndexView(IndexView):
    def get_base_queryset(self):
        return super().get_base_queryset().select_related("handled_by")


class ErrorReportEditView(EditView):
    def save_instance(self):
        self.form.instance.handled_by = self.request.user
        return super().save_instance()


class ErrorReportViewSet(ModelViewSet):
    name = "error_reports"
    model = ErrorReport
    url_prefix = "error-reports"
    icon = "warning"
    menu_label = _("Error reports")
    menu_order = 170
    add_to_admin_menu = True
    add_to_reference_index = False
    copy_view_enabled = False
    permission_policy = NoAddPermissionPolicy(ErrorReport)
    index_view_class = ErrorReportIndexView
    edit_view_class = ErrorReportEditView
    list_per_page = 50
    list_display = [
        "address",
        Column("text", label=_("What’s wrong"), accessor=lambda report: get_excerpt(report)),
        DateColumn("received_at", label=_("Received"), sort_key="received_at"),
        Column("get_state_display", label=_("State"), sort_key="state"),
        Column("handled_by", label=_("Handled by")),
    ]
    list_filter = ["state"]
    search_fields = ["address", "text"]
    search_backend_name = None
    ordering = ["-received_at", "-pk"]


def get_excerpt(report: ErrorReport) -> str:
    """Return the beginning of the report's text."""
    text = " ".join(report.text.split())
    return text if len(text) <= 100 else f"{text[:100]}…"
