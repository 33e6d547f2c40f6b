"""Limits for whoever tries passwords, counted in the database, which all processes share.

An attempt is stored before the password is looked at, so that several at the same time count each other,
and deleted if it succeeds. A refused attempt is not stored: trying on doesn't prolong the wait.
"""

import unicodedata
from datetime import timedelta
from math import ceil
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import ngettext

from admm_site.audit.choices import Action
from admm_site.audit.recording import new_entry, record_refusal
from admm_site.core.client_address import client_network

from .choices import AttemptKind
from .models import Attempt

LONGEST_PERIOD = timedelta(days=1)


class Limit(NamedTuple):
    """How many failed attempts a client may make in a period: for one subject, and for all of them.

    `everywhere` is the limit for one subject from all clients together. It is None where it would let
    a stranger lock out a colleague.
    """

    for_subject: int
    for_all: int
    everywhere: int | None = None
    period: timedelta = timedelta(minutes=15)


LIMITS = {
    AttemptKind.SIGN_IN: Limit(for_subject=5, for_all=50),
    # Whoever comes so far knows the password: no stranger locks out a colleague.
    AttemptKind.CODE: Limit(for_subject=5, for_all=50, everywhere=10),
    # Of all accounts: which one it is, the passkey or the provider says. What is cancelled counts as well.
    AttemptKind.PASSKEY: Limit(for_subject=50, for_all=50),
    AttemptKind.OPENID_CONNECT: Limit(for_subject=50, for_all=50),
    AttemptKind.PAGE_PASSWORD: Limit(for_subject=10, for_all=50),
    AttemptKind.RESET: Limit(for_subject=3, for_all=10, everywhere=5, period=timedelta(hours=1)),
}


class TooManyAttempts(Exception):
    """A limit is reached; `retry_after` is the number of seconds until the next attempt."""

    def __init__(self, retry_after: int, is_everywhere: bool):
        super().__init__()
        self.retry_after = retry_after
        self.is_everywhere = is_everywhere

    @property
    def message(self) -> str:
        minutes = ceil(self.retry_after / 60)
        text = ngettext(
            "Too many attempts. Please try again in %(minutes)d minute.",
            "Too many attempts. Please try again in %(minutes)d minutes.",
            minutes,
        )
        return text % {"minutes": minutes}


def begin_attempt(kind: AttemptKind, subject: str, request: HttpRequest) -> Attempt:
    """Return the stored attempt; raise TooManyAttempts if it exceeds a limit."""
    attempt = Attempt.objects.create(kind=kind, **_hashes(subject, request))
    limit = LIMITS[kind]
    allowed = [
        (limit.for_subject, Q(subject=attempt.subject, network=attempt.network)),
        (limit.for_all, Q(network=attempt.network)),
    ]
    waits = [_seconds_until_allowed(attempt, number, condition) for number, condition in allowed]
    wait_everywhere = limit.everywhere and _seconds_until_allowed(
        attempt, limit.everywhere, Q(subject=attempt.subject)
    )
    if retry_after := max(*waits, wait_everywhere or 0):
        attempt.delete()
        record_refusal(new_entry(Action.ATTEMPTS, detail=str(kind.label), request=request))
        raise TooManyAttempts(retry_after, is_everywhere=not any(waits))
    return attempt


def forgive(attempt: Attempt) -> None:
    """Delete the attempt, which succeeded, and the failed ones for the same subject from the same client."""
    Attempt.objects.filter(kind=attempt.kind, subject=attempt.subject, network=attempt.network).delete()


def forgive_all(kind: AttemptKind, subject: str, request: HttpRequest) -> None:
    """Delete the attempts for the subject from this client, one of which succeeded."""
    Attempt.objects.filter(kind=kind, **_hashes(subject, request)).delete()


def delete_old_attempts() -> None:
    Attempt.objects.filter(created_at__lt=timezone.now() - LONGEST_PERIOD).delete()


def _seconds_until_allowed(attempt: Attempt, number: int, condition: Q) -> int:
    """Return 0 if there are at most `number` attempts in the period, else the seconds until there are."""
    period = LIMITS[AttemptKind(attempt.kind)].period
    others: QuerySet[Attempt] = Attempt.objects.exclude(pk=attempt.pk).filter(
        condition, kind=attempt.kind, created_at__gt=attempt.created_at - period
    )
    decisive = others.order_by("-created_at")[number - 1 : number].first()
    if not decisive:
        return 0
    return max(1, ceil((decisive.created_at + period - attempt.created_at).total_seconds()))


def _hashes(subject: str, request: HttpRequest) -> dict[str, str]:
    return {"subject": _hash(_normalize(subject)), "network": _hash(client_network(request))}


def _normalize(subject: str) -> str:
    """Return the subject as it is counted, however it was spelled."""
    return unicodedata.normalize("NFKC", subject).casefold().strip()


def _hash(value: str) -> str:
    return salted_hmac("admm_site.accounts.attempts", value, algorithm="sha256").hexdigest()
