"""Portals of their own for tests of commands: a database, a folder of files, and processes that use both."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.db import connection

from .faults import copy_database
from .test_database_unavailable import address_of_database


@dataclass(frozen=True)
class Installation:
    database: str
    folder: Path

    @property
    def media(self) -> Path:
        return self.folder / "media"

    def begin(self, *command: str, **variables: str) -> subprocess.Popen:
        environment = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": self.database,
            "VAR_DIR": str(self.folder),
            "LOG_LEVEL": "CRITICAL",
        }
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env=environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def manage(self, *arguments: str | Path, **variables: str) -> subprocess.CompletedProcess:
        process = self.begin("manage.py", *map(str, arguments), **variables)
        output, errors = process.communicate(timeout=300)
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def do(self, *arguments: str | Path) -> str:
        """The output of a command that must succeed."""
        done = self.manage(*arguments)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answers(self, surfaces: str = "all") -> dict:
        """What it answers at every public address, and its revisions."""
        file = self.folder / "answers.json"
        process = self.begin("-W", "ignore", "-m", "tests.operations.public_answers", str(file), surfaces)
        _output, errors = process.communicate(timeout=300)
        assert process.returncode == 0, errors
        return json.loads(file.read_text())

    def files(self) -> dict[str, bytes]:
        return {
            str(path.relative_to(self.media)): path.read_bytes()
            for path in self.media.rglob("*")
            if path.is_file()
        }


def of_tests(folder: Path) -> Installation:
    """The committed content of the running test, with its files in `folder/media`."""
    if connection.vendor == "sqlite":
        return Installation(f"sqlite:///{copy_database(folder / 'db.sqlite3')}", folder)
    return Installation(address_of_database(), folder)


def empty_sqlite(folder: Path) -> Installation:
    folder.mkdir()
    return Installation(f"sqlite:///{folder / 'db.sqlite3'}", folder)


@contextmanager
def empty_postgresql(folder: Path) -> Iterator[Installation]:
    folder.mkdir()
    name = f"test_restore_{uuid4().hex[:12]}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield Installation(f"{address_of_database().rpartition('/')[0]}/{name}", folder)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def empty(folder: Path) -> Iterator[Installation]:
    """An installation on the engine of the tests."""
    if connection.vendor == "sqlite":
        yield empty_sqlite(folder)
    else:
        with empty_postgresql(folder) as installation:
            yield installation
