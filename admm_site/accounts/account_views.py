"""Wagtail's account page, which asks for the password before the e-mail address changes.

Links for a new password are sent to that address: who comes upon an open session could take the account over.
"""

from functools import cache, cached_property

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms.account import NameEmailForm
from wagtail.admin.forms.auth import PasswordChangeForm
from wagtail.admin.views import account

from .attempts import TooManyAttempts, begin_attempt, forgive
from .choices import AttemptKind


def check_password(request, user, password: str) -> None:
    """Raise ValidationError unless it is the user's password, or after too many wrong ones."""
    try:
        attempt = begin_attempt(AttemptKind.SIGN_IN, user.get_username(), request)
    except TooManyAttempts as error:
        raise forms.ValidationError(error.message) from None
    if not user.check_password(password):
        raise forms.ValidationError(_("The password is wrong: nothing was changed."))
    forgive(attempt)


class ConfirmedNameEmailForm(NameEmailForm):
    """Name and e-mail address; another address takes the current password."""

    current_password = forms.CharField(
        label=gettext_lazy("Current password"),
        help_text=gettext_lazy("Needed only for another e-mail address."),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_current_password(self) -> str:
        password = self.cleaned_data["current_password"]
        if "email" not in self.changed_data:
            return password
        if not self.instance.has_usable_password():
            raise forms.ValidationError(_("Ask an administrator to change your e-mail address."))
        check_password(self.request, self.instance, password)
        return password


class LimitedPasswordChangeForm(PasswordChangeForm):
    """Wagtail's form for another password, with the limit of sign-ins."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self) -> str:
        password = self.cleaned_data["old_password"]
        check_password(self.request, self.user, password)
        return password


class CheckedOnceMixin:
    """A panel whose form is made and checked once for a request: a wrong password counts once."""

    def __init__(self, *args):
        super().__init__(*args)
        self.get_form = cache(super().get_form)


class NameEmailPanel(CheckedOnceMixin, account.NameEmailSettingsPanel):
    def form_class(self, *args, **kwargs) -> ConfirmedNameEmailForm:
        return ConfirmedNameEmailForm(*args, request=self.request, **kwargs)


class PasswordPanel(CheckedOnceMixin, account.ChangePasswordPanel):
    def form_class(self, *args, **kwargs) -> LimitedPasswordChangeForm:
        return LimitedPasswordChangeForm(*args, request=self.request, **kwargs)


REPLACED_PANELS = {
    account.NameEmailSettingsPanel: NameEmailPanel,
    account.ChangePasswordPanel: PasswordPanel,
}


class AccountView(account.AccountView):
    """Wagtail's account page with the panels that ask for the password."""

    def get_panels(self):
        return self.panels

    @cached_property
    def panels(self) -> list[account.BaseSettingsPanel]:
        panels = super().get_panels()
        replaced = ((REPLACED_PANELS.get(type(panel)), panel) for panel in panels)
        return [kind(panel.request, panel.user, panel.profile) if kind else panel for kind, panel in replaced]
