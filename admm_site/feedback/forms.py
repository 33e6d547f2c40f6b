from django import forms
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from .form_token import SignedFormState
from .models import EMAIL_RETENTION_DAYS, MAX_SOURCE_LENGTH, MAX_TEXT_LENGTH, ErrorReport
from .report_target import find_report_target


class ProseField(forms.CharField):
    """A textarea in which a line break counts as one character, as it does in a browser."""

    widget = forms.Textarea

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ReportForm(forms.ModelForm):
    """The form for an error report on `target`."""

    text = ProseField(
        label=_("What’s wrong?"),
        max_length=MAX_TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Up to 2,000 characters."),
    )
    source = ProseField(
        label=_("Where can we check this? (optional)"),
        required=False,
        max_length=MAX_SOURCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("A document with its paragraph, or an address."),
    )
    email = forms.EmailField(
        label=_("Your e-mail address, if you would like a reply (optional)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=format_lazy(
            _("Used only to reply to you, and removed after {days} days."), days=EMAIL_RETENTION_DAYS
        ),
    )
    # A honeypot: hidden from people, filled in by robots.
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
        self.form_state = SignedFormState.from_token(self.data.get("form_token", ""))
        self.target = find_report_target(request, self["address"].value() or "")
        if self.target:
            self.fields["address"].widget = forms.HiddenInput()

    def clean_address(self):
        if not self.target:
            raise forms.ValidationError(_("The portal has no page at this address that the public can see."))
        return self.target.address

    def clean_website(self):
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("This field is there for robots. Empty it, then send the report."))
        return ""

    def clean(self):
        super().clean()
        if self.errors:
            return
        # The form of another site, which this visitor did not write.
        is_cross_site = self.request.headers.get("Sec-Fetch-Site") == "cross-site"
        if not self.form_state or is_cross_site:
            self.form_state = None
            raise forms.ValidationError(_("The form was open for too long. Check it, then send it again."))
        if self.form_state.is_too_recent:
            raise forms.ValidationError(_("That was very quick. Wait a moment, then send it again."))

    def get_form_token(self) -> str:
        """Return the token for the form: the one it was sent with while that is valid, else a new one."""
        return (self.form_state or SignedFormState.for_target(self.target)).to_token()

    def save(self, commit=True):
        form_state = self.form_state
        if form_state.address != self.target.address:
            form_state = SignedFormState.for_target(self.target)
        self.instance.page = self.target.page
        for name, value in form_state.get_version().items():
            setattr(self.instance, name, value)
        return super().save(commit)
