"""Work that many saves ask for, such as to index their page, done once at the end of the transaction.

What is deferred in a batch is done in the transaction of the batch, not after it: which files the public may
read follows from the index of references, so it changes together with what it was made of, or not at all.
"""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from django.db import transaction

Key = TypeVar("Key", bound=Hashable)


class Deferred(Generic[Key]):
    """Work on keys that waits for the end of the batch; outside of one, it is done at once.

    What has a lower `rank` is done first, and may defer more.
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
    """Open a transaction that ends with what was deferred in it; in another such, it waits for that one."""
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
    """Do now what is deferred so far, as who reads what is made of it asks for before the batch ends."""
    pending = _pending.get()
    while pending:
        deferred = min(pending, key=lambda one: one.rank)
        keys = list(pending.pop(deferred))
        if keys:
            deferred.work(keys)
