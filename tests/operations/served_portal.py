"""The portal in a process of its own, requested over HTTP."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import IO

from django.conf import settings

from tests.ports import free_port, wait_for_port

SECRET_KEY = "".join(map(chr, range(48, 110)))


@contextmanager
def served(
    database: str, *, before: Sequence[str] = (), log: int | IO = subprocess.DEVNULL, **variables: str
) -> Iterator[int]:
    """The port of the portal, served as in production; `before` is a prefix of the command."""
    port = free_port()
    environment = {
        "PATH": os.environ["PATH"],
        "DEBUG": "false",
        "TLS": "false",
        "SECOND_FACTOR": "false",
        "SECRET_KEY": SECRET_KEY,
        "ALLOWED_HOSTS": "127.0.0.1",
        "PORTAL_URL": f"http://127.0.0.1:{port}",
        "EMAIL_URL": "dummymail://",
        "DATABASE_URL": database,
    }
    options = ["--no-control-socket", "--log-level=critical", "--threads=2", f"--bind=127.0.0.1:{port}"]
    server = subprocess.Popen(
        [*before, sys.executable, "-m", "gunicorn", *options, "admm_site.wsgi"],
        cwd=settings.BASE_DIR,
        env=environment | variables,
        stderr=log,
    )
    try:
        wait_for_port(port, server)
        yield port
    finally:
        server.terminate()
        server.wait(20)


def ask(port: int, address: str) -> HTTPResponse:
    client = HTTPConnection("127.0.0.1", port, timeout=20)
    client.request("GET", address)
    response = client.getresponse()
    response.content = response.read()
    client.close()
    return response


def collect_static_files(folder: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"],
        cwd=settings.BASE_DIR,
        env={
            "DEBUG": "false",
            "SECRET_KEY": SECRET_KEY,
            "ALLOWED_HOSTS": "portal",
            "STATIC_ROOT": str(folder),
        },
        check=True,
    )
