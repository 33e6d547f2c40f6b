"""Passkeys (WebAuthn): what a browser is asked for, and whether its response is accepted.

Django-otp-webauthn stores and checks them, by `PORTAL_URL` and never by the `Host` header. A passkey takes
the place of password and code: its authenticator has to verify who holds it, by a PIN, a fingerprint or a
face. A challenge is kept in the session, works once and expires.
"""

import json
import logging
import time

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django_otp_webauthn.exceptions import OTPWebAuthnApiError
from django_otp_webauthn.helpers import WebAuthnHelper
from django_otp_webauthn.models import WebAuthnCredential, WebAuthnUserHandle
from webauthn import base64url_to_bytes
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import UserVerificationRequirement

from .attempts import begin_attempt, forgive_all
from .choices import AttemptKind

SIGN_IN_STATE, CREATION_STATE = "passkey_sign_in", "passkey_creation"  # keys of the session
# What a response in another form can lead to, besides being refused.
MALFORMED = (AttributeError, KeyError, RecursionError, TypeError, ValueError)
INVALID = (WebAuthnException, OTPWebAuthnApiError, IntegrityError, *MALFORMED)

logger = logging.getLogger(__name__)


class PasskeyRefused(Exception):
    """The response isn't accepted; `owner` is the user that it names, if there is one."""

    def __init__(self, owner=None):
        super().__init__()
        self.owner = owner


class PasskeyHelper(WebAuthnHelper):
    """Asks for passkeys that verify their user, and stores nothing about the make of authenticators."""

    def get_generate_registration_options_kwargs(self, *, user) -> dict:
        options = super().get_generate_registration_options_kwargs(user=user)
        options["authenticator_selection"].user_verification = UserVerificationRequirement.REQUIRED
        return options

    def get_registration_extensions(self) -> dict:
        return {}

    def create_attestation(self, credential, attestation_object, client_data_json) -> None:
        pass


def begin_sign_in(request: HttpRequest) -> dict:
    """Return what the browser asks an authenticator for: any passkey of the portal.

    Raise TooManyAttempts if this client was asked too often without an answer that was right.
    """
    begin_attempt(AttemptKind.PASSKEY, "", request)
    options, state = PasskeyHelper(request).authenticate_begin()
    _store_state(request, SIGN_IN_STATE, state)
    return options


def verify(request: HttpRequest, response: str) -> WebAuthnCredential:
    """Return the passkey that has answered the challenge of the session; raise PasskeyRefused otherwise."""
    state = _take_state(request, SIGN_IN_STATE)
    owner = None
    try:
        data = json.loads(response)
        owner = WebAuthnUserHandle.get_user_by_handle(base64url_to_bytes(data["response"]["userHandle"]))
        passkey = _authenticate(request, owner, state, data)
    except INVALID as error:
        logger.info("A passkey was refused: %r", error)
        raise PasskeyRefused(owner) from None
    forgive_all(AttemptKind.PASSKEY, "", request)
    return passkey


def _authenticate(request: HttpRequest, owner, state: dict, data: dict) -> WebAuthnCredential:
    if not owner or not owner.is_active:
        raise ValueError("no active account")
    with transaction.atomic():
        # Of two responses at the same time, the second one is compared with the counter of the first.
        if not WebAuthnCredential.objects.select_for_update().filter(user=owner, confirmed=True):
            raise ValueError("no passkey")
        return PasskeyHelper(request).authenticate_complete(owner, state, data)


def begin_creation(request: HttpRequest) -> dict:
    """Return what the browser asks an authenticator for, to create a passkey of the signed-in user."""
    options, state = PasskeyHelper(request).register_begin(request.user)
    _store_state(request, CREATION_STATE, state)
    return options


def create(request: HttpRequest, response: str, name: str) -> WebAuthnCredential:
    """Return the new passkey of the signed-in user; raise PasskeyRefused if the response isn't accepted."""
    state = _take_state(request, CREATION_STATE)
    try:
        data = json.loads(response)
        data.pop("clientExtensionResults", None)  # of no use, and not checked by the package
        with transaction.atomic():
            passkey = PasskeyHelper(request).register_complete(request.user, state, data)
    except INVALID as error:
        logger.info("A new passkey was refused: %r", error)
        raise PasskeyRefused(request.user) from None
    passkey.name = name
    passkey.save(update_fields=["name"])
    return passkey


def is_creation_begun(request: HttpRequest) -> bool:
    """Return whether this session may create a passkey now."""
    return request.session.get(CREATION_STATE, {}).get("expires", 0) > time.time()


def _store_state(request: HttpRequest, key: str, state: dict) -> None:
    request.session[key] = state | {"expires": time.time() + settings.OTP_WEBAUTHN_TIMEOUT_SECONDS}


def _take_state(request: HttpRequest, key: str) -> dict:
    """Return the state and delete it from the session at once; an empty dict if there is none, or too old."""
    state = request.session.pop(key, None)
    if state is None:
        return {}
    request.session.save()  # whatever fails after this, the challenge has been used
    return state if state["expires"] > time.time() else {}
