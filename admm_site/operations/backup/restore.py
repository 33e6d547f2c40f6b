"""Restore a backup into an empty portal: check first, then files, then the database, then verify.

Until it is done, a note in the storage of files says so: what was interrupted is recognised by the next
restore and by `verify`. A SQLite file gets its name when it is complete.
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import Storage, default_storage
from django.core.management import call_command
from django.db import connection
from django.utils.translation import gettext as _

from admm_site.database import collect_statistics

from . import engines
from .archive import FILES, FORMAT, BackupError, iter_members, read_header, verify_archive
from .snapshot import count_rows

UNFINISHED = "restore-unfinished.txt"
NOTE = b"A backup is being restored, or restoring it was interrupted: see docs/operate.md.\n"
SQLITE_SIDE_FILES = ("-wal", "-shm", "-journal")

Report = Callable[[str], None]


def check(path: Path, report: Report) -> dict:
    """Return the manifest of a backup that this portal can restore, or raise `BackupError`."""
    header = read_header(path)
    if header["format"] > FORMAT or (unknown := engines.unknown_migrations(header)):
        detail = "" if header["format"] > FORMAT else f" ({unknown[0]})"
        raise BackupError(
            _("%(file)s was made by a newer version of the portal%(detail)s: upgrade this one first.")
            % {"file": path, "detail": detail}
        )
    if header["engine"] not in (connection.vendor, engines.PORTABLE):
        raise BackupError(
            _("%(file)s is of %(engine)s and this database is not: make one with backup --portable.")
            % {"file": path, "engine": header["engine"]}
        )
    return verify_archive(path, lambda number: report(_("checked: %(n)d") % {"n": number}))


def check_target() -> None:
    """Raise `BackupError` unless the database has no tables and the storage no files."""
    is_interrupted = is_unfinished()
    if connection.introspection.table_names():
        raise BackupError(
            _("Restoring into this database was interrupted: make it anew, empty, and restore again.")
            if is_interrupted
            else _("The database is not empty: restore into a new one, before migrate.")
        )
    if not is_interrupted and next(_iter_files(default_storage), None):
        where = (
            _("The bucket (STORAGE_URL)") if settings.OBJECT_STORE else _("The folder of files (MEDIA_ROOT)")
        )
        raise BackupError(_("%(storage)s is not empty: use a new one.") % {"storage": where})


def is_unfinished() -> bool:
    """Return whether a backup is being restored, or was until something interrupted it."""
    return default_storage.exists(UNFINISHED)


def restore(path: Path, manifest: dict, report: Report) -> None:
    """Restore the checked backup into the empty database and storage."""
    if not is_unfinished():
        default_storage.save(UNFINISHED, ContentFile(NOTE))
    for name in list(_iter_files(default_storage)):  # of a restore that was interrupted
        if name != UNFINISHED:
            default_storage.delete(name)
    _restore_files(path, manifest, report)
    with _new_database():
        _restore_database(path, manifest, report)
        _compare_counts(manifest)
        report(_("migrating and indexing"))
        collect_statistics()
        call_command("migrate", verbosity=0, interactive=False)
        if manifest["engine"] == engines.PORTABLE:
            call_command("update_index", verbosity=0)
    default_storage.delete(UNFINISHED)


def _restore_files(path: Path, manifest: dict, report: Report) -> None:
    deleted = set(manifest["deleted_meanwhile"])
    number = 0
    for member, content in iter_members(path):
        name = member.removeprefix(FILES)
        if name == member or name in deleted:
            continue
        if default_storage.exists(name):  # replaced while the backup was made: the later one counts
            default_storage.delete(name)
        if default_storage.save(name, File(content.file, name)) != name:
            raise BackupError(_("%(file)s can’t be stored under its name.") % {"file": name})
        number += 1
        report(f"{number}/{manifest['files']} {_('files')}")


def _restore_database(path: Path, manifest: dict, report: Report) -> None:
    if manifest["engine"] == engines.PORTABLE:
        engines.restore_tables(iter_members(path), manifest, report)
        return
    for name, content in iter_members(path):
        if engines.is_database_member(name):
            report(name)
            restore_native = (
                engines.restore_sqlite if connection.vendor == "sqlite" else engines.restore_postgresql
            )
            restore_native(content)


def _compare_counts(manifest: dict) -> None:
    counts = count_rows(list(manifest["counts"]))
    for table, expected in manifest["counts"].items():
        if counts[table] != expected:
            raise BackupError(
                _("%(table)s has %(found)d rows instead of %(expected)d.")
                % {"table": table, "found": counts[table], "expected": expected}
            )


@contextmanager
def _new_database() -> Iterator[None]:
    """Let the block fill a database that others see as a whole: with SQLite a file of another name."""
    if connection.vendor != "sqlite":
        yield
        return
    target = Path(connection.settings_dict["NAME"])
    unfinished = target.with_name(f"{target.name}.restoring")
    _delete_sqlite(unfinished)
    connection.close()
    connection.settings_dict["NAME"] = str(unfinished)
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_WRONLY, 0o600))
        yield
        connection.close()
        _delete_sqlite(target)
        unfinished.replace(target)
    finally:
        connection.close()
        connection.settings_dict["NAME"] = str(target)
        _delete_sqlite(unfinished)


def _delete_sqlite(path: Path) -> None:
    for suffix in ("", *SQLITE_SIDE_FILES):
        with suppress(FileNotFoundError):
            Path(f"{path}{suffix}").unlink()


def _iter_files(storage: Storage, folder: str = "") -> Iterator[str]:
    try:
        folders, names = storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in names)
    for inner in folders:
        yield from _iter_files(storage, f"{folder}{inner}/")
