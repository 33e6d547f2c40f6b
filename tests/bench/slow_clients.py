"""How a reader fares while slow clients hold connections to gunicorn, without nginx."""

import itertools
import os
import statistics
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from tests.slow_clients import HOST, half_body, half_head, request, slow_clients

from .server import environment, manage, prepare, served

NUMBERS = (10, 50, 200)
PATIENCE = 2  # seconds
INTERVAL = 0.2
PATHS = ("/", "/healthz")
LARGE = "joint-statement-12th-admm-plus.pdf"
LARGE_BYTES = 20_000_000  # more than the kernel holds
RECORD_SIZE = f"""
from admm_site.documents.models import PortalDocument
PortalDocument.objects.filter(file="documents/{LARGE}").update(file_size={LARGE_BYTES})
"""

# What is sent, and whether a byte follows each second.
KINDS = {
    "nothing is sent": (b"", False),
    "half of the headers": (half_head(), False),
    "headers, a byte each second": (half_head(), True),
    "half of an error report": (half_body(path="/report/"), False),
    "half of a sign-in": (half_body(path="/admin/login/"), False),
    "half of a question to the API": (half_body(path="/api/v1/meetings/"), False),
    "half of a search": (half_body(path="/search/suggestions/"), False),
    "an error report, a byte each second": (half_body(path="/report/"), True),
    "a response that isn't read": (request(path=f"/documents/52/{LARGE}"), False),
    "an idle connection": (request(path="/healthz"), False),
}


def measure_slow_clients(folder: Path, seconds: int) -> None:
    env = environment(folder)
    prepare(env)
    (folder / "media/documents" / LARGE).write_bytes(os.urandom(LARGE_BYTES))
    manage(env, "shell", "--verbosity=0", "--command", RECORD_SIZE)
    with served(env, workers=1, threads=4) as server:
        for row in rows(urlsplit(server.base).port, seconds):
            print(row, flush=True)


def rows(port: int, seconds: int, kinds=tuple(KINDS), numbers=NUMBERS) -> Iterator[str]:
    """Yield a table: of the requests of a reader, those answered within PATIENCE, and how fast."""
    yield "| clients | what they do | answered | 95 of 100 within | slowest | cut off |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for number, kind in itertools.product(numbers, kinds):
        sent, is_trickling = KINDS[kind]
        with slow_clients(port, number, sent, is_trickling) as clients:
            time_request(port, "/", 60)  # until the server has seen them all
            answers = read(port, seconds)
        answered = [seconds for seconds in answers if seconds < PATIENCE]
        p95 = statistics.quantiles(answers, n=20)[-1] * 1000
        counts = f"{len(answered)} of {len(answers)}"
        limit, slowest = (f"{p95:.0f} ms" if p95 < PATIENCE * 1000 else "–"), f"{max(answers) * 1000:.0f} ms"
        yield f"| {number} | {kind} | {counts} | {limit} | {slowest} | {clients.cut_off} |"
        time.sleep(1)


def read(port: int, seconds: int) -> list[float]:
    """Return how long each request of a reader took."""
    taken = []
    finish = time.monotonic() + seconds
    for path in itertools.cycle(PATHS):
        if time.monotonic() > finish:
            return taken
        taken.append(time_request(port, path))
        time.sleep(INTERVAL)
    return taken


def time_request(port: int, path: str, patience: int = PATIENCE) -> float:
    """Return how many seconds an answer took; the patience if there was none."""
    start = time.monotonic()
    connection = HTTPConnection(HOST, port, timeout=patience)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return time.monotonic() - start if response.status == 200 else patience
    except (OSError, HTTPException):
        return patience
    finally:
        connection.close()
