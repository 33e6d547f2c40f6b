"""Signal receivers: a page is unpublished alone, in bulk, with its parent or source, or by expiry."""

from wagtail.signals import page_published, page_unpublished

from .models import Withdrawal
from .recording import record_withdrawal


def connect():
    page_unpublished.connect(record_unpublishing)
    page_published.connect(end_withdrawal)


def record_unpublishing(sender, instance, **kwargs):
    """Record a withdrawal, unless the page is live: Wagtail also sends the signal before a deletion."""
    if not instance.live:
        record_withdrawal(instance)


def end_withdrawal(sender, instance, **kwargs):
    """Delete the withdrawal, unless the page is only scheduled, or stays readable: see `RestoreView`."""
    if instance.live:
        Withdrawal.objects.filter(page=instance.pk, stays_readable=False).delete()
