from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import reports
from .choices import KEPT_READABLE, RESTORED
from .unpublishing import BulkUnpublishAction

hooks.register("register_bulk_action", BulkUnpublishAction, order=1)  # replaces Wagtail's
hooks.register("before_edit_page", reports.show_withdrawal_message)


@hooks.register("register_log_actions")
def register_log_actions(actions):
    """Register log actions for withdrawals that leave a page live."""
    withdraw, withdrawn = _("Withdraw, but keep readable"), _("Withdrawn, but kept readable")
    actions.register_action(KEPT_READABLE, withdraw, withdrawn)
    actions.register_action(RESTORED, _("Restore"), _("Restored"))


@hooks.register("register_admin_urls")
def register_report():
    view = reports.WithdrawalsReportView
    return [
        path("reports/withdrawn/", view.as_view(), name="withdrawals_report"),
        path(
            "reports/withdrawn/results/", view.as_view(results_only=True), name="withdrawals_report_results"
        ),
        path("reports/withdrawn/<int:pk>/", reports.WithdrawalEditView.as_view(), name="withdrawal_edit"),
        path("reports/withdrawn/<int:pk>/restore/", reports.RestoreView.as_view(), name="withdrawal_restore"),
    ]


class WithdrawalsReportMenuItem(MenuItem):
    def is_shown(self, request):
        return reports.may_withdraw(request.user)


@hooks.register("register_reports_menu_item")
def register_report_menu_item():
    view = reports.WithdrawalsReportView
    return WithdrawalsReportMenuItem(
        view.page_title,
        reverse("withdrawals_report"),
        name="withdrawals-report",
        icon_name=view.header_icon,
        order=1320,
    )
