"""A Redis cache backend that tolerates failures: while Redis is down or hangs, nothing is cached.

Requests to Redis time out after half a second. After a failure a circuit breaker, shared by the threads of
the process, stops them for a few seconds: a server that hangs doesn't cost a timeout for each key.
"""

from collections.abc import Callable
from functools import partialmethod
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

from .circuit_breaker import CircuitBreaker

TIMEOUT = 0.5  # seconds to connect, and to answer
# Reconnect once if the server closed the connection; don't retry after a timeout.
RETRY = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))

UNREACHABLE = (RedisConnectionError, RedisTimeoutError, OSError)

# By servers: each thread has a cache object of its own.
_breakers: dict[tuple[str, ...], CircuitBreaker] = {}


def _new_breaker() -> CircuitBreaker:
    return CircuitBreaker("The cache", UNREACHABLE, "the portal works without it")


class OptionalRedisCache(RedisCache):
    """Django's Redis cache, in which every key is missing while the server is down.

    The methods then return what they return for a missing key; `incr` raises the ValueError that callers of
    a cache must expect anyway, because a key can expire at any moment.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        defaults = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT, "retry": RETRY}
        self._options = defaults | self._options
        self._breaker = _breakers.setdefault(tuple(self._servers), _new_breaker())

    def _call(self, method: str, missing: Callable[[], Any], *args, **kwargs) -> Any:
        """Return what Django's method returns, or the result of `missing` if the server fails."""
        if not self._breaker.allows_request():
            return missing()
        try:
            result = getattr(super(), method)(*args, **kwargs)
        except (RedisError, OSError) as error:
            self._breaker.record_failure(error)
            return missing()
        self._breaker.record_success()
        return result

    add = partialmethod(_call, "add", bool)
    touch = partialmethod(_call, "touch", bool)
    delete = partialmethod(_call, "delete", bool)
    has_key = partialmethod(_call, "has_key", bool)
    clear = partialmethod(_call, "clear", bool)
    get_many = partialmethod(_call, "get_many", dict)
    delete_many = partialmethod(_call, "delete_many", lambda: None)

    def get(self, key, default=None, version=None):
        return self._call("get", lambda: default, key, default, version)

    def set(self, key, *args, **kwargs):
        return self._call("set", lambda: None, key, *args, **kwargs)

    def set_many(self, data, *args, **kwargs):
        """Return the keys that were not stored, as every cache does."""
        return self._call("set_many", lambda: list(data), data, *args, **kwargs)

    def incr(self, key, delta=1, version=None):
        def raise_missing():
            raise ValueError(f"Key '{key}' not found.")

        return self._call("incr", raise_missing, key, delta, version)
