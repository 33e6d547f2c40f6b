"""Redirects from former URLs of pages: only from those that were public.

Wagtail creates one whenever a page is renamed or moved. One from a URL that was never public would reveal to
whoever guesses it that the page had that slug while it was private or a draft.
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
    """Connect the receivers in place of Wagtail's."""
    page_slug_changed.connect(create_redirects_on_rename)
    post_page_move.connect(create_redirects_on_move)


def _discard_hidden_redirects(create: Callable) -> Callable:
    """Decorate a receiver to delete the redirects that it has created to pages that were not public before.

    The receiver returns the condition that a page was public.
    """

    @wraps(create)
    def receiver(sender, instance, **kwargs):
        newest = Redirect.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        was_public = create(sender=sender, instance=instance, **kwargs)
        new = Redirect.objects.filter(pk__gt=newest, automatically_created=True)
        new.exclude(redirect_page__in=Page.objects.filter(was_public)).delete()

    return receiver


@_discard_hidden_redirects
def create_redirects_on_rename(instance_before: Page, **kwargs) -> Q:
    """Create redirects. A new slug changes no privacy, but may come with a page's first publication."""
    signal_handlers.autocreate_redirects_on_slug_change(instance_before=instance_before, **kwargs)
    was_public = is_published() if instance_before.live else is_published() & ~Q(pk=instance_before.pk)
    return was_public | _was_withdrawn()


@_discard_hidden_redirects
def create_redirects_on_move(instance: Page, parent_page_before: Page, **kwargs) -> Q:
    """Create redirects. Restrictions on the page and below it move along; those above it may differ."""
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
    """Return the condition that a page was withdrawn: its former URL should say why."""
    return Q(live=False, pk__in=Withdrawal.objects.filter(stays_readable=False).values("page"))
