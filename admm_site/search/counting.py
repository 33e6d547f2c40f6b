"""What visitors ask for, counted by day without who asked."""

import logging
import re
from datetime import timedelta

from django.db import DatabaseError, transaction
from django.db.models import F

from admm_site.content.today import today

from .models import LONGEST_QUERY, AskedQuery
from .queries import cleaned

KEPT_DAYS = 90
LONGEST_COUNTED = 80
ROBOT = re.compile(r"bot|crawl|spider|slurp|preview|fetch|monitor|curl|wget|python|headless", re.IGNORECASE)
PERSONAL = re.compile(r"\S@\S|\d{6,}|https?:", re.IGNORECASE)

logger = logging.getLogger(__name__)


def normalised(text: str) -> str:
    """The query as it is counted; empty where it is not: too long, or what may say who asked."""
    text = cleaned(text).casefold()
    return "" if len(text) > min(LONGEST_COUNTED, LONGEST_QUERY) or PERSONAL.search(text) else text


def count_query(text: str, found: int, user_agent: str) -> None:
    """Count a query once more for today. That it can't be counted never keeps an answer from a visitor."""
    query = normalised(text)
    if not query or not user_agent or ROBOT.search(user_agent):
        return
    try:
        with transaction.atomic():
            _count(query, found)
    except DatabaseError:
        logger.warning("A query was not counted.", exc_info=True)


def _count(query: str, found: int) -> None:
    row = AskedQuery.objects.filter(query=query, day=today())
    if row.update(times=F("times") + 1, found=found):
        return
    _, is_new = AskedQuery.objects.get_or_create(
        query=query, day=today(), defaults={"times": 1, "found": found}
    )
    if is_new:
        AskedQuery.objects.filter(day__lte=today() - timedelta(days=KEPT_DAYS)).delete()
    else:
        row.update(times=F("times") + 1, found=found)
