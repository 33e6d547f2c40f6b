"""Count queries by day, without any data about who sent them.

Counts are buffered and written at most once a minute: a search neither waits for a writer nor invalidates
cached content.
"""

import logging
import re
from datetime import date, timedelta
from math import inf
from threading import Lock
from time import monotonic

from django.db import Error, transaction
from django.db.models import F

from admm_site.core.clock import today

from .models import MAX_QUERY_LENGTH, QueryCount
from .queries import clean_query_text

RETENTION_DAYS = 90
MAX_LOGGED_LENGTH = 80
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|headless", re.IGNORECASE)
PERSONAL_DATA = re.compile(r"\S@\S|\d{6,}|https?:", re.IGNORECASE)

WRITE_INTERVAL = 60  # seconds
MAX_PENDING = 1000  # queries

logger = logging.getLogger(__name__)

_lock = Lock()
_pending: dict[tuple[str, date], tuple[int, int]] = {}
_written_at = -inf


def normalize_query(text: str) -> str:
    """Return the query as it is counted; empty if it is too long or may hold personal data."""
    text = clean_query_text(text).casefold()
    return "" if len(text) > min(MAX_LOGGED_LENGTH, MAX_QUERY_LENGTH) or PERSONAL_DATA.search(text) else text


def count_query(text: str, result_count: int, user_agent: str) -> None:
    """Count a query for today; write the counts if they were last written `WRITE_INTERVAL` ago."""
    query = normalize_query(text)
    if not query or not user_agent or ROBOT.search(user_agent):
        return
    with _lock:
        count, _result_count = _pending.get((query, today()), (0, 0))
        _pending[query, today()] = count + 1, result_count
        is_due = monotonic() >= _written_at + WRITE_INTERVAL or len(_pending) >= MAX_PENDING
    if is_due:
        write_counts()


def write_counts() -> None:
    """Write the buffered counts. A database error is logged, so that it never breaks a search."""
    global _written_at
    with _lock:
        counts = dict(_pending)
        _pending.clear()
        _written_at = monotonic()
    if not counts:
        return
    try:
        with transaction.atomic():
            for (query, day), (count, result_count) in counts.items():
                _increment(query, day, count, result_count)
    except Error as error:  # such as a read-only database
        logger.warning("%s queries were not counted: %s", len(counts), error)


def delete_old_counts(day: date) -> int:
    """Delete the counts that are `RETENTION_DAYS` old on that day, and return their number."""
    return QueryCount.objects.filter(day__lte=day - timedelta(days=RETENTION_DAYS)).delete()[0]


def _increment(query: str, day: date, count: int, result_count: int) -> None:
    rows = QueryCount.objects.filter(query=query, day=day)
    increment = {"count": F("count") + count, "result_count": result_count}
    if rows.update(**increment):
        return
    initial = {"count": count, "result_count": result_count}
    _, is_created = QueryCount.objects.get_or_create(query=query, day=day, defaults=initial)
    if is_created:
        delete_old_counts(day)
    else:
        rows.update(**increment)
