"""Make a backup: files first, while the database is read as it was at one moment.

A file that is deleted before it could be copied is no longer in the database either: then the database is
read again, and only what was uploaded meanwhile is copied after it.
"""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from . import engines, tables
from .archive import FILES, ArchiveWriter, BackupError, is_archive
from .inventory import FileInventory
from .snapshot import (
    applied_migrations,
    count_rows,
    iter_file_names,
    portal_models,
    snapshot,
)

MAX_SNAPSHOTS = 10

Report = Callable[[str], None]
Problems = set[tuple[str, str]]  # names of files and their recorded checksums


def create(path: Path, *, is_portable: bool, report: Report, warn: Report) -> dict:
    """Write a backup to the path once it is complete, and return its manifest."""
    if path.exists() and not is_archive(path):
        raise BackupError(_("%(file)s exists and is no backup: choose another name.") % {"file": path})
    with _working_folder(path) as folder:
        complete = folder / "complete.tar"
        with open(complete, "wb", opener=_open_private) as file:
            manifest = _Backup(folder, is_portable, report, warn).write(file)
            file.flush()
            os.fsync(file.fileno())
        complete.replace(path)
        _fsync_folder(path.parent)
    return manifest


@contextmanager
def _working_folder(path: Path) -> Iterator[Path]:
    """Yield an empty folder beside the path, which a killed backup leaves behind and the next one empties."""
    folder = path.with_name(f"{path.name}.partial")
    folder.mkdir(mode=0o700, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        raise BackupError(_("Another backup to %(file)s is being made.") % {"file": path}) from None
    try:
        for leftover in folder.iterdir():
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(lock)


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _fsync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)


class _Backup:
    def __init__(self, folder: Path, is_portable: bool, report: Report, warn: Report):
        self.folder, self.report, self.warn = folder, report, warn
        self.engine = engines.PORTABLE if is_portable else connection.vendor
        self.inventory = FileInventory(folder / "files.sqlite3")
        self.copied_count = 0

    def write(self, file: IO[bytes]) -> dict:
        header = {
            "engine": self.engine,
            "made_at": timezone.now().isoformat(timespec="seconds"),
            "migrations": applied_migrations(),
        }
        with ArchiveWriter(file, header) as archive, closing(self.inventory):
            dumps, database, problems = self._copy_until_consistent(archive)
            for name, path in dumps:
                archive.add_path(name, path)
            for name, recorded in sorted(problems):
                self.warn(_describe_problem(name, recorded))
            manifest = {
                **database,
                "files": self.inventory.count_copied(),
                "faulty_files": sorted(name for name, _recorded in problems),
                "deleted_meanwhile": self.inventory.unwanted(),
            }
            archive.finish(manifest)
        return {**archive.header, **manifest}

    def _copy_until_consistent(self, archive: ArchiveWriter) -> tuple[list[tuple[str, Path]], dict, Problems]:
        """Dump the database and copy the files that it names, until no file was deleted in between."""
        earlier_problems: Problems = set()
        for _attempt in range(MAX_SNAPSHOTS):
            with snapshot():
                dumps = engines.dump(self.engine, self.folder, self.report)
                counts = count_rows([model._meta.db_table for model in portal_models()])
                database = {"counts": counts, "sequences": tables.sequences()}
                self.inventory.want_only(iter_file_names())
            problems = self._copy_files(archive, earlier_problems)
            if problems <= earlier_problems:
                return dumps, database, problems
            earlier_problems = problems
        raise BackupError(_("Files are deleted faster than they can be copied: try again later."))

    def _copy_files(self, archive: ArchiveWriter, earlier_problems: Problems) -> Problems:
        """Copy the files that the archive lacks; return those that are missing or not as recorded."""
        problems: Problems = set()
        total = self.copied_count + self.inventory.count_pending()
        for name, recorded, copied in self.inventory.iter_pending():
            if copied is None or (name, recorded) not in earlier_problems:
                copied = self._copy(archive, name)
            if copied is None or (recorded and copied != recorded):
                problems.add((name, recorded))
            self.copied_count += 1
            self.report(f"{self.copied_count}/{total} {_('files')}")
        return problems

    def _copy(self, archive: ArchiveWriter, name: str) -> str | None:
        """Return the checksum of the copied file; None if it can't be read."""
        try:
            with default_storage.open(name) as file:
                checksum = archive.add(f"{FILES}{name}", file, file.size)
        except FileNotFoundError:
            return None
        self.inventory.set_copied(name, checksum)
        return checksum


def _describe_problem(name: str, recorded: str) -> str:
    if default_storage.exists(name) and recorded:
        return _("%(file)s is in the backup, but is not what was uploaded: it is damaged.") % {"file": name}
    return _("%(file)s is missing, and so not in the backup.") % {"file": name}
