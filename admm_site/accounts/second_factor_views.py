"""The page on which users set up their second factor, make new recovery codes, or remove it."""

import django_otp
import segno
from django import forms
from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import View
from django_otp.plugins.otp_totp.models import TOTPDevice

from . import second_factor
from .attempts import TooManyAttempts
from .forms import CodeField
from .views import too_many_requests


class CodeForm(forms.Form):
    code = CodeField()


class SecondFactorView(View):
    """Ask for the first code of an app that is set up; with one, change or remove it by another code."""

    http_method_names = ["get", "post"]

    def get(self, request: HttpRequest) -> HttpResponse:
        if device := second_factor.get_device(request.user):
            return self.show_device(device, CodeForm())
        return self.show_set_up(CodeForm(), second_factor.new_key())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = CodeForm(request.POST)
        device = second_factor.get_device(request.user)
        return self.change(device, form) if device else self.set_up(form)

    def set_up(self, form: CodeForm) -> HttpResponse:
        request = self.request
        try:
            key = self.signer.unsign(request.POST.get("key", ""))
        except BadSignature:
            return redirect(request.get_full_path())
        if not form.is_valid():
            return self.show_set_up(form, key)
        device = second_factor.set_up(request.user, key, form.cleaned_data["code"].replace(" ", ""))
        if not device:
            form.add_error("code", _("This isn’t the code of the app now. Check the clock of your phone."))
            return self.show_set_up(form, key)
        django_otp.login(request, device)
        request.session.cycle_key()
        return self.show_recovery_codes()

    def change(self, device: TOTPDevice, form: CodeForm) -> HttpResponse:
        if not form.is_valid():
            return self.show_device(device, form)
        try:
            is_right = second_factor.verify(self.request, device, form.cleaned_data["code"])
        except TooManyAttempts as error:
            form.add_error("code", error.message)
            return too_many_requests(self.show_device(device, form), error.retry_after)
        if not is_right:
            form.add_error("code", _("This code is wrong, or was used already. Wait for the next one."))
            return self.show_device(device, form)
        if "remove" not in self.request.POST:
            return self.show_recovery_codes()
        second_factor.remove(self.request.user)
        return redirect("second_factor")

    @property
    def signer(self) -> Signer:
        """Return what signs the key in the form: nobody can have a user confirm a key of their own."""
        return Signer(salt=f"admm_site.accounts.second_factor:{self.request.user.pk}")

    def show_set_up(self, form: CodeForm, key: str) -> HttpResponse:
        device = TOTPDevice(user=self.request.user, key=key)
        context = {
            "form": form,
            "signed_key": self.signer.sign(key),
            "readable_key": second_factor.readable_key(key),
            "qr_code": segno.make(device.config_url, error="m").svg_data_uri(scale=5, light="#fff"),
        }
        return render(self.request, "accounts/set_up_second_factor.html", context)

    def show_device(self, device: TOTPDevice, form: CodeForm) -> HttpResponse:
        context = {
            "form": form,
            "device": device,
            "recovery_codes_left": second_factor.count_recovery_codes(self.request.user),
        }
        return render(self.request, "accounts/second_factor.html", context)

    def show_recovery_codes(self) -> HttpResponse:
        next_url = self.request.GET.get("next", "")
        is_own = url_has_allowed_host_and_scheme(
            next_url, {self.request.get_host()}, self.request.is_secure()
        )
        context = {
            "codes": second_factor.make_recovery_codes(self.request.user),
            "next": next_url if is_own else reverse("wagtailadmin_home"),
        }
        return render(self.request, "accounts/recovery_codes.html", context)
