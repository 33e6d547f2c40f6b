"""Record withdrawals. Pages unpublished together have the same reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from admm_site.core.publication import is_private

from .models import Withdrawal

_withdrawal_details: ContextVar[dict | None] = ContextVar("explained", default=None)


@contextmanager
def withdrawal_details(**values) -> Iterator[None]:
    """Record these values for every page that is unpublished within the `with` block."""
    token = _withdrawal_details.set(values)
    try:
        yield
    finally:
        _withdrawal_details.reset(token)


def record_withdrawal(page: Page) -> None:
    """Record that the page, which was just unpublished, was withdrawn, unless it was private."""
    if Page.objects.filter(is_private(), pk=page.pk).exists():
        return
    values = {
        "title": page.title,
        "withdrawn_at": page.expire_at if page.expired else timezone.now(),
        "withdrawn_by": get_active_log_context().user,
        "stays_readable": False,
    }
    Withdrawal.objects.update_or_create(page_id=page.pk, defaults=values | (_withdrawal_details.get() or {}))
