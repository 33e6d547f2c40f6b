from django.utils.translation import gettext as _
from wagtail import hooks

from admm_site.editorial.dashboard import Concern

from .models import ErrorReport
from .viewsets import ErrorReportViewSet, get_excerpt

error_reports = ErrorReportViewSet()


@hooks.register("register_admin_viewset")
def register_error_reports():
    return error_reports


@hooks.register("register_concerns")
def register_new_reports(user):
    if not error_reports.permission_policy.user_has_permission(user, "change"):
        return []
    return [
        Concern(
            _("New error reports"),
            ErrorReport.objects.new(),
            get_excerpt,
            f"{error_reports.menu_url}?state=new",
            name=str,
            url=lambda report: report.admin_url,
        )
    ]
