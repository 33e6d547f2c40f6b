"""The expiry of pages: the part of the publication rule that changes although nothing is written."""

from math import inf
from time import monotonic

from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import Page

MAX_AGE = 24 * 3600  # seconds that a result or response is cached

_next_expiry: tuple[str, float] = ("", inf)  # the version of the content, and when, by `monotonic()`


def has_ended(page: Page) -> bool:
    """Return whether the page is unpublished, or has expired although nothing has unpublished it yet."""
    return not page.live or (page.expire_at is not None and page.expire_at <= timezone.now())


def next_expiry(version: str) -> float:
    """Return when the next page expires, at most a day ahead, as a value of `monotonic()`.

    The time is taken from the clock of the database. The database is queried once for each version of the
    content, and again when that time has passed. Another thread may overwrite the result for another version.
    """
    global _next_expiry
    latest = _next_expiry
    if latest[0] != version or latest[1] <= monotonic():
        expiring = Page.objects.filter(live=True, expire_at__gt=Now()).order_by("expire_at", "pk")
        started = monotonic()
        times = expiring.annotate(now=Now()).values_list("expire_at", "now").first()
        seconds = (times[0] - times[1]).total_seconds() if times else MAX_AGE
        latest = (version, started + min(seconds, MAX_AGE))
        _next_expiry = latest
    return latest[1]
