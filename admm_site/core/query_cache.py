"""Cache what several pages query alike, until the content changes: counts, filter options, primary keys.

The version of the content (`content_version`) and the date are part of each key, so that nothing has to be
invalidated. No result outlives the next expiry of a page.
"""

import hashlib
from collections.abc import Callable, Hashable, Iterable
from functools import wraps
from time import monotonic
from typing import Any

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db.models import Model, QuerySet

from .clock import past_as_of_date, today
from .content_version import content_version
from .expiry import next_expiry
from .release import release_id

MAX_AGE = 24 * 3600  # seconds
MISSING = object()


def get_or_compute(compute: Callable[[], Any], *key: Hashable) -> Any:
    """Return the cached result of `compute`, which is called if the content has changed since.

    `key` has everything that the result depends on beside the content and the date; a queryset stands for
    its SQL. The result must not be modified.
    """
    version = content_version()
    if version is None:
        return compute()
    cache_key = _hash(release_id(), version, today(), past_as_of_date(), *map(_key_part, key))
    result = caches["queries"].get(cache_key, MISSING)
    if result is MISSING:
        expires = next_expiry(version)
        result = compute()
        if (timeout := expires - monotonic()) > 0:
            caches["queries"].set(cache_key, result, min(timeout, MAX_AGE))
    return result


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


def _key_part(part: Hashable) -> str:
    """Return what stands for the part of a key: the SQL of a queryset, the name of a function.

    Compiling the SQL takes milliseconds, so it is kept on the queryset, whose SQL never changes.
    """
    if callable(part):
        return f"{part.__module__}.{part.__qualname__}"
    if not isinstance(part, QuerySet):
        return repr(part)
    if "_sql_hash" not in vars(part):
        try:
            part._sql_hash = _hash(part.query.sql_with_params())
        except EmptyResultSet:  # Django knows without a query that there are no rows
            part._sql_hash = ""
    return part._sql_hash


def _hash(*parts: Any) -> str:
    return hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()
