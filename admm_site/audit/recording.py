"""Write entries of the audit trail, with the account and the network of the current request."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta

from django.conf import settings
from django.db import Error
from django.http import HttpRequest
from django.utils import timezone

from admm_site.core.client_address import anonymous_network
from admm_site.database import classify_error, suppress_faults

from .choices import Action, Result
from .models import AuditEntry

REPEATED_WITHIN = timedelta(minutes=15)

logger = logging.getLogger(__name__)
_request: ContextVar[HttpRequest | None] = ContextVar("audited_request", default=None)


@contextmanager
def audited_request(request: HttpRequest) -> Iterator[None]:
    """Let entries that are written within the `with` block have the account and network of the request."""
    token = _request.set(request)
    try:
        yield
    finally:
        _request.reset(token)


def new_entry(
    action: Action,
    subject: str = "",
    detail: str = "",
    *,
    result: Result = Result.DONE,
    user=None,
    request: HttpRequest | None = None,
) -> AuditEntry:
    """Return an entry that isn't stored yet; by default, of the user of the current request."""
    request = request or _request.get()
    user = user or getattr(request, "user", None)
    return AuditEntry(
        action=action,
        result=result,
        user_id=user and user.pk,
        user_name=user.get_username() if user else "",
        subject=subject[: AuditEntry._meta.get_field("subject").max_length],
        detail=detail,
        network=anonymous_network(request) if request else "",
    )


def record(*entries: AuditEntry) -> None:
    """Store the entries in the transaction of what they are about: both are saved, or neither is."""
    if entries and not settings.READ_ONLY:
        AuditEntry.objects.bulk_create(entries)


def record_if_possible(*entries: AuditEntry) -> None:
    """Store entries about what happens also where nothing can be saved, such as a download."""
    try:
        record(*entries)
    except Error as error:
        if not classify_error(error):
            raise
        for entry in entries:
            logger.warning("Not in the audit trail: %s, %s", entry.action, entry.result)


def record_refusal(entry: AuditEntry) -> None:
    """Store a refusal, unless the same one was stored in the last minutes: nobody can fill the table.

    Same means of one account and one network, which is wider than what limits of attempts count by.
    """
    entry.result = Result.REFUSED
    compared = ("action", "result", "user_name", "network", "subject", "detail")
    with suppress_faults():
        if not _is_recorded(**{name: getattr(entry, name) for name in compared}):
            record_if_possible(entry)


def _is_recorded(**values) -> bool:
    since = timezone.now() - REPEATED_WITHIN
    return AuditEntry.objects.filter(recorded_at__gt=since, **values).exists()


def delete_old_entries() -> None:
    """Delete what is older than `AUDIT_DAYS`."""
    oldest = timezone.now() - timedelta(days=settings.AUDIT_DAYS)
    AuditEntry.objects.filter(recorded_at__lt=oldest).delete()


def joined(label: str, names: Iterable[str]) -> str:
    """Return the label and the names in order; an empty string without names."""
    names = sorted(names)
    return f"{label}: {', '.join(names)}" if names else ""
