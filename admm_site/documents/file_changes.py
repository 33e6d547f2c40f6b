"""Make changes of uploaded files transactional: a rollback leaves the storage as it was.

Wagtail stores and deletes files in the middle of a save. Here, a file is deleted once the transaction is
committed and no row refers to it, and a stored file is deleted again if the transaction is rolled back.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain, count
from pathlib import PurePosixPath

from django.apps import apps
from django.core.files.storage import Storage
from django.db import connection, models, transaction

logger = logging.getLogger(__name__)


class FileChanges:
    """The files that a transaction has stored, and those to delete when it is committed."""

    def __init__(self):
        self.is_open = True
        self.stored: list[tuple[Storage, str]] = []
        self.deleted: list[tuple[Storage, str]] = []

    def commit(self) -> None:
        """Delete the files to be deleted, except those that a row still refers to."""
        self.is_open = False
        named = find_referenced_names({name for _, name in self.deleted}) if self.deleted else set()
        _delete((storage, name) for storage, name in self.deleted if name not in named)

    def roll_back(self) -> None:
        """Delete the files that were stored."""
        self.is_open = False
        _delete(self.stored)


def _delete(files: Iterable[tuple[Storage, str]]) -> None:
    for storage, name in files:
        try:
            storage.delete(name)
        except OSError:  # must hide neither the error that rolled back nor the change that is committed
            logger.exception("The file %s stays in the storage: it could not be deleted.", name)


_current: ContextVar[FileChanges | None] = ContextVar("file_changes", default=None)
# Django asks for another name when somebody else took the first meanwhile: the last one is that of the file.
_name_to_write: ContextVar[str] = ContextVar("name_to_write", default="")


def _open_changes() -> FileChanges | None:
    changes = _current.get()
    return changes if changes and changes.is_open else None


@contextmanager
def atomic_with_files() -> Iterator[None]:
    """Open a transaction that includes uploaded files; a nested one is a plain transaction."""
    if _open_changes():
        with transaction.atomic():
            yield
        return
    changes = FileChanges()
    token = _current.set(changes)
    try:
        with transaction.atomic():
            # Before all other callbacks on commit: some of them read files.
            transaction.on_commit(changes.commit, robust=True)
            yield
        if changes.is_open and not connection.in_atomic_block:  # rolled back without an error
            changes.roll_back()
    except BaseException:
        if changes.is_open:
            changes.roll_back()
        raise
    finally:
        _current.reset(token)


def find_referenced_names(names: set[str]) -> set[str]:
    """Return those of the file names that a row of any model refers to."""
    fields = (
        (model, field)
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, models.FileField)
    )
    rows = (
        model._base_manager.filter(**{f"{field.name}__in": names}).values_list(field.name, flat=True)
        for model, field in fields
    )
    return set(chain.from_iterable(rows))


class TransactionalStorageMixin:
    """A mixin for storages whose changes follow the transaction within `atomic_with_files`."""

    writes_whole_files = False  # or nothing of them

    def save(self, name, content, max_length=None):
        try:
            stored = super().save(name, content, max_length)
        except OSError:  # the disk is full: what was written of the file belongs to nothing
            if not self.writes_whole_files:
                _delete([(super(), _name_to_write.get())])
            raise
        if changes := _open_changes():
            changes.stored.append((self, stored))
        return stored

    def delete(self, name):
        if changes := _open_changes():
            changes.deleted.append((self, name))
        else:
            super().delete(name)

    def get_available_name(self, name, max_length=None):
        """Keep the name of a file that replaces one of the same name, for its URL, in another folder."""
        changes = _open_changes()
        if changes and (self, name) in changes.deleted:
            path = PurePosixPath(name)
            folders = (str(path.parent / str(number) / path.name) for number in count(2))
            name = next(other for other in folders if not self.exists(other))
        name = super().get_available_name(name, max_length)
        _name_to_write.set(name)
        return name
