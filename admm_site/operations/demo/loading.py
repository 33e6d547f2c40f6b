"""Load the demonstration content, all of it or nothing."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import transaction
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from wagtail.models import Page, Revision

from admm_site.changes.models import Change
from admm_site.changes.recording import log_first_publications
from admm_site.core.revisions import store_live_revisions
from admm_site.database import collect_statistics
from admm_site.documents.choices import Extraction
from admm_site.documents.extraction import Reader, extract
from admm_site.documents.models import PortalDocument
from admm_site.editorial.roles import demo_users_without_password, make_demo_users
from admm_site.pages.models import HomePage
from admm_site.search.indexing import suspend_indexing
from meetings.models import MeetingSeries

from . import fixtures


def has_content() -> bool:
    """Return whether there is more content than the home page that migrations create."""
    other_models = (model for model in fixtures.MODELS if not issubclass(model, Page))
    return (
        Page.objects.filter(depth__gt=2).exists()
        or Page.objects.filter(depth=2).count() != 1
        or HomePage.objects.filter(latest_revision__isnull=False).exists()
        or any(model._default_manager.exists() for model in other_models)
    )


def is_as_shipped(folder: Path = fixtures.FOLDER) -> bool:
    """Return whether the content of the portal equals the fixtures."""
    try:
        texts = fixtures.dump()
    except fixtures.UnsupportedContent:
        return False
    return texts == {path.stem: path.read_text(encoding="utf-8") for path in fixtures.fixture_files(folder)}


def load(folder: Path = fixtures.FOLDER, *, reset: bool = False) -> None:
    """Load the fixtures and their files, fill the indexes and create the users.

    With `reset`, existing content is deleted first. An error restores everything, files included. If the
    process is interrupted after that, `finish` does the rest.
    """
    with suspend_indexing():
        _load(folder, reset)
    finish()


def is_unfinished() -> bool:
    """Return whether loading was interrupted before its last step, showing the passwords."""
    return bool(demo_users_without_password())


def finish() -> None:
    """Extract the text of waiting documents, index all passages, collect statistics; it can run again."""
    with suspend_indexing():
        read_documents()
    call_command("index_passages", verbosity=0)
    collect_statistics()


def _load(folder: Path, reset: bool) -> None:
    with _restore_files_on_error() as write_file, transaction.atomic():
        if reset:
            clear(keep=fixtures.media_files(folder))
        call_command("loaddata", *map(str, fixtures.fixture_files(folder)), verbosity=0)
        log_first_publications()
        store_live_revisions()
        call_command("rebuild_references_index", verbosity=0)
        call_command("update_index", verbosity=0)
        make_demo_users()
        for name, path in fixtures.media_files(folder).items():
            write_file(name, path.read_bytes())


def read_documents() -> None:
    """Extract the text of waiting documents, which fixtures don't contain."""
    with Reader() as reader:
        for document in PortalDocument.objects.filter(extraction=Extraction.WAITING):
            extract(document, reader)


def clear(*, keep: Collection[str] = ()) -> None:
    """Delete all pages, snippets, documents and images; users stay.

    Files are deleted after the transaction. Rows with a file in `keep` stay, because they are loaded next.
    """
    for home in HomePage.objects.all():
        for page in home.get_children().specific():
            page.delete()
        home.refresh_from_db()
        home.featured.all().delete()
        Revision.objects.for_instance(home).delete()
    Change.objects.all().delete()
    MeetingSeries.objects.update(reports_to=None)
    # Free the slugs of rows that stay: fixtures are loaded one by one, and slugs are unique.
    PortalDocument.objects.update(
        translation_of=None, replaced_by=None, slug=Concat(Value("was-"), Cast("pk", CharField()))
    )
    for model in reversed(fixtures.MODELS):
        if model in fixtures.FILE_MODELS:
            model._default_manager.exclude(file__in=keep).delete()
        elif not issubclass(model, Page):
            model._default_manager.all().delete()


@contextmanager
def _restore_files_on_error() -> Iterator:
    """Yield a function that writes a file to the storage, and restore the files on an error."""
    contents_before: dict[str, bytes | None] = {}

    def write_file(name: str, content: bytes) -> None:
        content_before = _read(name)
        if content_before != content:
            contents_before[name] = content_before
            _replace(name, content)

    try:
        yield write_file
    except BaseException:
        for name, content_before in contents_before.items():
            _replace(name, content_before)
        raise


def _read(name: str) -> bytes | None:
    if not default_storage.exists(name):
        return None
    with default_storage.open(name) as file:
        return file.read()


def _replace(name: str, content: bytes | None) -> None:
    if default_storage.exists(name):
        default_storage.delete(name)
    if content is not None:
        default_storage.save(name, ContentFile(content))
