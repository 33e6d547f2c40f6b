"""Hears of every way in which a page is unpublished: one by one, several at once, with the page above it, as
the alias of another, or because its time is over."""

from wagtail.signals import page_published, page_unpublished

from .models import Withdrawal
from .recording import record_withdrawal


def connect():
    page_unpublished.connect(unpublished)
    page_published.connect(published)


def unpublished(sender, instance, **kwargs):
    """Also sent of a page that is about to be deleted, which is live still: nothing is left to say of it."""
    if not instance.live:
        record_withdrawal(instance)


def published(sender, instance, **kwargs):
    """Also sent of a page that is only scheduled. One that stayed readable is put back on request alone."""
    if instance.live:
        Withdrawal.objects.filter(page=instance.pk, stays_readable=False).delete()
