from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminAutoHeightTextInput, AdminPageChooser

from .models import LONGEST_REASON, Withdrawal


class ReasonForm(WagtailAdminModelForm):
    """Why a page was withdrawn, and what replaces it."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        widget=AdminAutoHeightTextInput,
        help_text=_(
            "Required, because the page was public: visitors who ask for it read this. One or two sentences."
        ),
    )

    class Meta:
        model = Withdrawal
        fields = ["reason", "replaced_by"]
        widgets = {"replaced_by": AdminPageChooser}


class WithdrawalForm(ReasonForm):
    """The same while the page is being withdrawn, and what happens to it."""

    stays_readable = forms.TypedChoiceField(
        label=_("What happens to the page"),
        choices=[
            (False, _("Take the page away")),
            (True, _("Keep it readable under a banner, and the pages below it as they are")),
        ],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
    )

    class Meta(ReasonForm.Meta):
        fields = ["reason", "replaced_by", "stays_readable"]
