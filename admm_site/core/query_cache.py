"""Answers kept while nothing changes: what many pages ask and only a look at thousands of rows can say.

Whether anything changed is asked of the database each time, so nobody who writes has to tell: no page
published, no command, no program beside the portal. PostgreSQL names the transactions that a question sees
(`pg_current_snapshot`); SQLite counts those of others (`PRAGMA data_version`) and the rows written by the
connection itself. Whatever is written is a reason to ask again, be it a session. What passes without being
written is known beforehand: the day is a part of what was asked, and no answer outlives the next page to
expire. What a transaction writes is seen by itself alone: in one, nothing is kept and nothing recalled.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from hashlib import blake2b
from time import monotonic
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse

from .clock import past_as_of_date, today
from .expiry import next_expiry

MOST_KEPT = 256  # answers a connection; the one that was not asked for longest goes first
STATE = {"postgresql": "SELECT pg_current_snapshot()::text", "sqlite": "PRAGMA data_version"}


@dataclass
class _Kept:
    """What was found through one connection since its database is in this state."""

    state: Hashable
    until: float
    answers: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)


_kept: WeakKeyDictionary[BaseDatabaseWrapper, _Kept] = WeakKeyDictionary()
_visit: ContextVar[list[_Kept] | None] = ContextVar("visit", default=None)


def query_cache_middleware(get_response: Callable) -> Callable:
    """Whether anything changed is asked once for all that one visitor recalls, who changes nothing."""

    def answer(request: HttpRequest) -> HttpResponse:
        token = _visit.set([] if request.method in ("GET", "HEAD") else None)
        try:
            return get_response(request)
        finally:
            _visit.reset(token)

    return answer


def get_or_compute(ask: Callable[[], Any], *about: Hashable) -> Any:
    """What `ask` answers, asked again only when something has changed since. Nobody may alter the answer.

    `about` says all that the answer depends on beside the database and the day; of a queryset, what it asks.
    """
    if connection.in_atomic_block or not connection.get_autocommit():
        return ask()
    answers = _answers()
    question = *map(_digest, about), today(), past_as_of_date()
    if question not in answers:
        answers[question] = ask()
        if len(answers) > MOST_KEPT:
            answers.popitem(last=False)
    answers.move_to_end(question)
    return answers[question]


def cached_until_changed(ask: Callable) -> Callable:
    """Decorates a function whose answer follows from its arguments, the day and the database."""

    @wraps(ask)
    def recall(*arguments):
        return get_or_compute(lambda: ask(*arguments), ask, *arguments)

    return recall


def cached_rows(rows: QuerySet) -> list:
    """The rows of a query: looked for among all once while nothing changes, then read by their keys."""
    read = []

    def look() -> tuple:
        read.extend(rows)
        return tuple(row.pk for row in read)

    keys = get_or_compute(look, "rows", rows)
    return read or fetch_in_order(rows, keys)


def fetch_in_order(rows: QuerySet, keys: Iterable) -> list[Model]:
    """The rows of a query that have the keys, in the order of these, as far as they are still there."""
    every = rows.all()
    every.query.clear_limits()
    found = every.in_bulk(keys)
    return [found[key] for key in keys if key in found]


def _digest(about: Hashable) -> Hashable:
    """Of a queryset, a digest of its statement and of all values in it.

    To write the statement takes milliseconds, so it stays with the queryset, which never asks anything else.
    """
    if not isinstance(about, QuerySet):
        return about
    if "_question" not in vars(about):
        try:
            statement = repr(about.query.sql_with_params())
        except EmptyResultSet:  # Django knows without asking that there are none
            statement = ""
        about._question = blake2b(statement.encode(), digest_size=20).digest()
    return about._question


def _answers() -> OrderedDict[Hashable, Any]:
    """What is kept of the database in the state it is in; nothing when that is a new one."""
    found, wrapper = _visit.get(), connections[connection.alias]
    if found:
        return found[0].answers
    state, kept = _state(), _kept.get(wrapper)
    if not kept or kept.state != state or monotonic() >= kept.until:
        kept = _kept[wrapper] = _Kept(state, next_expiry())
    if found is not None:
        found.append(kept)
    return kept.answers


def _state() -> Hashable:
    """Equal for two questions through the same connection if they see the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(STATE[connection.vendor])
        (state,) = cursor.fetchone()
    return connection.connection, state, getattr(connection.connection, "total_changes", 0)
