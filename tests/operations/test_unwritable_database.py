"""A SQLite file that the portal's account can't write: pages are served, or one sentence says what to do."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.factories.portal import create_full_portal

from .faults import AS_ORDINARY_ACCOUNT, copy_database
from .served_portal import ask, served

pytestmark = [
    pytest.mark.skipif(connection.vendor != "sqlite", reason="A server has its files for itself."),
    pytest.mark.slow,
]


@pytest.fixture
def file(real_transactions, tmp_path) -> Path:
    create_full_portal()
    (tmp_path / "database").mkdir()
    return copy_database(tmp_path / "database/db.sqlite3")


def use_write_ahead_log(file: Path) -> None:
    """Switches the file to a write-ahead log, as the portal does."""
    with closing(sqlite3.connect(file)) as database:
        database.execute("PRAGMA journal_mode = WAL")


def manage(command: str, address: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [*AS_ORDINARY_ACCOUNT, sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": address},
        capture_output=True,
        text=True,
        check=False,
    )


def in_read_only_folder(file: Path) -> str:
    file.parent.chmod(0o555)
    return f"sqlite:///{file}"


def read_only_file(file: Path) -> str:
    use_write_ahead_log(file)
    file.chmod(0o444)
    return f"sqlite:///{file}"


def declared_immutable(file: Path) -> str:
    use_write_ahead_log(file)
    file.parent.chmod(0o555)
    return f"sqlite:///{file}?immutable=1"


@pytest.mark.exhaustive
@pytest.mark.parametrize(
    "place",
    [in_read_only_folder, read_only_file, declared_immutable],
    ids=lambda place: place.__name__,
)
def test_a_file_is_read_and_the_log_says_once_that_nothing_can_be_saved(file, static_files, tmp_path, place):
    address = place(file)
    with (
        (tmp_path / "log").open("wb") as log,
        served(address, before=AS_ORDINARY_ACCOUNT, log=log, STATIC_ROOT=str(static_files)) as port,
    ):
        for page in ("/", "/meetings/5th-admm/", "/meetings.csv", "/search/?q=jakarta", "/report/"):
            assert (page, ask(port, page).status) == (page, 200)

    log = (tmp_path / "log").read_text()
    assert log.count(f"{file} is opened for reading only: nothing can be saved.") == 1
    assert "Traceback" not in log


@pytest.mark.parametrize("mode", ["", "?mode=ro"])
def test_an_unreadable_database_keeps_the_portal_from_starting(file, mode):
    use_write_ahead_log(file)
    file.parent.chmod(0o555)

    output = manage("check", f"sqlite:///{file}{mode}")

    assert output.returncode == 1
    assert output.stderr.startswith(f"DATABASE_URL: SQLite needs to write beside {file} even to read it")
    assert f"write sqlite:///{file}?immutable=1." in output.stderr
    assert len(output.stderr.splitlines()) == 1


@pytest.mark.exhaustive
def test_a_writable_database_is_written_to(file):
    use_write_ahead_log(file)
    with closing(sqlite3.connect(file)) as open_elsewhere:
        open_elsewhere.execute("SELECT count(*) FROM wagtailcore_page")
        file.parent.chmod(0o555)
        assert manage("clearsessions", f"sqlite:///{file}").returncode == 0
