"""The current day, asked from one place so that a page, a test or a visitor can set it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from .as_of_write_guard import refuse_content_writes


@dataclass(frozen=True)
class AsOfRequest:
    """The day that a visitor asked for, and the day that it is in truth."""

    day: date
    present: date
    found: dict[Callable, Any] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        return self.day < self.present

    def once(self, find: Callable[[date], Any]) -> Any:
        """What `find` finds for the day, looked for once however often it is asked."""
        if find not in self.found:
            self.found[find] = find(self.day)
        return self.found[find]


_day: ContextVar[date | None] = ContextVar("day", default=None)
_asked: ContextVar[AsOfRequest | None] = ContextVar("asked", default=None)


def today() -> date:
    """The day that the portal speaks of: the one set by `override_today`, else today's in its time zone."""
    return _day.get() or timezone.localdate()


def as_of_date() -> date | None:
    """The day other than today that a visitor asked for, if one did."""
    asked = _asked.get()
    return asked.day if asked else None


def past_as_of_date() -> date | None:
    """The day before today that a visitor asked for: what was not known by then is left out."""
    asked = _asked.get()
    return asked.day if asked and asked.is_past else None


def cached_per_request(find: Callable[[date], Any]) -> Any:
    """What `find` finds for the day that a visitor asked for; None when none was asked for."""
    asked = _asked.get()
    return asked and asked.once(find)


@contextmanager
def override_today(day: date | None) -> Iterator[None]:
    """Everything asked inside the `with` block is answered as on `day`."""
    token = _day.set(day)
    try:
        yield
    finally:
        _day.reset(token)


@contextmanager
def as_of(day: date) -> Iterator[None]:
    """As `override_today`, for a visitor who asked for the day; asking for today changes nothing.

    As of a past day, no content can be changed.
    """
    asked_before = _asked.get()
    present = asked_before.present if asked_before else today()
    token = _asked.set(None if day == present else AsOfRequest(day, present))
    try:
        with override_today(day), refuse_content_writes(day) if past_as_of_date() else nullcontext():
            yield
    finally:
        _asked.reset(token)
