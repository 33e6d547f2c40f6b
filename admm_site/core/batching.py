"""Defer work that many saves cause, such as to index a page, to the end of their transaction.

Deferred work runs within the transaction of the batch, not after it: which files the public may read depends
on the reference index, so that must change together with the content, or not at all.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.db import transaction

Key = TypeVar("Key", bound=Hashable)


class Deferred(Generic[Key]):
    """Work on keys that waits for the end of the batch; outside of a batch, it is done at once.

    Work with a lower `rank` is done first, and may defer more.
    """

    def __init__(self, work: Callable[[list[Key]], None], rank: int):
        self.work = work
        self.rank = rank

    def add(self, *keys: Key) -> None:
        pending = _pending.get()
        if pending is None:
            if keys:
                self.work(list(dict.fromkeys(keys)))
        else:
            pending.setdefault(self, {}).update(dict.fromkeys(keys))


_pending: ContextVar[dict[Deferred, dict] | None] = ContextVar("pending", default=None)


@contextmanager
def batched() -> Iterator[None]:
    """Open a transaction that ends with the deferred work; a nested one leaves the work to the outer one."""
    if _pending.get() is not None:
        yield
        return
    with transaction.atomic():
        token = _pending.set({})
        try:
            yield
            run_deferred()
        finally:
            _pending.reset(token)


def is_batched() -> bool:
    return _pending.get() is not None


def run_deferred() -> None:
    """Do the work deferred so far at once, for code that needs its result before the batch ends."""
    pending = _pending.get()
    while pending:
        deferred = min(pending, key=lambda work: work.rank)
        keys = list(pending.pop(deferred))
        if keys:
            deferred.work(keys)
