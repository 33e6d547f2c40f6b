"""The ways in which a page can be kept from the public."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from wagtail.models import Page, PageViewRestriction


def _draft(page: Page):
    page.live = False
    page.save(clean=False)
    page.save_revision()


def _unpublished(page: Page):
    page.save_revision().publish()
    type(page).objects.get(pk=page.pk).unpublish()


def _expired(page: Page):
    """The time is over, and nothing has unpublished it yet."""
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save(clean=False)


def _behind_a_password(page: Page):
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="a word of old")


def _below_a_private_page(page: Page):
    PageViewRestriction.objects.create(page=page.get_parent(), restriction_type="login")


HIDING: dict[str, Callable[[Page], None]] = {
    "draft": _draft,
    "unpublished": _unpublished,
    "expired": _expired,
    "behind a password": _behind_a_password,
    "below a private page": _below_a_private_page,
}


def hide(page: Page, way: str) -> None:
    """Keep `page` from the public in one of the ways of `HIDING`."""
    page.refresh_from_db()
    HIDING[way](page)
    page.refresh_from_db()
