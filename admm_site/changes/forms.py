from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm

from admm_site.documents.models import DocumentVersion

from .describe import describe, get_summary
from .models import Change
from .repetitions import find_possible_repetitions


class RedactionForm(WagtailAdminModelForm):
    """Ask for the reason of a redaction."""

    class Meta:
        fields = ["redaction_reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["redaction_reason"].required = True


class VersionRedactionForm(RedactionForm):
    class Meta(RedactionForm.Meta):
        model = DocumentVersion


class ChangeRedactionForm(RedactionForm):
    """Also ask which of the changes that may repeat the text keep theirs."""

    changes_to_keep = forms.ModelMultipleChoiceField(
        label=_("Changes that keep their text"),
        queryset=Change.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "These changes are of the same fields, so they may repeat the words. Their text is removed too,"
            " unless you select them here."
        ),
    )

    class Meta(RedactionForm.Meta):
        model = Change

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        repetitions = Change.objects.filter(
            pk__in=[change.pk for change in find_possible_repetitions(self.instance)]
        )
        if not repetitions:
            del self.fields["changes_to_keep"]
            return
        self.fields["changes_to_keep"].queryset = repetitions.newest_first().select_related("page")
        self.fields["changes_to_keep"].choices = [
            (change.pk, f"{date_format(localtime(change.at), 'j F Y, H:i')}: {get_summary(change)}")
            for change in describe(self.fields["changes_to_keep"].queryset)
        ]

    @property
    def redacted_changes(self) -> list[Change]:
        """Return the change and its possible repetitions, apart from those to keep."""
        changes_to_keep = self.cleaned_data.get("changes_to_keep", ())
        return [
            self.instance,
            *(change for change in find_possible_repetitions(self.instance) if change not in changes_to_keep),
        ]
