"""Publishes and drafts pages as an editor does, and reads the log of their changes."""

from wagtail.models import Page

from admm_site.changes.describe import describe, get_summary
from admm_site.changes.models import Change


def draft(page: Page, **values):
    """Saves a revision of the newest draft of the page with these values."""
    newest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    for name, value in values.items():
        setattr(newest, name, value)
    return newest.save_revision()


def publish(page: Page, **values) -> None:
    draft(page, **values).publish()


def get_log(page: Page) -> list[Change]:
    """The changes of the page, newest first."""
    return list(Change.objects.of_page(page).newest_first())


def get_sentences(page: Page) -> list[str]:
    """The newest change of the page in words: one sentence per difference."""
    (change,) = describe(Change.objects.public().of_page(page).newest_first()[:1])
    return [description.sentence for description in change.descriptions]


def summary(page: Page) -> str:
    (change,) = describe(Change.objects.public().of_page(page).newest_first()[:1])
    return get_summary(change)
