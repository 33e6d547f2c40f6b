"""A Redis cache backend that tolerates failures: while Redis is down or hangs, nothing is cached.

Requests to Redis time out after half a second. After a failure a circuit breaker, shared by the threads of
the process, stops them for a few seconds: a server that hangs doesn't cost a timeout for each key.
"""

import logging
from collections.abc import Callable
from functools import partialmethod
from threading import Lock
from time import monotonic
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.backoff import NoBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeoutError
from redis.retry import Retry

TIMEOUT = 0.5  # seconds to connect, and to answer
PAUSE = 5  # seconds until a server that failed is tried again
LOG_INTERVAL = 60  # seconds
# Reconnect once if the server closed the connection; don't retry after a timeout.
RETRY = Retry(NoBackoff(), 1, supported_errors=(RedisConnectionError,))

UNREACHABLE = (RedisConnectionError, RedisTimeoutError, OSError)

logger = logging.getLogger(__name__)


class CircuitBreaker:
    """Remember that a server failed. Threads share it, while each has a cache object of its own."""

    def __init__(self):
        self._lock = Lock()
        self._retry_at = self._log_at = 0.0

    def allows_request(self) -> bool:
        """Return whether to try the server: always while it answers, else once after each pause."""
        if not self._retry_at:
            return True
        with self._lock:
            if monotonic() < self._retry_at:
                return False
            self._retry_at = monotonic() + PAUSE
            return True

    def record_success(self) -> None:
        if self._retry_at:
            self._retry_at = self._log_at = 0.0
            logger.warning("The cache answers again.")

    def record_failure(self, error: Exception) -> None:
        if isinstance(error, UNREACHABLE):
            self._retry_at = monotonic() + PAUSE
        with self._lock:
            is_due, now = monotonic() >= self._log_at, monotonic()
            if is_due:
                self._log_at = now + LOG_INTERVAL
        if is_due:
            logger.error("The cache can't be used, the portal works without it: %s", error)


_breakers: dict[tuple[str, ...], CircuitBreaker] = {}


class OptionalRedisCache(RedisCache):
    """Django's Redis cache, in which every key is missing while the server is down.

    The methods then return what they return for a missing key; `incr` raises the ValueError that callers of
    a cache must expect anyway, because a key can expire at any moment.
    """

    def __init__(self, server, params):
        super().__init__(server, params)
        defaults = {"socket_connect_timeout": TIMEOUT, "socket_timeout": TIMEOUT, "retry": RETRY}
        self._options = defaults | self._options
        self._breaker = _breakers.setdefault(tuple(self._servers), CircuitBreaker())

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
