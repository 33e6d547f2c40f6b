"""The audit trail in the admin, for administrators only: nobody can be given a permission to read it."""

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.views.reports import ReportView

from admm_site.core.clock import today

from .models import AuditEntry


def may_read_audit_trail(user) -> bool:
    return user.is_active and user.is_superuser


class AuditFilterSet(WagtailFilterSet):
    recorded_at = django_filters.DateFromToRangeFilter(label=_("Time"), widget=DateRangePickerWidget)
    user_name = django_filters.CharFilter(label=_("Who"), lookup_expr="icontains")
    subject = django_filters.CharFilter(label=_("Object"), lookup_expr="icontains")

    class Meta:
        model = AuditEntry
        fields = ["recorded_at", "user_name", "action", "result", "subject"]


class AuditReportView(ReportView):
    page_title = _("Audit trail")
    header_icon = "key"
    index_url_name = "audit_report"
    index_results_url_name = "audit_report_results"
    filterset_class = AuditFilterSet
    default_ordering = None
    is_searchable = False
    list_export = [
        *("recorded_at", "user_name", "user_id", "get_action_display", "get_result_display"),
        *("subject", "detail", "network"),
    ]
    export_headings = {
        "recorded_at": _("Time"),
        "user_name": _("Who"),
        "user_id": _("Account number"),
        "get_action_display": _("Kind"),
        "get_result_display": _("Result"),
        "subject": _("Object"),
        "detail": _("Details"),
        "network": _("Network"),
    }
    columns = [
        DateColumn("recorded_at", label=_("Time")),
        Column("user_name", label=_("Who")),
        Column("get_action_display", label=_("Kind")),
        Column("get_result_display", label=_("Result")),
        Column("subject", label=_("Object")),
        Column("detail", label=_("Details")),
        Column("network", label=_("Network")),
    ]

    def dispatch(self, request, *args, **kwargs):
        if not may_read_audit_trail(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[AuditEntry]:
        return AuditEntry.objects.all()

    def get_filename(self) -> str:
        return f"audit-trail-{today()}"
