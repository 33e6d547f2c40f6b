"""A portal to measure: settings, a database, a server; processes are stopped at the end."""

import os
import re
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from urllib.request import Request, urlopen

import psycopg

POSTGRES = "postgres://postgres@127.0.0.1:5432/postgres"
ROOT = Path(__file__).resolve().parents[2]
WORKERS = 2


def environment(folder: Path, database: str = "") -> dict[str, str]:
    """The settings of a server with a database (SQLite by default) and folders of its own, without TLS."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
        "DEBUG": "false",
        "TLS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "DATABASE_URL": database or f"sqlite:///{folder}/db.sqlite3",
        "VAR_DIR": str(folder),
        "MEDIA_ROOT": str(folder / "media"),
        "STATIC_ROOT": str(folder / "static"),
        "BENCH_PAGES": str(folder / "pages"),
        "LOG_LEVEL": "WARNING",
    }


def manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True, stdout=subprocess.DEVNULL
    )


def prepare(env: dict[str, str], *content: str) -> None:
    """Make the database and its content, by a command of manage.py, and collect the static files."""
    for arguments in (["migrate"], content or ["load_demo"], ["collectstatic", "--noinput"]):
        manage(env, *arguments)


@dataclass(frozen=True)
class Server:
    base: str
    process: subprocess.Popen

    def memory(self, name: str = "VmRSS") -> list[float]:
        """Resident memory of each worker in MB; the peak with `VmHWM`."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        status = (Path(f"/proc/{child}/status").read_text() for child in children)
        return [int(re.search(rf"{name}:\s+(\d+) kB", text)[1]) / 1024 for text in status]

    def print_memory(self) -> None:
        print("Workers: " + ", ".join(f"{megabytes:.0f} MB" for megabytes in self.memory()))


@contextmanager
def served(env: dict[str, str], workers: int = WORKERS) -> Iterator[Server]:
    """A running server for the duration of the block."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "warning"]
    command += ["--workers", str(workers), "--bind", f"127.0.0.1:{port}", "admm_site.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for(port)
        yield Server(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(20)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port: int) -> None:
    for _attempt in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("The server did not start.")


def fetch(url: str, encoding: str = "identity") -> bytes:
    with urlopen(Request(url, headers={"Accept-Encoding": encoding}), timeout=60) as response:
        return response.read()


def database_on(server: str):
    """A database on the server for the duration of the block."""

    @contextmanager
    def made(folder: Path) -> Iterator[str]:
        name = f"bench_{secrets.token_hex(4)}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield urlunsplit(urlsplit(server)._replace(path=f"/{name}"))
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    return made
