"""Dump and restore the database: by SQLite's or PostgreSQL's own means, or as tables for either."""

import gzip
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from . import tables
from .archive import CHUNK_BYTES, BackupError, MemberReader
from .snapshot import CONTENT_VERSION, SESSIONS

PORTABLE = "portable"
SQLITE_MEMBER, POSTGRESQL_MEMBER = "database.sqlite3.gz", "database.pgdump"
PAGES_AT_ONCE = 2000  # of SQLite, between two reports

Report = Callable[[str], None]
Dump = Callable[[Path, Report], Iterator[tuple[str, Path]]]


def dump(engine: str, folder: Path, report: Report) -> list[tuple[str, Path]]:
    """Write the database as it is in the snapshot to files in the folder; return members and files."""
    dumps: dict[str, Dump] = {PORTABLE: tables.dump, "sqlite": _dump_sqlite, "postgresql": _dump_postgresql}
    return list(dumps[engine](folder, report))


def is_database_member(name: str) -> bool:
    return name in (SQLITE_MEMBER, POSTGRESQL_MEMBER) or name.startswith(tables.FOLDER)


# SQLite


def _dump_sqlite(folder: Path, report: Report) -> Iterator[tuple[str, Path]]:
    copy, packed = folder / "database.sqlite3", folder / SQLITE_MEMBER
    copy.unlink(missing_ok=True)

    def progress(_status: int, remaining: int, total: int) -> None:
        report(f"{total - remaining}/{total}")

    with closing(sqlite3.connect(copy)) as target:
        connection.connection.backup(target, pages=PAGES_AT_ONCE, progress=progress)
        target.execute("PRAGMA secure_delete = ON")
        target.execute(f"DELETE FROM {SESSIONS}")  # noqa: S608 - a constant
        target.commit()
        target.execute("PRAGMA journal_mode = DELETE")
    with copy.open("rb") as source, gzip.open(packed, "wb", compresslevel=1) as file:
        shutil.copyfileobj(source, file, CHUNK_BYTES)
    copy.unlink()
    yield SQLITE_MEMBER, packed


def restore_sqlite(content: MemberReader) -> None:
    """Write the file of the current connection, and check that SQLite can read all of it."""
    path = Path(connection.settings_dict["NAME"])
    connection.close()
    with gzip.GzipFile(fileobj=content) as source, path.open("wb") as file:
        shutil.copyfileobj(source, file, CHUNK_BYTES)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check(1)")
        (result,) = cursor.fetchone()
    if result != "ok":
        raise BackupError(_("SQLite can’t read the database of the backup: %(fault)s") % {"fault": result})


# PostgreSQL


def _dump_postgresql(folder: Path, report: Report) -> Iterator[tuple[str, Path]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot_name,) = cursor.fetchone()
    path = folder / POSTGRESQL_MEMBER
    report("pg_dump")
    options = [
        *("--format=custom", "--no-owner", "--no-privileges", "--no-comments", f"--snapshot={snapshot_name}"),
        *(f"--exclude-table-data={table}" for table in (SESSIONS, CONTENT_VERSION)),
    ]
    with path.open("wb") as file:
        _run("pg_dump", options, stdout=file)
    yield POSTGRESQL_MEMBER, path


def restore_postgresql(content: MemberReader) -> None:
    """Restore the dump in one transaction: all of it or nothing."""
    connection.close()
    _run(
        "pg_restore",
        ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"],
        source=content,
    )


def _run(
    program: str, options: list[str], *, source: MemberReader | None = None, stdout: IO | None = None
) -> None:
    """Run a program of PostgreSQL on this database; its password is passed in the environment."""
    arguments, variables = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    *server, name = arguments[1:]
    with TemporaryFile() as errors:
        try:
            process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL, and this portal's own settings
                [program, *server, *options, f"--dbname={name}"],
                stdin=subprocess.PIPE if source else subprocess.DEVNULL,
                stdout=stdout or subprocess.DEVNULL,
                stderr=errors,
                env={**os.environ, **(variables or {})},
            )
        except FileNotFoundError:
            raise BackupError(
                _("%(program)s is missing: install the client programs of PostgreSQL, or use --portable.")
                % {"program": program}
            ) from None
        with process:
            if source and process.stdin:
                _feed(process.stdin, source)
        errors.seek(0)
        if process.returncode:
            lines = errors.read().decode(errors="replace").strip().splitlines()
            raise BackupError(lines[0] if lines else f"{program}: {process.returncode}")


def _feed(stdin: IO[bytes], source: MemberReader) -> None:
    """Write everything to the standard input of a process, unless it ends earlier: its exit code says why."""
    with suppress(BrokenPipeError):
        shutil.copyfileobj(source, stdin, CHUNK_BYTES)
    with suppress(BrokenPipeError):
        stdin.close()


# Either


def unknown_migrations(manifest: dict) -> list[str]:
    """Return the migrations of the backup that this version of the portal doesn't have."""
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    return [
        f"{app}.{name}"
        for app, names in manifest["migrations"].items()
        for name in names
        if (app, name) not in migrations
    ]


def restore_tables(members: Iterator[tuple[str, MemberReader]], manifest: dict, report: Report) -> None:
    """Create the tables as they were in the portal of the backup, and load their rows in one transaction."""
    executor = MigrationExecutor(connection)
    registry = executor.migrate(_last_migrations(executor.loader, manifest)).apps
    with transaction.atomic():
        tables.clear(registry)
        for name, content in members:
            if name.startswith(tables.FOLDER):
                report(name)
                tables.load(name, content, registry)
    tables.restore_sequences(manifest["sequences"], registry)


def _last_migrations(loader: MigrationLoader, manifest: dict) -> list[tuple[str, str]]:
    """Return the migrations of the backup that no other one of the same app follows."""
    applied = {(app, name) for app, names in manifest["migrations"].items() for name in names}
    nodes = loader.graph.node_map
    return sorted(
        node
        for node in applied & nodes.keys()
        if not any(child.key[0] == node[0] and child.key in applied for child in nodes[node].children)
    )
