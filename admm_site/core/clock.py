"""The current date, and the date that a visitor asks for with `?as_of=`.

Both are context variables, as the language and the time zone are in Django: set them with `override_today`
and `as_of`, as with `translation.override` and `timezone.override`.
"""

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
    """The date that a visitor asked for, the real current date, and what is cached for the request."""

    as_of: date
    real_today: date
    cache: dict[Callable, Any] = field(default_factory=dict)

    @property
    def is_past(self) -> bool:
        return self.as_of < self.real_today


_today: ContextVar[date | None] = ContextVar("today", default=None)
_as_of_request: ContextVar[AsOfRequest | None] = ContextVar("as_of_request", default=None)


def today() -> date:
    """Return the date set by `override_today` or `as_of`, else today's in the portal's time zone."""
    return _today.get() or timezone.localdate()


def as_of_date() -> date | None:
    """Return the date that a visitor asked for, if it isn't today's."""
    request = _as_of_request.get()
    return request.as_of if request else None


def past_as_of_date() -> date | None:
    """Return the date that a visitor asked for, if it is past: what was not known by then is left out."""
    request = _as_of_request.get()
    return request.as_of if request and request.is_past else None


def cached_per_request(compute: Callable[[date], Any]) -> Any:
    """Return `compute(as_of_date())`, computed once per request; None without an as-of date."""
    request = _as_of_request.get()
    if request is None:
        return None
    if compute not in request.cache:
        request.cache[compute] = compute(request.as_of)
    return request.cache[compute]


@contextmanager
def override_today(date: date | None) -> Iterator[None]:
    """Make `today()` return the date within the `with` block."""
    token = _today.set(date)
    try:
        yield
    finally:
        _today.reset(token)


@contextmanager
def as_of(date: date) -> Iterator[None]:
    """Answer as of the date within the `with` block, as for a visitor who asked for it.

    Today's date changes nothing. As of a past date, content can't be written.
    """
    outer = _as_of_request.get()
    real_today = outer.real_today if outer else today()
    token = _as_of_request.set(None if date == real_today else AsOfRequest(date, real_today))
    try:
        with override_today(date), refuse_content_writes(date) if past_as_of_date() else nullcontext():
            yield
    finally:
        _as_of_request.reset(token)
