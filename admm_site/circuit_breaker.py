"""Leave a server alone that failed: one that hangs doesn't cost a timeout for each question."""

import logging
from threading import Lock
from time import monotonic

PAUSE = 5  # seconds until a server that failed is tried again
LOG_INTERVAL = 60  # seconds

logger = logging.getLogger(__name__)


class CircuitBreaker:
    """Remember that a server failed to answer: one of the errors `unreachable`. Threads share it."""

    def __init__(self, name: str, unreachable: tuple[type[Exception], ...], consequence: str):
        self._name, self._unreachable, self._consequence = name, unreachable, consequence
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
            logger.warning("%s answers again.", self._name)

    def record_failure(self, error: Exception) -> None:
        if isinstance(error, self._unreachable):
            self._retry_at = monotonic() + PAUSE
        with self._lock:
            is_due, now = monotonic() >= self._log_at, monotonic()
            if is_due:
                self._log_at = now + LOG_INTERVAL
        if is_due:
            logger.error("%s can't be used, %s: %s", self._name, self._consequence, error)
