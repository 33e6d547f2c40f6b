"""Two servers of one portal: neither of them answers with what is out of date.

A third one, without any cache, says what the answer is.
"""

import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, nullcontext
from http.client import HTTPConnection
from threading import Event
from types import SimpleNamespace

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from admm_site.pages.models import ContentPage
from tests.changes.publishing import publish
from tests.factories.portal import create_full_portal
from tests.public.content_changes import SETTINGS, Answer, CacheMachine
from tests.public_urls import PAGES
from tests.responses import lasting_headers

from .faults import RedisServer, copy_database, other_connection
from .served_portal import served
from .test_database_unavailable import address_of_database

pytestmark = pytest.mark.exhaustive

HOST = "127.0.0.1"
VARYING_HEADERS = {"date", "server", "connection", "content-length", "transfer-encoding"}
STEPS = hypothesis_settings(SETTINGS, max_examples=3, stateful_step_count=12)
READERS, SECONDS, INTERVAL = 20, 5, 0.1
needs_redis = pytest.mark.skipif(not shutil.which("redis-server"), reason="There is no redis-server.")


def get_answer(port: int, address: str, headers: dict[str, str] | None = None) -> Answer:
    """The response to a request that names the same host on each server."""
    client = HTTPConnection("127.0.0.1", port, timeout=30)
    names = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
    client.request("GET", address, headers={"Host": HOST, **names})
    response = client.getresponse()
    body = response.read()
    client.close()
    values = lasting_headers(response.headers)
    return response.status, {n: v for n, v in values.items() if n not in VARYING_HEADERS}, body


@contextmanager
def own_database(folder) -> Iterator[str]:
    """The address of a database that the servers and this process share: a file, or that of the tests."""
    file = copy_database(folder / "db.sqlite3") if connection.vendor == "sqlite" else None
    pragmas = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
    options = {"timeout": 20, "transaction_mode": "IMMEDIATE", "init_command": pragmas}
    with other_connection(name=str(file), **options) if file else nullcontext():
        yield f"sqlite:///{file}" if file else address_of_database()


@pytest.fixture
def serve(real_transactions, static_files, tmp_path, settings) -> Iterator[Callable]:
    """Starts two servers with a cache of their own or a shared one, and the server without."""
    create_full_portal()
    with ExitStack() as stack:
        database = stack.enter_context(own_database(tmp_path))

        def serve(**caches: str) -> SimpleNamespace:
            variables = {
                "PORTAL_URL": f"http://{HOST}",
                "STATIC_ROOT": str(static_files),
                "MEDIA_ROOT": settings.MEDIA_ROOT,
                "API_RATE": "",
            }
            without = {"RESPONSE_CACHE": "false", "CACHE_URL": "dummycache://"}
            ports = [
                stack.enter_context(served(database, **(variables | each)))
                for each in (caches, caches, without)
            ]
            return SimpleNamespace(cached=ports[:2], uncached=ports[2])

        yield serve


def machine_of(servers: SimpleNamespace) -> type[CacheMachine]:
    class ServedMachine(CacheMachine):
        """Each example goes on with the content of the one before."""

        def visit(self, addresses: list[str]) -> list[list[Answer]]:
            return [
                [get_answer(port, address, self.headers) for port in servers.cached] for address in addresses
            ]

        def compare(self, addresses: list[str]) -> None:
            for address, answers in zip(addresses, self.visit(addresses), strict=True):
                expected = get_answer(servers.uncached, address, self.headers)
                for port, answer in zip(servers.cached, answers, strict=True):
                    assert answer == expected, f"{address} is out of date at {port}"

    return ServedMachine


@pytest.mark.parametrize("is_shared", [False, pytest.param(True, marks=needs_redis)], ids=["own", "Redis"])
def test_no_server_answers_with_what_is_out_of_date(serve, tmp_path, is_shared):
    redis = RedisServer(tmp_path)
    if is_shared:
        redis.start()
    try:
        servers = serve(CACHE_URL=f"redis://127.0.0.1:{redis.port}/0" if is_shared else "locmemcache://")
        run_state_machine_as_test(machine_of(servers), settings=STEPS)
    finally:
        if is_shared:
            redis.stop()


def test_many_readers_see_each_publication_at_their_next_request(serve):
    servers = serve()
    page = ContentPage.objects.get(slug="background")
    addresses = [page.url, PAGES["home"], PAGES["about"], PAGES["search for a word"], PAGES["changes"]]
    stop, errors = Event(), []

    def read(number: int) -> int:
        count = 0
        while not stop.is_set():
            port, address = servers.cached[number % 2], addresses[count % len(addresses)]
            status, _headers, _body = get_answer(port, address)
            if status != 200:
                errors.append((address, status))
            count += 1
        return count

    with ThreadPoolExecutor(READERS) as pool:
        readers = [pool.submit(read, number) for number in range(READERS)]
        missed = publish_again_and_again(page, servers.cached)
        stop.set()
        counts = [reader.result() for reader in readers]

    assert (errors, missed) == ([], [])
    assert min(counts) > 0


def publish_again_and_again(page: ContentPage, ports: list[int]) -> list[tuple[str, int]]:
    """The publications that the next request of a server didn't show."""
    missed = []
    finish = time.monotonic() + SECONDS
    number = 0
    while time.monotonic() < finish:
        number += 1
        title = f"Publication {number} of this test"
        publish(page, title=title)
        missed += [(title, port) for port in ports if title.encode() not in get_answer(port, page.url)[2]]
        time.sleep(INTERVAL)
    return missed
