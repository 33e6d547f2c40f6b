"""Cache query results in the process until the database changes.

Whether anything changed is asked of the database each time, so that no writer has to invalidate the cache: no
page published, no command, no program beside the portal. PostgreSQL names the transactions that a query sees
(`pg_current_snapshot`); SQLite counts those of other connections (`PRAGMA data_version`) and the rows written
by its own. Every write invalidates, be it of a session. What changes without a write is covered too: the date
is part of the key, and the cache ends when the next page expires. Within a transaction, which alone sees what
it writes, nothing is cached.
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

MAX_ENTRIES = 256  # per connection; the least recently used is evicted first
DATABASE_STATE_SQL = {"postgresql": "SELECT pg_current_snapshot()::text", "sqlite": "PRAGMA data_version"}


@dataclass
class _Cache:
    """The results read through one connection since its database has been in this state."""

    state: Hashable
    expires: float
    results: OrderedDict[Hashable, Any] = field(default_factory=OrderedDict)


_caches: WeakKeyDictionary[BaseDatabaseWrapper, _Cache] = WeakKeyDictionary()
# The cache that the request uses, once it has checked it; None outside of a request that only reads.
_request_caches: ContextVar[list[_Cache] | None] = ContextVar("request_caches", default=None)


def query_cache_middleware(get_response: Callable) -> Callable:
    """Check only once per GET or HEAD request whether the database has changed."""

    def middleware(request: HttpRequest) -> HttpResponse:
        token = _request_caches.set([] if request.method in ("GET", "HEAD") else None)
        try:
            return get_response(request)
        finally:
            _request_caches.reset(token)

    return middleware


def get_or_compute(compute: Callable[[], Any], *key: Hashable) -> Any:
    """Return the cached result of `compute`, which is called if the database has changed since.

    `key` has everything that the result depends on beside the database and the date; a queryset stands for
    its SQL. The result must not be modified.
    """
    if connection.in_atomic_block or not connection.get_autocommit():
        return compute()
    results = _current_results()
    full_key = *map(_hash_queryset, key), today(), past_as_of_date()
    if full_key not in results:
        results[full_key] = compute()
        if len(results) > MAX_ENTRIES:
            results.popitem(last=False)
    results.move_to_end(full_key)
    return results[full_key]


def cached_until_changed(function: Callable) -> Callable:
    """Decorate a function whose result depends on its arguments, the date and the database alone."""

    @wraps(function)
    def wrapper(*arguments):
        return get_or_compute(lambda: function(*arguments), function, *arguments)

    return wrapper


def cached_rows(queryset: QuerySet) -> list:
    """Return the rows of a queryset. Cache their primary keys, and read the rows by these from then on."""
    rows = []

    def fetch_keys() -> tuple:
        rows.extend(queryset)
        return tuple(row.pk for row in rows)

    keys = get_or_compute(fetch_keys, "rows", queryset)
    return rows or fetch_in_order(queryset, keys)


def fetch_in_order(queryset: QuerySet, keys: Iterable) -> list[Model]:
    """Return the rows with these primary keys, in the order of the keys; without those that are gone."""
    unlimited = queryset.all()
    unlimited.query.clear_limits()
    rows = unlimited.in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def _hash_queryset(part: Hashable) -> Hashable:
    """Return the hash of a queryset's SQL and parameters; any other part of a key as it is.

    Compiling the SQL takes milliseconds, so the hash is kept on the queryset, whose SQL never changes.
    """
    if not isinstance(part, QuerySet):
        return part
    if "_sql_hash" not in vars(part):
        try:
            sql = repr(part.query.sql_with_params())
        except EmptyResultSet:  # Django knows without a query that there are no rows
            sql = ""
        part._sql_hash = blake2b(sql.encode(), digest_size=20).digest()
    return part._sql_hash


def _current_results() -> OrderedDict[Hashable, Any]:
    """Return the results cached for the database in its current state, none if the state is new."""
    request_caches, wrapper = _request_caches.get(), connections[connection.alias]
    if request_caches:
        return request_caches[0].results
    state, cache = _database_state(), _caches.get(wrapper)
    if not cache or cache.state != state or monotonic() >= cache.expires:
        cache = _caches[wrapper] = _Cache(state, next_expiry())
    if request_caches is not None:
        request_caches.append(cache)
    return cache.results


def _database_state() -> Hashable:
    """Return a value that is equal for two queries through one connection if they see the same rows."""
    with connection.cursor() as cursor:
        cursor.execute(DATABASE_STATE_SQL[connection.vendor])
        (state,) = cursor.fetchone()
    return connection.connection, state, getattr(connection.connection, "total_changes", 0)
