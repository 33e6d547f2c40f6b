"""The storage within a transaction that is really committed or rolled back."""

from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from admm_site.documents.file_changes import atomic_with_files


@pytest.fixture
def stored(settings):
    """Returns the names of the files in the storage."""

    def stored() -> set[str]:
        root = Path(settings.MEDIA_ROOT)
        return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}

    return stored


def test_what_is_rolled_back_without_an_error_leaves_no_file(real_transactions, stored):
    with atomic_with_files():
        default_storage.save("paper.pdf", ContentFile(b"A"))
        transaction.set_rollback(True)
    assert stored() == set()


def test_after_a_commit_files_are_deleted_and_stored_at_once(real_transactions, stored):
    default_storage.save("old.pdf", ContentFile(b"A"))
    with atomic_with_files():
        transaction.on_commit(lambda: default_storage.save("read.webp", ContentFile(b"A")))
        default_storage.delete("old.pdf")
        assert "old.pdf" in stored()
    assert stored() == {"read.webp"}
