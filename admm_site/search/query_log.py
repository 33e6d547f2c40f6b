"""What visitors ask for, counted by day without who asked.

A search should neither wait for somebody who writes nor be a reason to ask everything again
(`core/query_cache.py`): counts of a minute are written together.
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

from .models import MAX_QUERY_LENGTH, AskedQuery
from .queries import clean_query_text

RETENTION_DAYS = 90
MAX_LOGGED_LENGTH = 80
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|headless", re.IGNORECASE)
PERSONAL_DATA = re.compile(r"\S@\S|\d{6,}|https?:", re.IGNORECASE)

WRITE_INTERVAL, MAX_PENDING = 60, 1000  # seconds, queries

logger = logging.getLogger(__name__)

_lock = Lock()
_pending: dict[tuple[str, date], tuple[int, int]] = {}
_written_at = -inf


def normalised(text: str) -> str:
    """The query as it is counted; empty where it is not: too long, or what may say who asked."""
    text = clean_query_text(text).casefold()
    return "" if len(text) > min(MAX_LOGGED_LENGTH, MAX_QUERY_LENGTH) or PERSONAL_DATA.search(text) else text


def count_query(text: str, found: int, user_agent: str) -> None:
    """Count a query once more for today. It is written at once, or with others where one was a moment ago."""
    query = normalised(text)
    if not query or not user_agent or ROBOT.search(user_agent):
        return
    with _lock:
        times, _found = _pending.get((query, today()), (0, 0))
        _pending[query, today()] = times + 1, found
        is_due = monotonic() >= _written_at + WRITE_INTERVAL or len(_pending) >= MAX_PENDING
    if is_due:
        write_counts()


def write_counts() -> None:
    """Store what waits. That it can't be stored never keeps an answer from a visitor."""
    global _written_at
    with _lock:
        counts = dict(_pending)
        _pending.clear()
        _written_at = monotonic()
    if not counts:
        return
    try:
        with transaction.atomic():
            for (query, day), (times, found) in counts.items():
                _add(query, day, times, found)
    except Error as error:  # as of a database that is away or read-only
        logger.warning("%s queries were not counted: %s", len(counts), error)


def _add(query: str, day: date, times: int, found: int) -> None:
    row = AskedQuery.objects.filter(query=query, day=day)
    more = {"times": F("times") + times, "found": found}
    if row.update(**more):
        return
    first = {"times": times, "found": found}
    _, is_new = AskedQuery.objects.get_or_create(query=query, day=day, defaults=first)
    if is_new:
        AskedQuery.objects.filter(day__lte=day - timedelta(days=RETENTION_DAYS)).delete()
    else:
        row.update(**more)
