from django import forms
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .form_token import Seal
from .models import EMAIL_KEPT_DAYS, LONGEST_SOURCE, LONGEST_TEXT, ErrorReport
from .report_target import reported_at


class ProseField(forms.CharField):
    """Several lines, whose ends count as one letter each, as they do in a browser."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReportForm(forms.ModelForm):
    """What a visitor says is wrong; knows by `reported` on which page."""

    text = ProseField(
        label=_("What’s wrong?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Up to 2,000 characters."),
    )
    source = ProseField(
        label=_("Where can we check this? (optional)"),
        required=False,
        max_length=LONGEST_SOURCE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A document with its paragraph, or an address."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if you would like a reply (optional)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=format_lazy(
            _("Used only to reply to you, and removed after {days} days."), days=EMAIL_KEPT_DAYS
        ),
    )
    # People don't see it, and robots fill in whatever they find.
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    class Meta:
        model = ErrorReport
        fields = ["address", "text", "source", "email"]
        help_texts = {"address": _("As your browser shows it, such as /meetings/5th-admm/.")}

    def __init__(self, request: HttpRequest, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request
        self.seal = Seal.read(self.data.get("seal", ""))
        self.reported = reported_at(request, self["address"].value() or "")
        if self.reported:
            self.fields["address"].widget = forms.HiddenInput()

    def clean_address(self):
        if not self.reported:
            raise forms.ValidationError(_("The portal has no page at this address that the public can see."))
        return self.reported.address

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field is there for robots. Empty it, then send the report."))
        return ""

    def clean(self):
        super().clean()
        if self.errors:
            return
        # Browsers say so where another site makes them send a form: its visitor did not write this.
        is_foreign = self.request.headers.get("Sec-Fetch-Site") == "cross-site"
        if not self.seal or is_foreign:
            self.seal = None
            raise forms.ValidationError(_("The form was open for too long. Check it, then send it again."))
        if self.seal.is_too_new:
            raise forms.ValidationError(_("That was very quick. Wait a moment, then send it again."))

    def signed_seal(self) -> str:
        """For the form as it is shown: the one it came with, while that is good, else a new one."""
        return (self.seal or Seal.of(self.reported)).signed()

    def save(self, commit=True):
        seal = self.seal if self.seal.address == self.reported.address else Seal.of(self.reported)
        self.instance.page = self.reported.page
        for name, value in seal.version().items():
            setattr(self.instance, name, value)
        return super().save(commit)
