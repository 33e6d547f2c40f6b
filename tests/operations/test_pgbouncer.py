"""Behind PgBouncer, which gives each transaction another connection, the portal answers as without it."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection

from tests.factories.portal import create_full_portal
from tests.ports import free_port, wait_for_port
from tests.public_urls import FEW

from .served_portal import ask, served
from .test_database_unavailable import address_of_database

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no pooler.")

CONNECTIONS = 2  # to PostgreSQL, for more clients
CLIENTS = 8
EXPORTS = ("/meetings.csv", "/meetings.json", "/documents.csv", "/decisions.csv", "/trail.json", "/trail.csv")


@contextmanager
def pgbouncer(folder: Path, database: str) -> Iterator[str]:
    """The address of the database through PgBouncer with transaction pooling."""
    url, port = urlsplit(database), free_port()
    password = f"password='{url.password}'" if url.password else ""
    (folder / "pgbouncer.ini").write_text(
        f"""
        [databases]
        * = host={url.hostname} port={url.port} user={url.username} {password}
        [pgbouncer]
        listen_addr = 127.0.0.1
        listen_port = {port}
        unix_socket_dir =
        auth_type = any
        pool_mode = transaction
        default_pool_size = {CONNECTIONS}
        """
    )
    account = () if os.geteuid() else ("--user", "nobody")  # it refuses to run as root
    command = [shutil.which("pgbouncer"), *account, str(folder / "pgbouncer.ini")]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process)
        yield f"postgres://{url.username}@127.0.0.1:{port}{url.path}"
    finally:
        process.kill()
        process.wait(20)


@pytest.fixture
def answers(real_transactions, static_files, tmp_path, settings):
    """The answers to many requests at once, by address: through PgBouncer, and without it."""
    create_full_portal()
    addresses = {**dict.fromkeys(FEW.values()), **dict.fromkeys(EXPORTS)}
    variables = {
        "PORTAL_URL": "http://127.0.0.1",
        "STATIC_ROOT": str(static_files),
        "MEDIA_ROOT": settings.MEDIA_ROOT,
        "API_RATE": "",
        "RESPONSE_CACHE": "false",
    }

    def ask_all(database: str, **pooling: str) -> dict:
        with served(database, **variables, **pooling) as port, ThreadPoolExecutor(CLIENTS) as pool:
            responses = pool.map(lambda address: ask(port, address), [*addresses] * 3)
            return {
                address: (response.status, response.headers["Content-Type"])
                for address, response in zip([*addresses] * 3, responses, strict=True)
            }

    database = address_of_database()
    with pgbouncer(tmp_path, database) as pooled:
        return ask_all(pooled, TRANSACTION_POOLING="true"), ask_all(database)


def test_pages_and_exports_are_answered_through_a_pooler(answers):
    through_pooler, without = answers
    assert through_pooler == without
    assert {through_pooler[address][0] for address in EXPORTS} == {200}
