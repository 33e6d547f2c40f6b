"""The expiry of pages: the part of the publication rule that changes although nothing is written."""

from time import monotonic

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from wagtail.models import Page


def is_unexpired(page: str = "") -> Q:
    """Return the condition that the page at the lookup path `page` (by default the row) has not expired."""
    prefix = f"{page}__" if page else ""
    return Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": Now()})


def has_ended(page: Page) -> bool:
    """Return whether the page is unpublished, or has expired although nothing has unpublished it yet."""
    return not page.live or (page.expire_at is not None and page.expire_at <= timezone.now())


def next_expiry() -> float:
    """Return when the next page expires, as a value of `monotonic()`, by the clock of the database."""
    expiring = Page.objects.filter(live=True, expire_at__gt=Now()).order_by("expire_at").annotate(now=Now())
    started = monotonic()
    times = expiring.values_list("expire_at", "now").first()
    return started + (times[0] - times[1]).total_seconds() if times else float("inf")
