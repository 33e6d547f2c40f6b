"""Redirects from addresses that a page had: made only where the public could read the page there.

Wagtail makes one whenever a page is renamed or moved. One from an address that never was public would tell
whoever guesses it that the page had that name while it was private or a draft.
"""

from collections.abc import Callable
from functools import wraps

from django.db.models import Q
from wagtail.contrib.redirects import signal_handlers
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction
from wagtail.signals import page_slug_changed, post_page_move

from admm_site.core.publication import is_private, is_published

from .models import Withdrawal


def connect() -> None:
    """Hear of renamed and moved pages."""
    page_slug_changed.connect(renamed)
    post_page_move.connect(moved)


def _only_from_public_addresses(make: Callable) -> Callable:
    """Forget the redirects that `make` has made to pages of a tree that the public could not read before.

    It is told of `was_public`, the condition that the top of that tree was.
    """

    @wraps(make)
    def make_and_forget(sender, instance, **kwargs):
        newest = Redirect.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        was_public = make(sender=sender, instance=instance, **kwargs)
        new = Redirect.objects.filter(pk__gt=newest, automatically_created=True)
        new.exclude(redirect_page__in=Page.objects.filter(was_public)).delete()

    return make_and_forget


@_only_from_public_addresses
def renamed(instance_before: Page, **kwargs) -> Q:
    """A new name hides nothing and shows nothing, but a page may be published with it for the first time."""
    signal_handlers.autocreate_redirects_on_slug_change(instance_before=instance_before, **kwargs)
    was_public = is_published() if instance_before.live else is_published() & ~Q(pk=instance_before.pk)
    return was_public | _was_withdrawn()


@_only_from_public_addresses
def moved(instance: Page, parent_page_before: Page, **kwargs) -> Q:
    """Restrictions on the page and below it move along; those above it may be others now."""
    signal_handlers.autocreate_redirects_on_page_move(instance=instance, **kwargs)
    if Page.objects.filter(is_private(), pk=parent_page_before.pk).exists():
        return Q(pk__in=[])
    path = Page.objects.values_list("path", flat=True).get(pk=instance.pk)
    restricted = PageViewRestriction.objects.filter(page__path__startswith=path)
    was_public = Q(live=True, expired=False) | _was_withdrawn()
    for private in restricted.values_list("page__path", flat=True):
        was_public &= ~Q(path__startswith=private)
    return was_public


def _was_withdrawn() -> Q:
    """The condition that a page is unpublished that was public: its old address says why."""
    return Q(live=False, pk__in=Withdrawal.objects.filter(stays_readable=False).values("page"))
