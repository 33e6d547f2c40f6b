"""Who withdraws a page says why; what goes with it is withdrawn for the same reason."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone
from wagtail.log_actions import get_active_log_context
from wagtail.models import Page

from admm_site.core.publication import is_private

from .models import Withdrawal

_explained: ContextVar[dict | None] = ContextVar("explained", default=None)


@contextmanager
def explained(**facts) -> Iterator[None]:
    """Every page that is unpublished inside the `with` block is withdrawn with these facts."""
    token = _explained.set(facts)
    try:
        yield
    finally:
        _explained.reset(token)


def record_withdrawal(page: Page) -> None:
    """That the page, which was just unpublished, was withdrawn; nothing of what nobody could read."""
    if Page.objects.filter(is_private(), pk=page.pk).exists():
        return
    facts = {
        "withdrawn_at": page.expire_at if page.expired else timezone.now(),
        "withdrawn_by": get_active_log_context().user,
        "stays_readable": False,
    }
    Withdrawal.objects.update_or_create(page_id=page.pk, defaults=facts | (_explained.get() or {}))
