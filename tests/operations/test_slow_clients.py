"""The application server without nginx: who sends or receives slowly stops nobody else, and is cut off."""

import os
import re
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from urllib.request import urlopen

import pytest

from admm_site.buffered_socket import BODY_SECONDS, HEAD_SECONDS
from admm_site.documents.models import PortalDocument
from tests.factories.portal import create_full_portal
from tests.slow_clients import HOST, half_body, half_head, request, slow_clients

from .served_portal import served
from .test_cached_by_servers import own_database

EACH = 20  # clients of a kind; the server has two threads
CONTENT = b"%PDF" + os.urandom(20 * 1024 * 1024)  # more than the kernel holds
PATIENCE = 5
MEGABYTE = 1024 * 1024


@pytest.fixture
def document(real_transactions) -> str:
    """The address of a large file."""
    create_full_portal()
    document = PortalDocument.objects.get(slug="joint-declaration")
    Path(document.file.path).write_bytes(CONTENT)
    PortalDocument.objects.filter(pk=document.pk).update(file_size=len(CONTENT))
    return document.url


@pytest.fixture
def port(document, static_files, tmp_path, settings) -> Iterator[int]:
    variables = {"STATIC_ROOT": str(static_files), "MEDIA_ROOT": settings.MEDIA_ROOT, "API_RATE": ""}
    with own_database(tmp_path) as database, served(database, **variables) as port:
        ask(port, "/", seconds=60)  # until the portal is loaded
        yield port


def ask(port: int, path: str, seconds: int = PATIENCE) -> int:
    connection = HTTPConnection(HOST, port, timeout=seconds)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        response.read()
        return response.status
    finally:
        connection.close()


@pytest.mark.exhaustive
def test_slow_clients_stop_no_reader_and_are_cut_off(port, document):
    kinds = (b"", half_head(), half_body(), half_body(path="/admin/login/"), request(path=document))
    with ExitStack() as stack:
        limits = {HEAD_SECONDS: half_head(), BODY_SECONDS: half_body()}
        connect = partial(socket.create_connection, (HOST, port), BODY_SECONDS + PATIENCE)
        clients = {seconds: stack.enter_context(connect()) for seconds in limits}
        start = time.monotonic()
        for seconds, client in clients.items():
            client.sendall(limits[seconds])
        for sent in kinds:
            stack.enter_context(slow_clients(port, EACH, sent, is_trickling=sent == half_head()))
        time.sleep(1)

        statuses = [ask(port, path) for path in ("/", "/healthz", "/search/?q=peace", "/report/") * 5]
        assert statuses == [200] * 20
        for seconds, client in clients.items():
            assert client.recv(100).startswith(b"HTTP/1.1 408 ")
            assert seconds <= time.monotonic() - start < seconds + PATIENCE


@pytest.mark.exhaustive
def test_what_is_sent_and_read_slowly_arrives(port, document, settings):
    assert_a_request_in_pieces_is_answered(port)
    assert_a_slow_reader_gets_the_whole_file(port, document)
    assert_requests_sent_at_once_are_answered_in_order(port)
    assert_what_is_too_long_is_refused_at_once(port, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)


def assert_a_request_in_pieces_is_answered(port: int) -> None:
    sent = half_body(path="/admin/login/").replace(b"1000", b"40000") + b"a" * 39_996
    with socket.create_connection((HOST, port), PATIENCE) as client:
        for start in range(0, len(sent), 1000):
            client.sendall(sent[start : start + 1000])
            time.sleep(0.02)
        assert client.recv(100).startswith(b"HTTP/1.1 403 ")  # no token of the form


def assert_a_slow_reader_gets_the_whole_file(port: int, document: str) -> None:
    received = sha256()
    with urlopen(f"http://{HOST}:{port}{document}", timeout=PATIENCE) as response:
        while piece := response.read(MEGABYTE):
            received.update(piece)
            time.sleep(0.05)
    assert received.digest() == sha256(CONTENT).digest()


def assert_requests_sent_at_once_are_answered_in_order(port: int) -> None:
    sent = b"".join(request(path=path) for path in ("/healthz", "/not-there/", "/healthz"))
    with socket.create_connection((HOST, port), PATIENCE) as client:
        client.sendall(sent + half_head())
        client.shutdown(socket.SHUT_WR)
        received = b"".join(iter(lambda: client.recv(100_000), b""))
    assert re.findall(rb"HTTP/1.1 (\d+) ", received) == [b"200", b"404", b"200"]


def assert_what_is_too_long_is_refused_at_once(port: int, longest: int) -> None:
    for length in (longest + 20 * MEGABYTE, 10**20):
        with socket.create_connection((HOST, port), PATIENCE) as client:
            head = f"POST /admin/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {length}\r\n\r\n"
            client.sendall(head.encode())
            assert client.recv(100).startswith(b"HTTP/1.1 413 ")
