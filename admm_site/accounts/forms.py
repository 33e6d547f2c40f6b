"""Wagtail's forms for signing in and for a new password, with limits (`attempts`)."""

from threading import Thread

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record_refusal

from . import second_factor
from .attempts import TooManyAttempts, begin_attempt, forgive
from .choices import AttemptKind

RESET_MAIL = "reset-mail"  # the name of the thread


class CodeField(forms.CharField):
    """The code of a second factor."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"})
        super().__init__(label=gettext_lazy("Code"), max_length=40, widget=widget, **kwargs)


class SignInForm(LoginForm):
    """Wagtail's sign-in form with a limit, and a field for the code of a second factor.

    The message is the same whether the account doesn't exist or the password or the code is wrong.
    """

    retry_after = 0
    error_messages = LoginForm.error_messages | {
        "invalid_login": gettext_lazy("Your username, password or code didn’t match. Please try again."),
    }
    code = CodeField(
        help_text=gettext_lazy(
            "From your authenticator app, or a recovery code. Leave it empty without one."
        ),
        required=False,
    )

    def clean(self):
        username, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not (username and password):
            return self.cleaned_data
        try:
            attempt = begin_attempt(AttemptKind.SIGN_IN, username, self.request)
            cleaned_data = super().clean()
            self.verify_code(self.cleaned_data.get("code", ""))
        except TooManyAttempts as error:
            self.retry_after = error.retry_after
            raise forms.ValidationError(error.message) from None
        forgive(attempt)
        return cleaned_data

    def verify_code(self, code: str) -> None:
        """Check the code of a user who has a second factor; signing in stores that it was given."""
        user = self.get_user()
        device = second_factor.get_device(user)
        if not device:
            return
        if not second_factor.verify(self.request, device, code):
            record_refusal(new_entry(Action.SIGN_IN, detail=_("wrong code"), user=user, request=self.request))
            raise self.get_invalid_login_error()
        user.otp_device = device


class ResetForm(PasswordResetForm):
    """Wagtail's form for a link for a new password, with a limit.

    Who asks too often for one e-mail address is answered as ever, but nothing is sent: nobody can fill the
    mailbox of another, and the links sent before still work.
    """

    retry_after = 0
    is_silent = False

    def __init__(self, *args, request=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean(self):
        if email := self.cleaned_data.get("email"):
            try:
                begin_attempt(AttemptKind.RESET, email, self.request)
            except TooManyAttempts as error:
                self.is_silent = error.is_everywhere
                if not self.is_silent:
                    self.retry_after = error.retry_after
                    raise forms.ValidationError(error.message) from None
        return self.cleaned_data

    def save(self, *args, **kwargs):
        if not self.is_silent:
            super().save(*args, **kwargs)

    def send_mail(self, *args, **kwargs):
        """Send the mail in the background: how long the response takes must not reveal an account."""
        Thread(target=super().send_mail, args=args, kwargs=kwargs, name=RESET_MAIL).start()
