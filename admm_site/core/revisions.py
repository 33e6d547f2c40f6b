"""Store live revisions for pages that were saved without being published, such as from fixtures.

Without a live revision, a live page would not stay as it is until a scheduled change.
"""

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from modelcluster.models import get_all_child_m2m_relations, get_all_child_relations
from wagtail.models import Page, PageLogEntry, Revision

BATCH_SIZE = 500
PUBLISH_ACTION = "wagtail.publish"
PUBLICATION_FIELDS = (
    *("live_revision", "latest_revision", "latest_revision_created_at"),
    "has_unpublished_changes",
)
SET_BY_PUBLICATION = {
    *PUBLICATION_FIELDS,
    *("live", "expired", "first_published_at", "last_published_at"),
    *("path", "depth", "numchild", "url_path", "draft_title", "locked"),
}


def without_live_revision() -> QuerySet[Page]:
    """Return the live pages that were never published by a revision; aliases have none."""
    live = Page.objects.filter(live=True, live_revision__isnull=True, alias_of__isnull=True)
    return live.exclude(depth=1)


def is_in_future(moment: datetime | None) -> bool:
    return moment is not None and moment > timezone.now()


@transaction.atomic
def store_live_revisions(pages: QuerySet[Page] | None = None) -> int:
    """Store a revision of the live content of each page without one, and return the number of pages."""
    stored = 0
    pages = without_live_revision() if pages is None else pages
    for content_type in ContentType.objects.filter(pk__in=pages.order_by().values("content_type")):
        page_type = content_type.model_class()
        if not page_type or not issubclass(page_type, Page):
            continue
        keys = list(pages.filter(content_type=content_type).order_by("pk").values_list("pk", flat=True))
        for first in range(0, len(keys), BATCH_SIZE):
            stored += _store(page_type, content_type, keys[first : first + BATCH_SIZE])
    return stored


def _store(page_type: type[Page], content_type: ContentType, keys: list[int]) -> int:
    relations = [
        *(relation.get_accessor_name() for relation in get_all_child_relations(page_type)),
        *(field.name for field in get_all_child_m2m_relations(page_type)),
    ]
    pages = list(page_type._base_manager.filter(pk__in=keys).prefetch_related(*relations))
    revisions = _latest_live_revisions(pages)
    new = [page for page in pages if page.pk not in revisions]
    base = ContentType.objects.get_for_model(Page)
    created = Revision.objects.bulk_create(
        Revision(
            content_type=content_type,
            base_content_type=base,
            object_id=str(page.pk),
            object_str=str(page),
            created_at=_published_at(page),
            content=page.serializable_data(),
        )
        for page in new
    )
    revisions |= {page.pk: revision for page, revision in zip(new, created, strict=True)}
    in_order = [revisions[page.pk] for page in pages]
    _set_revisions(pages, in_order)
    _log_publications(pages, in_order, content_type)
    return len(pages)


def _latest_live_revisions(pages: list[Page]) -> dict[int, Revision]:
    """Return by page its latest revision, if that has the live content and is not scheduled."""
    pages_by_revision = {page.latest_revision_id: page for page in pages if not page.has_unpublished_changes}
    latest = Revision.objects.filter(pk__in=filter(None, pages_by_revision), approved_go_live_at__isnull=True)
    return {
        pages_by_revision[revision.pk].pk: revision
        for revision in latest
        if _comparable_content(revision.content)
        == _comparable_content(pages_by_revision[revision.pk].serializable_data())
    }


def _comparable_content(content: dict) -> dict:
    """Return the content as a revision stores it, without the fields that publication sets."""
    stored_content = json.loads(json.dumps(content, cls=DjangoJSONEncoder))
    return {name: value for name, value in stored_content.items() if name not in SET_BY_PUBLICATION}


def _published_at(page: Page) -> datetime:
    """Return the recorded time of publication, but no later than a draft made since."""
    published = page.last_published_at or page.first_published_at or timezone.now()
    drafted = page.latest_revision_created_at
    return min(published, drafted - timedelta(seconds=1)) if drafted else published


def _set_revisions(pages: list[Page], revisions: Iterable[Revision]) -> None:
    """Set the live revision, and the latest one of pages without a newer draft."""
    for page, revision in zip(pages, revisions, strict=True):
        page.live_revision = revision
        if not page.latest_revision_id:
            page.latest_revision, page.latest_revision_created_at = revision, revision.created_at
            page.has_unpublished_changes = False
    plain = [Page(pk=page.pk, **{name: getattr(page, name) for name in PUBLICATION_FIELDS}) for page in pages]
    Page.objects.bulk_update(plain, PUBLICATION_FIELDS, batch_size=BATCH_SIZE)


def _log_publications(pages: list[Page], revisions: Iterable[Revision], content_type: ContentType) -> None:
    """Log the publication, so that the history in the admin begins with it."""
    entries = PageLogEntry.objects.filter(page__in=[page.pk for page in pages], action=PUBLISH_ACTION)
    logged = set(entries.values_list("page", flat=True))
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            page_id=page.pk,
            content_type=content_type,
            label=page.get_admin_display_title()[:255],
            action=PUBLISH_ACTION,
            revision=revision,
            timestamp=revision.created_at,
            content_changed=True,
        )
        for page, revision in zip(pages, revisions, strict=True)
        if page.pk not in logged
    )
