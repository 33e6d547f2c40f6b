"""Files stored and deleted in a transaction that is committed or rolled back."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from admm_site.documents.file_changes import atomic_with_files


@pytest.fixture
def get_stored_files(settings):
    """Returns the names of the files in the storage."""

    def get_stored_files() -> set[str]:
        root = Path(settings.MEDIA_ROOT)
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    return get_stored_files


def test_what_is_rolled_back_without_an_error_leaves_no_file(real_transactions, get_stored_files):
    with atomic_with_files():
        default_storage.save("paper.pdf", ContentFile(b"A"))
        transaction.set_rollback(True)
    assert get_stored_files() == set()


def test_after_a_commit_files_are_deleted_and_stored_at_once(real_transactions, get_stored_files):
    default_storage.save("old.pdf", ContentFile(b"A"))
    with atomic_with_files():
        transaction.on_commit(lambda: default_storage.save("read.webp", ContentFile(b"A")))
        default_storage.delete("old.pdf")
        assert "old.pdf" in get_stored_files()
    assert get_stored_files() == {"read.webp"}
