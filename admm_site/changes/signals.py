"""Log every publication and withdrawal, whether by hand, workflow, schedule, bulk action or code.

A publication overwrites what was public before. The snapshot of that is therefore taken before the page is
saved, from the public rows; drafts in between are not logged.
"""

from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from wagtail.models import Page, get_page_models
from wagtail.signals import page_published, page_unpublished

from admm_site.core.page_base import PortalPage
from admm_site.withdrawals.models import Withdrawal

from .recording import log_publication, log_republication, log_withdrawal, take_public_snapshot, tombstone_of


def connect():
    for model in get_page_models():
        if issubclass(model, PortalPage):
            pre_save.connect(remember_public_snapshot, sender=model)
            page_published.connect(log_published, sender=model)
            page_unpublished.connect(log_unpublished, sender=model)
    pre_delete.connect(remember_tombstones, sender=Page)
    post_delete.connect(restore_tombstones, sender=Page)
    post_save.connect(log_withdrawn, sender=Withdrawal)
    post_delete.connect(log_put_back, sender=Withdrawal)


def remember_public_snapshot(sender, instance, raw=False, update_fields=None, **kwargs):
    if not raw and update_fields is None and instance.pk and instance.live and instance.live_revision_id:
        instance.public_snapshot = take_public_snapshot(instance)


def log_published(sender, instance, revision, **kwargs):
    """Skip pages that are only scheduled, and aliases: Wagtail sends the signal for them too."""
    before = vars(instance).pop("public_snapshot", None)
    if instance.live and not instance.alias_of_id:
        log_publication(instance, revision, before)


def log_unpublished(sender, instance, **kwargs):
    """Skip pages about to be deleted, for which Wagtail sends the signal too: see `restore_tombstones`."""
    if not instance.alias_of_id and Page.objects.filter(pk=instance.pk, live=False).exists():
        log_withdrawal(instance)


def remember_tombstones(sender, instance, **kwargs):
    instance.tombstones = tombstone_of(instance)


def restore_tombstones(sender, instance, **kwargs):
    """Store the tombstones again, with the same ids, after the page and its log were deleted."""
    for change in vars(instance).pop("tombstones", []):
        change.save()


def log_withdrawn(sender, instance, created, **kwargs):
    """Log the withdrawal of a page that stays readable, which is not unpublished."""
    if created and instance.stays_readable and not instance.page.alias_of_id:
        log_withdrawal(instance.page)


def log_put_back(sender, instance, origin, **kwargs):
    """Log the end of a withdrawal, unless it was deleted with its page."""
    if isinstance(origin, Withdrawal) and instance.stays_readable and not instance.page.alias_of_id:
        log_republication(instance.page)
