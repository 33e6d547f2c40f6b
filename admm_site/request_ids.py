"""The id of the request that is answered, which the log, error pages and background tasks have.

gunicorn's logger imports this before Django is set up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_request_id: ContextVar[str] = ContextVar("request_id", default="")


def current_request_id() -> str:
    """Return the id, or an empty string outside of a request."""
    return _request_id.get()


def set_request_id(request_id: str) -> None:
    """Let what this thread logs from now on have the id."""
    _request_id.set(request_id)


@contextmanager
def with_request_id(request_id: str) -> Iterator[None]:
    """Let what is logged in this block have the id."""
    token = _request_id.set(request_id)
    try:
        yield
    finally:
        _request_id.reset(token)
