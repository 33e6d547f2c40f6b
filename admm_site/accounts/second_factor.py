"""The second factor: a code of an authenticator app (TOTP, RFC 6238), a passkey, or a recovery code.

Django-otp stores and checks codes, `passkeys` has the passkeys. Here is who must have one, and whether a
session has given it. Recovery codes are stored as hashes.
"""

from base64 import b32encode
from enum import Enum, auto
from hashlib import sha256
from secrets import token_hex

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django_otp import DEVICE_ID_SESSION_KEY
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp_webauthn.models import WebAuthnCredential
from wagtail.documents.permissions import permission_policy as document_permission_policy
from wagtail.images.permissions import permission_policy as image_permission_policy
from wagtail.permissions import page_permission_policy

from admm_site.core.readable_codes import random_code

from .attempts import begin_attempt, forgive
from .choices import AttemptKind

FILE_POLICIES = (document_permission_policy, image_permission_policy)
KEY_BYTES = 20  # RFC 4226, section 4
RECOVERY_CODES = 10
DIGITS = 6  # of a code of an app
HASH_LENGTH = 16  # what the column takes


class SecondFactorState(Enum):
    GIVEN = auto()
    NOT_GIVEN = auto()  # the user has one, and signed in without it
    MISSING = auto()  # the user must have one
    NOT_REQUIRED = auto()


def get_state(request: HttpRequest) -> SecondFactorState:
    """Return what is known of the second factor of the signed-in user."""
    user, device_id = request.user, request.session.get(DEVICE_ID_SESSION_KEY)
    device = Device.from_persistent_id(device_id) if device_id else None
    if device and device.user_id == user.pk and device.confirmed:
        return SecondFactorState.GIVEN
    if has_devices(user):
        return SecondFactorState.NOT_GIVEN
    is_missing = settings.SECOND_FACTOR and must_have(user)
    return SecondFactorState.MISSING if is_missing else SecondFactorState.NOT_REQUIRED


def has_devices(user) -> bool:
    """Return whether the user has set up anything, in one query."""
    passkeys = get_passkeys(user).order_by().values("pk")
    return get_apps(user).order_by().values("pk").union(passkeys, all=True).exists()


def get_devices(user) -> list[Device]:
    """Return what the user has set up: the authenticator app, if any, and passkeys, oldest first."""
    return [*get_apps(user), *get_passkeys(user)]


def get_apps(user) -> QuerySet[TOTPDevice]:
    """Return the authenticator app of the user, if one is set up; the page lets nobody set up two."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk")


def get_passkeys(user) -> QuerySet[WebAuthnCredential]:
    return WebAuthnCredential.objects.filter(user=user, confirmed=True).order_by("pk")


def must_have(user) -> bool:
    """Return whether the user is an administrator or may change what visitors see without being asked.

    That is who may publish pages or change files, and who has a permission on a model: files, snippets, sites
    and accounts have no drafts.
    """
    if user.is_superuser or page_permission_policy.user_has_any_permission(user, {"publish"}):
        return True
    if any(policy.user_has_any_permission(user, {"change", "delete"}) for policy in FILE_POLICIES):
        return True
    return any(
        not name.partition(".")[2].startswith(("view_", "access_admin"))
        for name in user.get_all_permissions()
    )


def verify(request: HttpRequest, user, code: str) -> Device | None:
    """Return what the session was let in by, if it is the current code of the app or an unused recovery code.

    A recovery code is then used up; it stands for the first of what the user has set up. Raise
    TooManyAttempts after too many wrong ones.
    """
    attempt = begin_attempt(AttemptKind.CODE, str(user.pk), request)
    with transaction.atomic():
        device = _find_device(user, _normalize(code))
    if device:
        forgive(attempt)
    return device


def _find_device(user, code: str) -> Device | None:
    app = get_apps(user).select_for_update().first()
    if code.isdigit() and len(code) == DIGITS:
        return app if app and app.verify_token(code) else None
    recovery = StaticDevice.objects.select_for_update().filter(user=user).first()
    if recovery and recovery.verify_token(_hash(code)):
        return app or get_passkeys(user).first()
    return None


def new_key() -> str:
    """Return a random key for an authenticator app, in hexadecimal."""
    return token_hex(KEY_BYTES)


def readable_key(key: str) -> str:
    """Return the key as authenticator apps take it, in groups of four."""
    text = b32encode(bytes.fromhex(key)).decode()
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def set_up(user, key: str, code: str) -> TOTPDevice | None:
    """Return the new device of the user, or None if the code isn't that of the key."""
    device = TOTPDevice.objects.create(user=user, key=key, name="authenticator", confirmed=False)
    if not device.verify_token(code):
        device.delete()
        return None
    device.confirmed = True
    device.save()
    return device


def make_recovery_codes(user) -> list[str]:
    """Return new recovery codes of the user; earlier ones no longer work."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery")
    codes = [random_code() for _ in range(RECOVERY_CODES)]
    tokens = (_hash(_normalize(code)) for code in codes)
    StaticToken.objects.bulk_create(StaticToken(device=device, token=token) for token in tokens)
    return codes


def count_recovery_codes(user) -> int:
    """Return how many recovery codes are left."""
    return StaticToken.objects.filter(device__user=user).count()


def remove(devices: list[Device]) -> None:
    """Delete them, and the recovery codes of a user who has nothing else."""
    for device in devices:
        device.delete()
        if not has_devices(device.user):
            StaticDevice.objects.filter(user=device.user).delete()


def name_device(device: Device) -> str:
    """Return what it is, and the name that its owner gave to a passkey."""
    if isinstance(device, TOTPDevice):
        return _("authenticator app")
    return _("passkey “%(name)s”") % {"name": device.name}


def _normalize(code: str) -> str:
    """Return the code without the hyphens and blanks that people may type or leave out."""
    return "".join(character for character in code.casefold() if character.isalnum())


def _hash(code: str) -> str:
    return sha256(code.encode()).hexdigest()[:HASH_LENGTH]
