"""`make demo` in a fresh checkout: the next run completes an interrupted one."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import URLError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import pytest
from bs4 import BeautifulSoup
from django.conf import settings

from tests.ports import free_port

SECONDS = 150
NOT_NEEDED = shutil.ignore_patterns(".*", "__pycache__", "docs", "node_modules", "tests", "var")
SIGN_IN = re.compile(r"^  (admin|editor) +(\S+)$", re.MULTILINE)


class Checkout:
    """A copy of the portal's files with nothing but the installed packages."""

    def __init__(self, folder: Path):
        self.folder = shutil.copytree(settings.BASE_DIR, folder, ignore=NOT_NEEDED)
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = {"PATH": os.environ["PATH"], "PYTHONUNBUFFERED": "1"}
        self.runs: list[tuple[subprocess.Popen, Path]] = []
        packages = self.folder / ".venv"
        packages.mkdir()
        for name in ("bin", "lib", "pyvenv.cfg"):
            (packages / name).symlink_to(Path(sys.prefix, name))
        (packages / "runtime").touch()

    def make_demo(self) -> subprocess.Popen:
        log = self.folder / f"log-{len(self.runs)}"
        with log.open("wb") as output:
            process = subprocess.Popen(
                ["make", "demo", f"PORT={self.port}", f"PYTHON={sys.executable}"],  # noqa: S607
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                # A shell starts what is in its background with SIGINT ignored, which processes inherit.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )
        self.runs.append((process, log))
        return process

    def output(self) -> str:
        return "".join(log.read_text() for _, log in self.runs)

    def rows(self, condition: str, file: str = "db.sqlite3") -> int:
        """The number of rows that match in a database of the demonstration; 0 before its table exists."""
        file = self.folder / "var" / file
        with (
            suppress(sqlite3.Error),
            closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as database,
        ):
            return database.execute(f"SELECT count(*) FROM {condition}").fetchone()[0]  # noqa: S608
        return 0

    def wait_until(self, is_so: Callable[[], bool]) -> None:
        latest = time.monotonic() + SECONDS
        while not is_so():
            assert time.monotonic() < latest, self.output()
            assert any(process.poll() is None for process, _ in self.runs), self.output()
            time.sleep(0.02)

    def stop(self, process: subprocess.Popen, by: signal.Signals) -> None:
        os.killpg(process.pid, by)
        process.wait(SECONDS)

    def end(self) -> None:
        for process, _ in self.runs:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(SECONDS)


@pytest.fixture
def checkout(tmp_path) -> Iterator[Checkout]:
    checkout = Checkout(tmp_path / "checkout")
    yield checkout
    checkout.end()


# A moment, and how the run is interrupted in it.
MOMENTS = (
    (lambda checkout: checkout.rows("django_migrations", "new.sqlite3") > 20, signal.SIGKILL),
    (lambda checkout: checkout.rows("documents_portaldocument WHERE extraction != 'waiting'"), signal.SIGINT),
    (
        lambda checkout: (
            checkout.rows("documents_portaldocument")
            and not checkout.rows("documents_portaldocument WHERE extraction = 'waiting'")
        ),
        signal.SIGKILL,
    ),
)


@pytest.mark.exhaustive
def test_an_interrupted_command_is_completed_by_the_next_run(checkout):
    for is_so, by in MOMENTS:
        run = checkout.make_demo()
        checkout.wait_until(lambda is_so=is_so: is_so(checkout))
        checkout.stop(run, by)
    assert not SIGN_IN.search(checkout.output())

    first = checkout.make_demo()
    checkout.wait_until((checkout.folder / "var/static/css").exists)
    second = checkout.make_demo()  # waits for the first, and then finishes what that was kept from
    checkout.wait_until(lambda: "Another `make demo` is at work" in checkout.output())
    checkout.stop(first, signal.SIGINT)
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    checkout.wait_until(lambda: is_available(browser, checkout.address))

    assert "5th ADMM" in words(browser, f"{checkout.address}/meetings/")
    assert "Joint Declaration" in words(browser, f"{checkout.address}/search/?q=joint+declaration")
    for name, password in SIGN_IN.findall(checkout.output()):
        assert signed_in(checkout, name, password)
    assert {name for name, _ in SIGN_IN.findall(checkout.output())} == {"admin", "editor"}
    checkout.stop(second, signal.SIGINT)
    process = subprocess.run(
        [checkout.folder / ".venv/bin/python", "manage.py", "verify"],
        cwd=checkout.folder,
        env=checkout.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout


def is_available(browser, address: str) -> bool:
    with suppress(URLError), browser.open(address, timeout=20):
        return True
    return False


def words(browser, address: str) -> str:
    with browser.open(address, timeout=20) as response:
        return " ".join(BeautifulSoup(response.read(), "html.parser").main.get_text(" ").split())


def signed_in(checkout: Checkout, name: str, password: str) -> bool:
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"{checkout.address}/admin/login/"
    with browser.open(address, timeout=20) as response:
        form = BeautifulSoup(response.read(), "html.parser").form
    data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    data |= {"username": name, "password": password}
    with browser.open(address, urlencode(data).encode(), timeout=20) as response:
        return "/login/" not in response.url
