"""Wagtail's forms for signing in and for a new password, with limits (`attempts`)."""

from contextlib import suppress
from threading import Thread

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.auth import LoginForm, PasswordResetForm

from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record_refusal

from . import passkeys, second_factor
from .attempts import TooManyAttempts, begin_attempt, forgive
from .choices import AttemptKind

RESET_MAIL = "reset-mail"  # the name of the thread


class CodeField(forms.CharField):
    """The code of a second factor."""

    def __init__(self, **kwargs):
        widget = forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"})
        super().__init__(label=gettext_lazy("Code"), max_length=40, widget=widget, **kwargs)


class PasskeyInput(forms.PasswordInput):
    """A hidden field that isn't filled in again: a response works once."""

    input_type = "hidden"


class PasskeyField(forms.CharField):
    """The response of an authenticator (JSON), which a script fills in."""

    def __init__(self, **kwargs):
        super().__init__(max_length=20_000, widget=PasskeyInput, **kwargs)


class SignInForm(LoginForm):
    """Wagtail's sign-in form with a limit, a field for the code of a second factor, and one for a passkey.

    The message is the same whether the account doesn't exist or the password or the code is wrong. A passkey,
    which a script fills in, takes the place of all three: whose it is, it says itself.
    """

    retry_after = 0
    error_messages = LoginForm.error_messages | {
        "invalid_login": gettext_lazy("Your username, password or code didn’t match. Please try again."),
        "passkey": gettext_lazy(
            "This passkey wasn’t accepted. Please try again, or sign in with your password and a code."
        ),
    }
    code = CodeField(
        help_text=gettext_lazy(
            "From your authenticator app, or a recovery code. Leave it empty without one."
        ),
        required=False,
    )
    passkey = PasskeyField(required=False)

    @property
    def extra_fields(self):
        """Return the fields that Wagtail's template adds to those of its own."""
        return ((name, field) for name, field in super().extra_fields if not field.is_hidden)

    def clean(self):
        if response := self.cleaned_data.get("passkey"):
            for name in ("username", "password"):
                self.errors.pop(name, None)
            self.verify_passkey(response)
            return self.cleaned_data
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
        if not second_factor.has_devices(user):
            return
        device = second_factor.verify(self.request, user, code)
        if not device:
            record_refusal(new_entry(Action.SIGN_IN, detail=_("wrong code"), user=user, request=self.request))
            raise self.get_invalid_login_error()
        user.otp_device = device

    def verify_passkey(self, response: str) -> None:
        """Check the passkey, of which follows who signs in; signing in stores that it was given."""
        try:
            passkey = passkeys.verify(self.request, response)
        except passkeys.PasskeyRefused as refusal:
            entry = new_entry(
                Action.SIGN_IN, detail=_("passkey not accepted"), user=refusal.owner, request=self.request
            )
            record_refusal(entry)
            raise forms.ValidationError(self.error_messages["passkey"]) from None
        self.user_cache = passkey.user
        self.user_cache.backend = "django.contrib.auth.backends.ModelBackend"
        self.user_cache.otp_device = passkey


class ConfirmationForm(forms.Form):
    """A code, or a passkey that a script fills in, with which the user confirms a change or a sign-in."""

    retry_after = 0
    device = None  # what the change was confirmed with
    code = CodeField(required=False)
    passkey = PasskeyField(required=False)

    def __init__(self, request, user, data=None):
        super().__init__(data)
        self.request, self.user = request, user

    def clean(self):
        code, response = self.cleaned_data.get("code"), self.cleaned_data.get("passkey")
        if response:
            self.verify_passkey(response)
        elif code:
            self.verify_code(code)
        else:
            self.add_error("code", self.fields["code"].error_messages["required"])
        return self.cleaned_data

    def verify_code(self, code: str) -> None:
        try:
            self.device = second_factor.verify(self.request, self.user, code)
        except TooManyAttempts as error:
            self.retry_after = error.retry_after
            self.add_error("code", error.message)
        else:
            if not self.device:
                self.add_error("code", _("This code is wrong, or was used already. Wait for the next one."))

    def verify_passkey(self, response: str) -> None:
        with suppress(passkeys.PasskeyRefused):
            self.device = passkeys.verify(self.request, response)
        if not self.device or self.device.user_id != self.user.pk:
            raise forms.ValidationError(_("This passkey wasn’t accepted. Please try again."))


class PasskeyForm(forms.Form):
    """A new passkey, which a script fills in, and its name."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("By which you tell your passkeys apart: “Phone”, “Laptop”, “Security key”."),
        max_length=64,
    )
    passkey = PasskeyField(
        error_messages={"required": gettext_lazy("Your browser sent no passkey. Please try again.")}
    )


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
