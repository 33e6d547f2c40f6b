"""The page on which users set up their second factor, change it, make new recovery codes, or remove it."""

import json

import django_otp
import segno
from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import View
from django_otp.plugins.otp_totp.models import TOTPDevice

from admm_site.core.absolute_urls import is_on_this_host

from . import passkeys, second_factor
from .forms import CodeField, ConfirmationForm, PasskeyForm
from .views import too_many_requests


class CodeForm(forms.Form):
    code = CodeField()


class SecondFactorView(View):
    """Set up an app or a passkey. With one of them, each change has to be confirmed by a code or a passkey.

    What sets up another one works only in the page that such a confirmation has opened: the key of an app is
    signed for what there was, and the challenge for a passkey is in the session.
    """

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if second_factor.has_devices(request.user):
            return self.show_devices(ConfirmationForm(request, request.user))
        return self.show_choice()

    def post(self, request: HttpRequest) -> HttpResponse:
        match request.POST.get("action"):
            case "set-up-app":
                return self.set_up_app()
            case "set-up-passkey":
                return self.set_up_passkey()
        if second_factor.has_devices(request.user):
            return self.confirm()
        return self.show_new_passkey(PasskeyForm()) if self.adds_passkey else self.show_choice()

    @property
    def adds_passkey(self) -> bool:
        return self.request.POST.get("action") == "add-passkey"

    def set_up_app(self) -> HttpResponse:
        request, form = self.request, CodeForm(self.request.POST)
        try:
            key = self.signer.unsign(request.POST.get("key", ""))
        except BadSignature:
            return redirect(request.get_full_path())
        is_first = not second_factor.has_devices(request.user)
        if not form.is_valid():
            return self.show_new_app(form, key, offers_passkey=is_first)
        app = second_factor.set_up(request.user, key, form.cleaned_data["code"].replace(" ", ""))
        if not app:
            form.add_error("code", _("This isn’t the code of the app now. Check the clock of your phone."))
            return self.show_new_app(form, key, offers_passkey=is_first)
        return self.show_result(app, is_first)

    def set_up_passkey(self) -> HttpResponse:
        request, form = self.request, PasskeyForm(self.request.POST)
        if not passkeys.is_creation_begun(request):
            return redirect(request.get_full_path())
        if not form.is_valid():
            return self.show_new_passkey(form)
        is_first = not second_factor.has_devices(request.user)
        try:
            passkey = passkeys.create(request, form.cleaned_data["passkey"], form.cleaned_data["name"])
        except passkeys.PasskeyRefused:
            form.add_error(None, _("This passkey wasn’t accepted. Please try again."))
            return self.show_new_passkey(form)
        return self.show_result(passkey, is_first)

    def show_result(self, device, is_first: bool) -> HttpResponse:
        """Return the recovery codes of who set up the first device, else the page with all devices."""
        django_otp.login(self.request, device)
        self.request.session.cycle_key()
        return self.show_recovery_codes() if is_first else redirect("second_factor")

    def confirm(self) -> HttpResponse:
        form = ConfirmationForm(self.request, self.request.user, self.request.POST)
        if not form.is_valid():
            return too_many_requests(self.show_devices(form), form.retry_after)
        match self.request.POST.get("action", "").split():
            case ["add-app"] if not second_factor.get_apps(self.request.user):
                return self.show_new_app(CodeForm(), second_factor.new_key())
            case ["add-passkey"]:
                return self.show_new_passkey(PasskeyForm())
            case ["remove", persistent_id]:
                return self.remove(persistent_id)
        return self.show_recovery_codes()

    def remove(self, persistent_id: str) -> HttpResponse:
        """Remove one of the user's devices; one that is left is then what the session was let in by."""
        devices = second_factor.get_devices(self.request.user)
        second_factor.remove([device for device in devices if device.persistent_id == persistent_id])
        for device in second_factor.get_devices(self.request.user)[:1]:
            django_otp.login(self.request, device)
        return redirect("second_factor")

    @property
    def signer(self) -> Signer:
        """Return what signs the key in the form: nobody can have a user confirm a key of their own.

        Nor is it of use once the user has set up anything else.
        """
        devices = " ".join(device.persistent_id for device in second_factor.get_devices(self.request.user))
        return Signer(salt=f"admm_site.accounts.second_factor:{self.request.user.pk}:{devices}")

    def show_choice(self) -> HttpResponse:
        return self.show_new_app(CodeForm(), second_factor.new_key(), offers_passkey=True)

    def show_new_app(self, form: CodeForm, key: str, *, offers_passkey: bool = False) -> HttpResponse:
        device = TOTPDevice(user=self.request.user, key=key)
        context = {
            "form": form,
            "offers_passkey": offers_passkey,
            "signed_key": self.signer.sign(key),
            "readable_key": second_factor.readable_key(key),
            "qr_code": segno.make(device.config_url, error="m").svg_data_uri(scale=5, light="#fff"),
        }
        return render(self.request, "accounts/set_up_second_factor.html", context)

    def show_new_passkey(self, form: PasskeyForm) -> HttpResponse:
        context = {"form": form, "options": json.dumps(passkeys.begin_creation(self.request))}
        return render(self.request, "accounts/new_passkey.html", context)

    def show_devices(self, form: ConfirmationForm) -> HttpResponse:
        context = {
            "form": form,
            "app": second_factor.get_apps(self.request.user).first(),
            "passkeys": second_factor.get_passkeys(self.request.user),
            "recovery_codes_left": second_factor.count_recovery_codes(self.request.user),
        }
        return render(self.request, "accounts/second_factor.html", context)

    def show_recovery_codes(self) -> HttpResponse:
        next_url = self.request.GET.get("next", "")
        is_own = is_on_this_host(self.request, next_url)
        context = {
            "codes": second_factor.make_recovery_codes(self.request.user),
            "next": next_url if is_own else reverse("wagtailadmin_home"),
        }
        return render(self.request, "accounts/recovery_codes.html", context)
