"""The ways in which a page can be kept from the public."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from tests.factories.pages import ContentPageFactory


def _draft(page: Page):
    page.live = False
    page.save(clean=False)
    page.save_revision()


def _unpublished(page: Page):
    page.save_revision().publish()
    type(page).objects.get(pk=page.pk).unpublish()


def _expired(page: Page):
    """Past its expiry time, and not unpublished yet."""
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save(clean=False)


def _behind_a_password(page: Page):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="a word of old")


def _below_a_private_page(page: Page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


HIDING_METHODS: dict[str, Callable[[Page], None]] = {
    "draft": _draft,
    "unpublished": _unpublished,
    "expired": _expired,
    "behind a password": _behind_a_password,
    "below a private page": _below_a_private_page,
}


def _moved_below_a_private_page(page: Page):
    private = ContentPageFactory(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    page.move(private, pos="last-child")


def _alias_below_a_private_page(page: Page):
    """An alias of a page in a private section."""
    section = ContentPageFactory(title="Private")
    source = ContentPageFactory(parent=section, title="Source")
    PageViewRestriction.objects.create(page=section, restriction_type="groups")
    Page.objects.filter(pk=page.pk).update(alias_of=source)


def _scheduled(page: Page):
    """Scheduled to be published tomorrow."""
    Page.objects.filter(pk=page.pk).update(live=False)
    page.refresh_from_db()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


# Only the tests over all surfaces use these.
EXTRA_HIDING_METHODS: dict[str, Callable[[Page], None]] = {
    "moved below a private page": _moved_below_a_private_page,
    "alias of a page below a private one": _alias_below_a_private_page,
    "scheduled": _scheduled,
}


def hide(page: Page, method: str) -> None:
    """Hide `page` by a method of `HIDING_METHODS` or `EXTRA_HIDING_METHODS`."""
    page.refresh_from_db()
    (HIDING_METHODS | EXTRA_HIDING_METHODS)[method](page)
    page.refresh_from_db()
