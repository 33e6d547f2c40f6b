"""The report of withdrawn pages, for those who may publish them."""

import django_filters
from django.db import transaction
from django.db.models import TextChoices
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import DeleteView, EditView
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets import Button
from wagtail.log_actions import log
from wagtail.permissions import page_permission_policy

from admm_site.core.clock import today

from .choices import RESTORED
from .forms import NoticeForm
from .models import Withdrawal

RESTORE_LABEL = _("Restore the page")


def withdrawals_for(user):
    """Return the withdrawals of the pages that the user may publish, the newest first."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "publish")
    withdrawals = Withdrawal.objects.filter(page__in=pages).select_related(
        "page", "replaced_by", "withdrawn_by"
    )
    return withdrawals.order_by("-withdrawn_at", "-pk")


def may_withdraw(user) -> bool:
    return page_permission_policy.user_has_permission(user, "publish")


class Reasons(TextChoices):
    GIVEN = "given", _("Given")
    MISSING = "missing", _("None given")


class ReasonFilter(django_filters.ChoiceFilter):
    def filter(self, rows, value):
        if value == Reasons.MISSING:
            return rows.filter(reason="")
        return rows.exclude(reason="") if value else rows


class WithdrawalFilterSet(WagtailFilterSet):
    reason = ReasonFilter(label=_("Reason"), choices=Reasons.choices)

    class Meta:
        model = Withdrawal
        fields = ["stays_readable"]


class WithdrawalsReportView(ReportView):
    page_title = _("Withdrawn pages")
    header_icon = "no-view"
    index_url_name = "withdrawals_report"
    index_results_url_name = "withdrawals_report_results"
    filterset_class = WithdrawalFilterSet
    permission_policy = page_permission_policy
    any_permission_required = ["publish"]
    default_ordering = None
    is_searchable = False
    list_export = ["page", "withdrawn_at", "reason", "withdrawn_by", "replaced_by", "stays_readable"]
    columns = [
        TitleColumn("page", label=_("Page"), get_url=lambda row: page_url(row)),
        DateColumn("withdrawn_at", label=_("Withdrawn")),
        TitleColumn(
            "reason",
            label=_("Reason"),
            accessor=lambda row: row.reason or Reasons.MISSING.label,
            url_name="withdrawal_edit",
        ),
        Column("withdrawn_by", label=_("By")),
        Column("replaced_by", label=_("Replaced by")),
        BooleanColumn("stays_readable", label=_("Readable")),
    ]

    def get_queryset(self):
        return withdrawals_for(self.request.user)

    def get_filename(self):
        return f"withdrawn-pages-{today()}"


class WithdrawalEditView(EditView):
    """Edit what visitors read of a withdrawal: the title, the reason, what replaces the page."""

    model = Withdrawal
    form_class = NoticeForm
    header_icon = "no-view"
    permission_policy = page_permission_policy
    permission_required = "publish"
    index_url_name = "withdrawals_report"
    edit_url_name = "withdrawal_edit"
    can_delete = False
    success_message = _("The reason for withdrawing “%(object)s” is saved.")

    def get_queryset(self):
        return withdrawals_for(self.request.user)

    @cached_property
    def header_more_buttons(self):
        return (
            [Button(RESTORE_LABEL, restore_url(self.object), icon_name="undo")]
            if self.object.stays_readable
            else []
        )


class RestoreView(DeleteView):
    """End the withdrawal of a page that stayed readable."""

    model = Withdrawal
    page_title = RESTORE_LABEL
    header_icon = "undo"
    permission_policy = page_permission_policy
    permission_required = "publish"
    index_url_name = "withdrawals_report"
    delete_url_name = "withdrawal_restore"
    template_name = "withdrawals/restore.html"
    confirmation_message = _("Visitors will no longer see that this page was withdrawn.")
    success_message = _("“%(object)s” is restored.")

    def get_queryset(self):
        return withdrawals_for(self.request.user).filter(stays_readable=True)

    def delete_action(self):
        with transaction.atomic():
            log(self.object.page.specific_deferred, RESTORED)
            self.object.delete()


def page_url(withdrawal: Withdrawal) -> str:
    return reverse("wagtailadmin_pages:edit", args=[withdrawal.page_id])


def restore_url(withdrawal: Withdrawal) -> str:
    return reverse("withdrawal_restore", args=[withdrawal.pk])


def show_withdrawal_message(request, page):
    """Show a message above the form of a withdrawn page: since when, why, and what ends it."""
    withdrawal = Withdrawal.objects.filter(page=page.pk).first()
    if not withdrawal or request.method != "GET":
        return
    date = date_format(localtime(withdrawal.withdrawn_at), "j F Y")
    buttons = [messages.button(reverse("withdrawal_edit", args=[withdrawal.pk]), _("Change the reason"))]
    text = _("This page was withdrawn on {date}. {reason} Publishing it makes it public again.")
    if withdrawal.stays_readable:
        text = _("This page was withdrawn on {date}. {reason} The banner stays until you restore the page.")
        buttons.append(messages.button(restore_url(withdrawal), RESTORE_LABEL))
    messages.info(request, format_html(text, date=date, reason=withdrawal.reason), buttons=buttons)
