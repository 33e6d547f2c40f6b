"""Signing in through the organisation's identity provider (OpenID Connect), where `OIDC_ISSUER` names one.

It takes the place of the password, and only for accounts that exist: by an e-mail address that the provider
has verified. The second factor stays the portal's own. Authlib speaks the protocol (code flow with PKCE).
"""

import logging
import time
from collections.abc import Callable
from functools import lru_cache, wraps

import requests
from django.conf import settings
from django.contrib.auth import get_user_model, login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.generic import View

from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record_refusal
from admm_site.core.absolute_urls import is_on_this_host

from . import second_factor
from .attempts import TooManyAttempts, begin_attempt, forgive_all
from .choices import AttemptKind
from .forms import ConfirmationForm
from .views import refuse_attempt, too_many_requests

NEXT, PENDING = "openid_connect_next", "openid_connect_user"  # keys of the session
SECONDS_FOR_A_CODE = 300
MALFORMED = (KeyError, TypeError, ValueError)  # what an answer in another form can lead to

logger = logging.getLogger(__name__)


class ProviderRefused(Exception):
    """The provider didn't sign in an account of the portal; `user` is the account, if there is one."""

    def __init__(self, reason: str, user=None):
        super().__init__(reason)
        self.user = user


@lru_cache
def get_client(issuer: str, client_id: str, client_secret: str):
    """Return the client; what the provider says of itself is asked for once."""
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "openid_connect",
        server_metadata_url=f"{issuer}/.well-known/openid-configuration",
        client_id=client_id,
        client_secret=client_secret,
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": 10},
    )


def configured_client():
    return get_client(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


def if_configured(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Decorate a view that doesn't exist without a provider, and is never cached."""

    @wraps(view)
    @never_cache
    def wrapper(request: HttpRequest) -> HttpResponseBase:
        if not settings.OIDC_ISSUER:
            raise Http404
        return view(request)

    return wrapper


@if_configured
@require_safe
def begin(request: HttpRequest) -> HttpResponse:
    """Redirect to the provider."""
    from authlib.common.errors import AuthlibBaseError

    try:
        begin_attempt(AttemptKind.OPENID_CONNECT, "", request)
    except TooManyAttempts as error:
        return refuse_attempt(request, error)
    request.session[NEXT] = request.GET.get("next", "")
    callback_url = f"{settings.PORTAL_URL}{reverse('openid_connect_callback')}"
    try:
        return configured_client().authorize_redirect(request, callback_url)
    except (AuthlibBaseError, requests.RequestException, ValueError) as error:
        logger.error("The OpenID Connect provider can't be asked: %r", error)
        return refuse(request)


@if_configured
@require_safe
def callback(request: HttpRequest) -> HttpResponse:
    """Sign in whom the provider names, or ask for the second factor first."""
    try:
        user = find_user(fetch_claims(request))
    except ProviderRefused as refusal:
        logger.info("OpenID Connect: nobody was signed in: %s", refusal)
        detail = _("by OpenID Connect")
        record_refusal(new_entry(Action.SIGN_IN, detail=detail, user=refusal.user, request=request))
        return refuse(request)
    forgive_all(AttemptKind.OPENID_CONNECT, "", request)
    if second_factor.has_devices(user):
        request.session[PENDING] = {"user": user.pk, "expires": time.time() + SECONDS_FOR_A_CODE}
        return redirect("openid_connect_second_factor")
    return sign_in(request, user)


def fetch_claims(request: HttpRequest) -> dict:
    """Return what the provider says of who signed in there; raise ProviderRefused if that is not proved."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError

    client = configured_client()
    try:
        token = client.authorize_access_token(request)
        claims = dict(token["userinfo"])
        if "email" not in claims:  # some providers tell it only when they are asked again
            claims |= _check_subject(dict(client.userinfo(token=token)), claims["sub"])
    except (AuthlibBaseError, JoseError, requests.RequestException, *MALFORMED) as error:
        raise ProviderRefused(repr(error)) from error
    return claims


def _check_subject(claims: dict, subject: str) -> dict:
    if claims.get("sub") != subject:
        raise ValueError("userinfo is about somebody else")
    return claims


def find_user(claims: dict):
    """Return the only active account with the verified e-mail address; raise ProviderRefused otherwise."""
    email = claims.get("email")
    if not email or claims.get("email_verified") is not True:
        raise ProviderRefused("no e-mail address that the provider has verified")
    users = list(get_user_model().objects.filter(email__iexact=email)[:2])
    if len(users) != 1:
        raise ProviderRefused("not one account with this e-mail address")
    if not users[0].is_active:
        raise ProviderRefused("the account is deactivated", users[0])
    return users[0]


def sign_in(request: HttpRequest, user, device=None) -> HttpResponse:
    """Sign in and go on to the address of the portal that was asked for."""
    next_url = request.session.get(NEXT, "")
    user.sign_in_method = _("by OpenID Connect")
    if device:
        user.otp_device = device
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    request.session.set_expiry(0)
    for key in (NEXT, PENDING):
        request.session.pop(key, None)
    default = resolve_url(settings.LOGIN_REDIRECT_URL)
    return HttpResponseRedirect(next_url if is_on_this_host(request, next_url) else default)


def refuse(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/provider_refused.html", status=403)


class SecondFactorStepView(View):
    """Ask who came from the provider for a code, or a passkey: nobody is signed in before it is given."""

    http_method_names = ["get", "post"]

    def dispatch(self, request, *args, **kwargs):
        pending = request.session.get(PENDING) or {"expires": 0}
        is_valid = pending["expires"] > time.time()
        users = get_user_model().objects.filter(is_active=True)
        self.user = users.filter(pk=pending["user"]).first() if is_valid else None
        return super().dispatch(request, *args, **kwargs) if self.user else redirect("wagtailadmin_login")

    def get(self, request):
        return self.show(ConfirmationForm(request, self.user))

    def post(self, request):
        form = ConfirmationForm(request, self.user, request.POST)
        if form.is_valid():
            return sign_in(request, self.user, form.device)
        detail = _("passkey not accepted") if request.POST.get("passkey") else _("wrong code")
        record_refusal(new_entry(Action.SIGN_IN, detail=detail, user=self.user, request=request))
        return too_many_requests(self.show(form), form.retry_after)

    def show(self, form: ConfirmationForm) -> HttpResponse:
        return render(self.request, "accounts/second_factor_step.html", {"form": form})


second_factor_step = if_configured(SecondFactorStepView.as_view())
