"""Cache what several pages query alike, until the content changes: counts and filter options.

The version of the content (`content_version`) and the date are part of each key, so that nothing has to be
invalidated. No result outlives the next expiry of a page.
"""

import hashlib
from collections.abc import Callable, Hashable
from functools import wraps
from time import monotonic
from typing import Any

from django.core.cache import caches

from .clock import past_as_of_date, today
from .content_version import content_version
from .expiry import next_expiry
from .release import release_id

MISSING = object()


def get_or_compute(compute: Callable[[], Any], *key: Hashable) -> Any:
    """Return the cached result of `compute`, which is called if the content has changed since.

    `key` has everything that the result depends on beside the content and the date. A function or a class
    stands for its name. The result must not be modified.
    """
    version = content_version()
    if version is None:
        return compute()
    cache_key = hash_key(release_id(), version, today(), past_as_of_date(), *map(_key_part, key))
    result = caches["queries"].get(cache_key, MISSING)
    if result is MISSING:
        expires = next_expiry(version)
        result = compute()
        if (timeout := expires - monotonic()) > 0:
            caches["queries"].set(cache_key, result, timeout)
    return result


def cached_until_changed(function: Callable) -> Callable:
    """Decorate a function whose result depends on its arguments, the date and the database alone."""

    @wraps(function)
    def wrapper(*arguments):
        return get_or_compute(lambda: function(*arguments), function, *arguments)

    return wrapper


def _key_part(part: Hashable) -> str:
    return f"{part.__module__}.{part.__qualname__}" if callable(part) else repr(part)


def hash_key(*parts: Any) -> str:
    """Return a short cache key of the parts, which `repr` tells apart."""
    return hashlib.blake2b(repr(parts).encode(), digest_size=20).hexdigest()
