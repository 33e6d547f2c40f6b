from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.views.pages.bulk_actions.page_bulk_action import DefaultPageForm
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminPageChooser

from .models import MAX_REASON_LENGTH, Withdrawal


class ReasonForm(WagtailAdminModelForm):
    """The reason of a withdrawal, and the page that replaces the withdrawn one."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=MAX_REASON_LENGTH,
        widget=AdminAutoHeightTextInput,
        help_text=_("Required, because visitors who open the address read this. One or two sentences."),
    )

    class Meta:
        model = Withdrawal
        fields = ["reason", "replaced_by"]
        widgets = {"replaced_by": AdminPageChooser}


class NoticeForm(ReasonForm):
    """What visitors read at the address of a withdrawn page."""

    class Meta(ReasonForm.Meta):
        fields = ["title", "reason", "replaced_by"]


class WithdrawalForm(ReasonForm):
    """The form to withdraw a page: also asks whether it stays readable."""

    stays_readable = forms.TypedChoiceField(
        label=_("What happens to the page"),
        choices=[
            (False, _("Remove the page")),
            (True, _("Keep it readable under a banner; the pages below it stay as they are")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )

    class Meta(ReasonForm.Meta):
        fields = ["reason", "replaced_by", "stays_readable"]


class BulkWithdrawalForm(DefaultPageForm):
    """The form to withdraw several pages at once."""

    reason = ReasonForm.base_fields["reason"]
    replaced_by = ReasonForm.base_fields["replaced_by"]
    field_order = ["reason", "replaced_by", "include_descendants"]
