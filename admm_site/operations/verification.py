"""Checks of the stored content: each yields a sentence for each problem.

They change nothing, except that a document whose file differs from the upload is marked as damaged. Rows are
read in batches, so that memory doesn't grow with the content.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePosixPath

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import Storage, default_storage
from django.db import DEFAULT_DB_ALIAS, models
from django.db.models import CharField, Exists, OuterRef
from django.db.models.functions import Cast
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from wagtail.models import Collection, Page, ReferenceIndex, Revision, get_page_models
from wagtail.search.models import IndexEntry

from admm_site.audit import append_only
from admm_site.core.checks import check_slugs
from admm_site.core.content_version import missing_triggers
from admm_site.documents.extraction import mark_corrupt
from admm_site.documents.file_changes import find_referenced_names
from admm_site.documents.models import DocumentVersion, PortalDocument, PortalImage, PortalRendition
from admm_site.operations.backup.restore import UNFINISHED, is_unfinished
from admm_site.search import indexing
from admm_site.search.compile import uses_database_index
from admm_site.search.models import Passage
from admm_site.search.passages import owner_key

BATCH_SIZE = 200


@dataclass(frozen=True)
class Check:
    """A check; `find_problems` yields a sentence for each problem."""

    name: str | Promise
    find_problems: Callable[[], Iterator[str]]


def describe(row: models.Model) -> str:
    """Return kind, name and number of a row: Meeting “5th ADMM” (12)."""
    name = row.title if isinstance(row, Page) else row
    return f"{capfirst(row._meta.verbose_name)} “{name}” ({row.pk})"


def in_batches(rows: models.QuerySet) -> Iterator[list[models.Model]]:
    """Yield the rows in batches, each by a query of its own."""
    last = None
    while batch := list((rows.filter(pk__gt=last) if last else rows).order_by("pk")[:BATCH_SIZE]):
        yield batch
        last = batch[-1].pk


def iter_rows(rows: models.QuerySet) -> Iterator[models.Model]:
    return chain.from_iterable(in_batches(rows))


# Trees of pages and collections


def check_tree() -> Iterator[str]:
    problems = (
        _("its place in the tree has characters that no place has"),
        _("its place in the tree is incomplete"),
        _("what it is below of is gone"),
        _("it is stored at another depth than it has"),
        _("it is stored with another number of children than it has"),
    )
    for model in (Page, Collection):
        for sentence, keys in zip(problems, model.find_problems(), strict=True):
            for key in keys:
                yield _("%(what)s: %(fault)s.") % {
                    "what": describe(model.objects.get(pk=key)),
                    "fault": sentence,
                }
    yield from _pages_without_type_row()


def _pages_without_type_row() -> Iterator[str]:
    """Yield pages without a row in the table of their type."""
    for content_type in ContentType.objects.filter(pk__in=Page.objects.order_by().values("content_type")):
        model = content_type.model_class()
        if model is None or model is Page:
            continue
        rows = Page.objects.filter(content_type=content_type)
        for page in iter_rows(rows.exclude(pk__in=model._base_manager.order_by().values("pk"))):
            yield _("%(page)s: all of it but its title and address is gone.") % {"page": describe(page)}


def check_addresses() -> Iterator[str]:
    for message in check_slugs(databases=[DEFAULT_DB_ALIAS]):
        yield message.msg


# What refers to what


def check_references() -> Iterator[str]:
    """Compare the reference index, which decides what files are public, with the rows."""
    for model in apps.get_models():
        if ReferenceIndex.is_indexed(model):
            yield from _outdated_references(model)
    yield from _orphaned_references()


def _outdated_references(model: type[models.Model]) -> Iterator[str]:
    base = ReferenceIndex._get_base_content_type(model)
    rows = model._base_manager.all()
    if issubclass(model, Page):
        rows = rows.filter(content_type=ContentType.objects.get_for_model(model))
    for batch in in_batches(rows):
        stored = defaultdict(set)
        references = ReferenceIndex.objects.filter(
            base_content_type=base, object_id__in=[str(row.pk) for row in batch]
        )
        for key, *reference in references.values_list(
            "object_id", "to_content_type", "to_object_id", "model_path", "content_path"
        ):
            stored[key].add(tuple(reference))
        for row in batch:
            if set(ReferenceIndex._extract_references_from_object(row)) != stored[str(row.pk)]:
                yield _(
                    "%(what)s: the index of references does not say what it refers to. Run manage.py"
                    " rebuild_references_index."
                ) % {"what": describe(row)}


def _orphaned_references() -> Iterator[str]:
    for key in ReferenceIndex.objects.order_by().values_list("base_content_type", flat=True).distinct():
        content_type = ContentType.objects.get_for_id(key)
        model = content_type.model_class()
        references = ReferenceIndex.objects.filter(base_content_type=content_type)
        if model is not None:
            keys = model._base_manager.order_by().values_list(Cast("pk", CharField()))
            references = references.exclude(object_id__in=keys)
        for number in references.order_by("object_id").values_list("object_id", flat=True).distinct():
            yield _(
                "%(kind)s %(number)s is gone, and the index of references still says what it refers to. Run"
                " manage.py rebuild_references_index."
            ) % {"kind": capfirst(content_type.name), "number": number}


# What search knows


def check_search() -> Iterator[str]:
    """Compare passages with the objects they are made from, and the index with the passages."""
    if indexing.is_outdated():
        yield _("The search index is of an earlier version. Run manage.py index_passages.")
        return
    owners = set()
    for rows in indexing.iter_batches():
        owners |= {owner_key(row) for row in rows}
        outdated = indexing.stale_owners(rows)
        for row in rows:
            if owner_key(row) in outdated:
                yield _("%(what)s: search does not know it as it is. Run manage.py index_passages.") % {
                    "what": describe(row)
                }
    for owner in sorted(set(Passage.objects.order_by().values_list("owner", flat=True).distinct()) - owners):
        yield _("Search still knows %(owner)s, which is gone. Run manage.py index_passages.") % {
            "owner": owner
        }
    if uses_database_index():
        yield from _unindexed_passages()


def _unindexed_passages() -> Iterator[str]:
    entries = IndexEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Passage), object_id=Cast(OuterRef("pk"), CharField())
    )
    for passage in iter_rows(Passage.objects.filter(~Exists(entries)).defer("text", "analyzed_text")):
        yield _("“%(title)s” (%(key)s) is not in the search index. Run manage.py update_index.") % {
            "title": passage.name,
            "key": passage.key,
        }


# Revisions


def check_revisions() -> Iterator[str]:
    """Check that each live page has its live revision and a latest one, and that both can be loaded."""
    for page_type in get_page_models():
        content_type = ContentType.objects.get_for_model(page_type)
        pages = page_type._base_manager.filter(content_type=content_type, depth__gt=1, alias_of=None)
        for page in iter_rows(pages):
            yield from (
                _("%(page)s: %(fault)s.") % {"page": describe(page), "fault": fault}
                for fault in _revision_problems(page)
            )


def _revision_problems(page: Page) -> Iterator[str]:
    keys = {page.latest_revision_id: _("its latest version")}
    if page.live:
        keys |= {page.live_revision_id: _("the version that is public")}
    stored = {revision.pk: revision for revision in Revision.objects.for_instance(page).filter(pk__in=keys)}
    for key, name in keys.items():
        if key is None and not page.live:
            continue  # a page that was never edited
        if key not in stored:
            yield _("%(version)s is gone from its history") % {"version": name}
            continue
        try:
            stored[key].as_object()
        except Exception as error:  # whatever a damaged revision raises
            yield _("%(version)s in its history can’t be opened (%(error)r)") % {
                "version": name,
                "error": error,
            }


# Files


def check_files() -> Iterator[str]:
    """Compare the files of documents, earlier versions and images with their checksums."""
    for model in (PortalDocument, DocumentVersion, PortalImage):
        for row in iter_rows(model._base_manager.all()):
            if fault := _file_problem(row):
                yield f"{describe(row)}: {fault}."
    derived_files = ((PortalDocument, "picture"), (PortalRendition, "file"))
    for model, name in derived_files:
        for row in iter_rows(model._base_manager.exclude(**{name: ""})):
            file = getattr(row, name)
            if not file.storage.exists(file.name):
                yield _("%(what)s: the picture %(file)s is missing.") % {
                    "what": describe(row),
                    "file": file.name,
                }


def _file_problem(row) -> str:
    values = {"file": row.file.name}
    try:
        matches = row.file_matches_checksum()
    except FileNotFoundError:
        return _("its file %(file)s is missing") % values
    except OSError as error:
        return _("its file %(file)s can’t be read (%(error)s)") % (values | {"error": error})
    if matches is None:
        missing = not row.file.storage.exists(row.file.name)
        return _("its file %(file)s is missing") % values if missing else ""
    if matches:
        return ""
    if isinstance(row, PortalDocument):
        mark_corrupt(row)
    return _("its file %(file)s is no longer what was uploaded: restore it from a backup") % values


def check_restore() -> Iterator[str]:
    if is_unfinished():
        yield _("Restoring a backup was interrupted: restore it again, into an empty database and folder.")


def check_orphaned_files() -> Iterator[str]:
    """Yield the files in the storage that no row names."""
    for names in _folders(default_storage):
        for name in sorted(names - find_referenced_names(names) - {UNFINISHED}):
            yield _("The file %(file)s belongs to nothing.") % {"file": name}


def _folders(storage: Storage, folder: str = "") -> Iterator[set[str]]:
    """Yield the names of the files in each folder, in batches."""
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:  # before anything is uploaded
        return
    for start in range(0, len(names), BATCH_SIZE):
        yield {str(PurePosixPath(folder, name)) for name in names[start : start + BATCH_SIZE]}
    for inner in folders:
        yield from _folders(storage, str(PurePosixPath(folder, inner)))


def check_content_version() -> Iterator[str]:
    """Yield the tables whose changes don't invalidate cached responses."""
    for table in sorted(missing_triggers()):
        yield _("Changes of the table %(table)s don’t invalidate cached responses: run migrate.") % {
            "table": table
        }


def check_audit_trail() -> Iterator[str]:
    if append_only.missing_triggers():
        yield _("The database doesn’t protect the audit trail from changes: run migrate.")


CHECKS: Iterable[Check] = (
    Check(_lazy("Page tree"), check_tree),
    Check(_lazy("Addresses"), check_addresses),
    Check(_lazy("References"), check_references),
    Check(_lazy("Search"), check_search),
    Check(_lazy("Revisions"), check_revisions),
    Check(_lazy("Files"), check_files),
    Check(_lazy("Files of nothing"), check_orphaned_files),
    Check(_lazy("Restore"), check_restore),
    Check(_lazy("Audit trail"), check_audit_trail),
    Check(_lazy("Version of the content"), check_content_version),
)
