"""The current day, asked from one place so that a page, a test or a visitor can set it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date

from django.utils import timezone

_day: ContextVar[date | None] = ContextVar("day", default=None)


def today() -> date:
    """The day that the portal speaks of: the one set by `on_day`, else today in the portal's time zone."""
    return _day.get() or timezone.localdate()


@contextmanager
def on_day(day: date) -> Iterator[None]:
    """Everything asked inside the `with` block is answered as on `day`."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)
