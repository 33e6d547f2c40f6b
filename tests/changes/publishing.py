"""Publishes and drafts pages as an editor does, and reads what the log then says of them."""

from wagtail.models import Page

from admm_site.changes.describe import describe, get_summary
from admm_site.changes.models import Change


def draft(page: Page, **values):
    """A revision of the newest draft of the page with these values."""
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(newest, name, value)
    return newest.save_revision()


def publish(page: Page, **values) -> None:
    draft(page, **values).publish()


def get_log(page: Page) -> list[Change]:
    """What the log has of the page, the newest first."""
    return list(Change.objects.of_page(page).newest_first())


def get_sentences(page: Page) -> list[str]:
    """The newest change of the page in words: a sentence a difference."""
    (change,) = describe(Change.objects.public().of_page(page).newest_first()[:1])
    return [description.sentence for description in change.descriptions]


def summary(page: Page) -> str:
    (change,) = describe(Change.objects.public().of_page(page).newest_first()[:1])
    return get_summary(change)
