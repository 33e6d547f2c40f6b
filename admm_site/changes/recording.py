"""Writes the log: what became public, what changed of it, what was withdrawn."""

from collections import defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from wagtail.models import Page, Revision, get_page_models

from admm_site.core.change_notes import NOTE_FIELDS
from admm_site.core.page_base import PortalPage
from admm_site.core.publication import is_public
from initiatives.models import StatusUpdate
from meetings.models import Decision

from .choices import ChangeKind
from .models import Change
from .querysets import was_taken_away
from .repetitions import redact_if_it_repeats
from .snapshots import State, differences, state_of

# The records by whose number a publication is summed up.
COUNTED = {"decisions": Decision.objects.saying_something, "status_updates": StatusUpdate.objects.known}
AT_ONCE = 1000


def public_state(page: PortalPage) -> State | None:
    """What the public reads of the page, from the database; None if it reads nothing of it."""
    stored = type(page)._default_manager.published().filter(pk=page.pk).first()
    return stored and state_of(stored)


@transaction.atomic
def log_publication(page: PortalPage, revision: Revision, before: State | None) -> None:
    """Log what differs from what was public before, with what the editor says of it; that is then forgotten.

    Where nothing differs and nothing is said, nothing is logged.
    """
    kind = ChangeKind.CHANGED if before else _kind_of_first(page)
    found = counts([page.pk])[page.pk] if kind != ChangeKind.CHANGED else []
    if before:
        found = differences(type(page), before, state_of(type(page)._default_manager.get(pk=page.pk)))
    if found or page.has_change_note or kind != ChangeKind.CHANGED:
        change = Change.objects.create(
            page_id=page.pk,
            revision=revision,
            at=page.last_published_at,
            kind=kind,
            differences=found,
            note=page.change_note,
            is_major=page.change_is_major,
            is_correction=page.change_is_correction,
            reason=page.correction_reason if page.change_is_correction else "",
        )
        redact_if_it_repeats(change)
    forget_note(page, revision)


def _kind_of_first(page: PortalPage) -> ChangeKind:
    """What it is that a page is published which the public could not read."""
    last = Change.objects.of_page(page).newest_first().values_list("kind", flat=True).first()
    if last is None:
        return ChangeKind.PUBLISHED
    return ChangeKind.PUBLISHED_AGAIN if last == ChangeKind.WITHDRAWN else ChangeKind.CHANGED


def forget_note(page: PortalPage, revision: Revision) -> None:
    """Empty the note that was published: on the page, in its revision and in drafts that were made of it."""
    said = {name: getattr(page, name) for name in NOTE_FIELDS}
    empty = page.forget_change_note()
    if said == empty:
        return
    type(page).objects.filter(pk=page.pk).update(**empty)
    for one in page.revisions.filter(created_at__gte=revision.created_at):
        if {name: one.content.get(name) for name in said} == said:
            page.revisions.filter(pk=one.pk).update(content=one.content | empty)
    revision.content |= empty  # aliases are made of it


def log_withdrawal(page: Page) -> None:
    """Log that a page was withdrawn, if the log ever told of it."""
    if Change.objects.of_page(page).exists():
        Change.objects.create(page_id=page.pk, at=timezone.now(), kind=ChangeKind.WITHDRAWN)


def log_return(page: Page) -> None:
    """Log that a page which had stayed readable is withdrawn no longer."""
    if Change.objects.of_page(page).exists():
        found = counts([page.pk])[page.pk]
        kind = ChangeKind.PUBLISHED_AGAIN
        Change.objects.create(page_id=page.pk, at=timezone.now(), kind=kind, differences=found)


def kept_of(page: Page) -> list[Change]:
    """What stays of the log of a page about to be deleted: that it was withdrawn, if the public may know."""
    logged = Change.objects.filter(page=page.pk)
    stored = Page.objects.filter(is_public() | was_taken_away(), pk=page.pk).first()
    if not stored or not logged.exists():
        return []
    withdrawn = ChangeKind.WITHDRAWN
    kept = [Change(pk=one.pk, at=one.at, kind=withdrawn) for one in logged.filter(kind=withdrawn)]
    return [*kept, Change(at=timezone.now(), kind=withdrawn)] if stored.live else kept


def log_first_publications() -> int:
    """Log as published each live page that no log tells of yet; returns how many there were.

    Content that was loaded, not published, is told of like any other: on the day that it names itself.
    """
    types = [model for model in get_page_models() if issubclass(model, PortalPage)]
    pages = (
        Page.objects.live()
        .type(*types)
        .filter(changes__isnull=True, alias_of__isnull=True, first_published_at__isnull=False)
    )
    found = list(pages.order_by("-path").values_list("pk", "first_published_at"))
    counted = counts(None)
    Change.objects.bulk_create(
        (
            Change(page_id=key, at=at, kind=ChangeKind.PUBLISHED, differences=counted[key])
            for key, at in found
        ),
        batch_size=AT_ONCE,
    )
    return len(found)


def counts(pages: Iterable[int] | None) -> dict[int, list[dict]]:
    """Of each page, or of all, the records by which its publication is summed up."""
    found = defaultdict(list)
    for name, ask in COUNTED.items():
        records = ask() if pages is None else ask().filter(page__in=pages)
        for page, number in records.order_by().values_list("page").annotate(number=Count("pk")):
            found[page].append({"name": name, "count": number})
    return found
