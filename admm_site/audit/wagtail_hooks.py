from django.urls import path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .reports import AuditReportView, may_read_audit_trail


@hooks.register("register_admin_urls")
def register_audit_report():
    view = AuditReportView
    return [
        path("reports/audit/", view.as_view(), name="audit_report"),
        path("reports/audit/results/", view.as_view(results_only=True), name="audit_report_results"),
    ]


class AuditReportMenuItem(MenuItem):
    def is_shown(self, request):
        return may_read_audit_trail(request.user)


@hooks.register("register_reports_menu_item")
def register_audit_report_menu_item():
    view = AuditReportView
    return AuditReportMenuItem(
        view.page_title, reverse("audit_report"), name="audit-report", icon_name=view.header_icon, order=1400
    )
