"""A portal to measure: settings, a database, a server; processes are stopped at the end."""

import os
import re
import secrets
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

from tests.ports import free_port, wait_for_port

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
        "SECOND_FACTOR": "false",
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
    database: str

    def workers(self) -> list[int]:
        pid = self.process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def processor_seconds(self) -> float:
        """Return the processor time used so far by the workers and by their sessions of PostgreSQL."""
        processes = self.workers() + sessions(self.database)
        status = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in processes)
        return sum(int(fields[11]) + int(fields[12]) for fields in status) / os.sysconf("SC_CLK_TCK")

    def processor_seconds_when_idle(self) -> float:
        """Wait until nothing is being answered; return the processor time used so far."""
        used = self.processor_seconds()
        while True:
            time.sleep(0.2)
            last, used = used, self.processor_seconds()
            if used == last:
                return used

    def memory(self, name: str = "VmRSS") -> list[float]:
        """Resident memory of each worker in MB; the peak with `VmHWM`."""
        return [megabytes(worker, "status", name) for worker in self.workers()]

    def total_memory(self) -> float:
        """Resident memory of all processes in MB, where what they share counts once (PSS)."""
        return sum(megabytes(pid, "smaps_rollup", "Pss") for pid in (self.process.pid, *self.workers()))

    def print_memory(self) -> None:
        workers = ", ".join(f"{memory:.0f} MB" for memory in self.memory())
        print(f"Workers: {workers}; all processes together: {self.total_memory():.0f} MB")


def megabytes(pid: int, file: str, name: str) -> float:
    """Return an amount of memory that the kernel states of a process, in /proc/PID/FILE."""
    text = Path(f"/proc/{pid}/{file}").read_text()
    return int(re.search(rf"^{name}:\s+(\d+) kB", text, re.MULTILINE)[1]) / 1024


@contextmanager
def served(env: dict[str, str], workers: int = WORKERS, threads: int = 1) -> Iterator[Server]:
    """A running server for the duration of the block."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--log-level", "warning"]
    command += ["--workers", str(workers), "--threads", str(threads), "--bind", f"127.0.0.1:{port}"]
    command += ["admm_site.wsgi"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for_port(port, process)
        yield Server(f"http://127.0.0.1:{port}", process, env["DATABASE_URL"])
    finally:
        process.terminate()
        process.wait(20)


def sessions(database: str) -> list[int]:
    """Return the processes that PostgreSQL runs for the connections to the database; none for SQLite."""
    if database.startswith("sqlite"):
        return []
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return [pid for (pid,) in rows]


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
