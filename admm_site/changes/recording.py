"""Write the change log: publications, changes and withdrawals."""

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
from .querysets import is_unpublished
from .repetitions import redact_if_repetition
from .snapshots import Snapshot, compare_snapshots, take_snapshot

# The records that the summary of a publication counts.
COUNTED_RECORDS = {
    "decisions": Decision.objects.with_public_content,
    "status_updates": StatusUpdate.objects.known_as_of_request,
}
BATCH_SIZE = 1000


def take_public_snapshot(page: PortalPage) -> Snapshot | None:
    """Return a snapshot of the page as stored, or None if it is not public."""
    public_page = type(page)._default_manager.published().filter(pk=page.pk).first()
    return public_page and take_snapshot(public_page)


@transaction.atomic
def log_publication(page: PortalPage, revision: Revision, before: Snapshot | None) -> None:
    """Log the differences from what was public before, with the change note, and clear the note.

    Nothing is logged where nothing differs and there is no note.
    """
    kind = ChangeKind.CHANGED if before else _publication_kind(page)
    differences = count_records([page.pk])[page.pk] if kind != ChangeKind.CHANGED else []
    if before:
        differences = compare_snapshots(
            type(page), before, take_snapshot(type(page)._default_manager.get(pk=page.pk))
        )
    if differences or page.has_change_note or kind != ChangeKind.CHANGED:
        change = Change.objects.create(
            page_id=page.pk,
            revision=revision,
            at=page.last_published_at,
            kind=kind,
            differences=differences,
            note=page.change_note,
            is_major=page.change_is_major,
            is_correction=page.change_is_correction,
            reason=page.correction_reason if page.change_is_correction else "",
        )
        redact_if_repetition(change)
    clear_note(page, revision)


def _publication_kind(page: PortalPage) -> ChangeKind:
    """Return the kind of change in which a page becomes public."""
    last = Change.objects.of_page(page).newest_first().values_list("kind", flat=True).first()
    if last is None:
        return ChangeKind.PUBLISHED
    return ChangeKind.PUBLISHED_AGAIN if last == ChangeKind.WITHDRAWN else ChangeKind.CHANGED


def clear_note(page: PortalPage, revision: Revision) -> None:
    """Empty the published note on the page, in its revision and in drafts made from that."""
    note = {name: getattr(page, name) for name in NOTE_FIELDS}
    empty = page.clear_change_note()
    if note == empty:
        return
    type(page).objects.filter(pk=page.pk).update(**empty)
    for later_revision in page.revisions.filter(created_at__gte=revision.created_at):
        if {name: later_revision.content.get(name) for name in note} == note:
            page.revisions.filter(pk=later_revision.pk).update(content=later_revision.content | empty)
    revision.content |= empty  # aliases are updated from it


def log_withdrawal(page: Page) -> None:
    """Log that a page was withdrawn, if the log has the page."""
    if Change.objects.of_page(page).exists():
        Change.objects.create(page_id=page.pk, at=timezone.now(), kind=ChangeKind.WITHDRAWN)


def log_republication(page: Page) -> None:
    """Log that a withdrawn page which had stayed readable is public again."""
    if Change.objects.of_page(page).exists():
        differences = count_records([page.pk])[page.pk]
        kind = ChangeKind.PUBLISHED_AGAIN
        Change.objects.create(page_id=page.pk, at=timezone.now(), kind=kind, differences=differences)


def tombstone_of(page: Page) -> list[Change]:
    """Return what the log keeps of a page to be deleted: its withdrawals, if it was public."""
    changes = Change.objects.filter(page=page.pk)
    public_page = Page.objects.filter(is_public() | is_unpublished(), pk=page.pk).first()
    if not public_page or not changes.exists():
        return []
    withdrawn = ChangeKind.WITHDRAWN
    tombstones = [
        Change(pk=change.pk, at=change.at, kind=withdrawn) for change in changes.filter(kind=withdrawn)
    ]
    return [*tombstones, Change(at=timezone.now(), kind=withdrawn)] if public_page.live else tombstones


def log_first_publications() -> int:
    """Log as published each live page that has no log yet, and return their number.

    Loaded content is logged on the day of its `first_published_at`.
    """
    types = [model for model in get_page_models() if issubclass(model, PortalPage)]
    pages = (
        Page.objects.live()
        .type(*types)
        .filter(changes__isnull=True, alias_of__isnull=True, first_published_at__isnull=False)
    )
    pages_with_dates = list(pages.order_by("-path").values_list("pk", "first_published_at"))
    counted = count_records(None)
    Change.objects.bulk_create(
        (
            Change(page_id=key, at=at, kind=ChangeKind.PUBLISHED, differences=counted[key])
            for key, at in pages_with_dates
        ),
        batch_size=BATCH_SIZE,
    )
    return len(pages_with_dates)


def count_records(pages: Iterable[int] | None) -> dict[int, list[dict]]:
    """Return the counts of records by page, for the given pages or all of them."""
    counts = defaultdict(list)
    for name, queryset in COUNTED_RECORDS.items():
        records = queryset() if pages is None else queryset().filter(page__in=pages)
        for page, number in records.order_by().values_list("page").annotate(number=Count("pk")):
            counts[page].append({"name": name, "count": number})
    return counts
