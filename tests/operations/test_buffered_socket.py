"""What is received and sent while the client takes its time; no call waits for it."""

import os
import socket
import time
from collections.abc import Iterator
from http import HTTPStatus
from types import SimpleNamespace

import pytest

from admm_site import buffered_socket
from admm_site.buffered_socket import BufferedSocket

MAX_BODY = 100_000
BODY = os.urandom(80_000)
REQUESTS = {
    "without a body": b"GET / HTTP/1.1\r\nHost: portal\r\n\r\n",
    "without headers": b"GET / HTTP/1.0\r\n\r\n",
    "with a body": b"POST / HTTP/1.1\r\ncontent-length: 0005\r\nHost: portal\r\n\r\nwords",
    "with a long body": b"POST / HTTP/1.1\r\nContent-Length:%d\r\n\r\n%b" % (len(BODY), BODY),
}
REFUSED = {
    "a body that is too long": (b"Content-Length: 100001", HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    "a body that is far too long": (b"Content-Length: " + b"9" * 5000, HTTPStatus.REQUEST_ENTITY_TOO_LARGE),
    "a body of unknown length": (b"Transfer-Encoding: chunked", HTTPStatus.LENGTH_REQUIRED),
}


@pytest.fixture
def connection() -> Iterator[SimpleNamespace]:
    ours, client = socket.socketpair()
    ours.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1)
    client.settimeout(5)
    with client, BufferedSocket(ours, MAX_BODY) as server:
        yield SimpleNamespace(client=client, server=server)


@pytest.fixture
def clock(monkeypatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=1000.0)
    monkeypatch.setattr(buffered_socket, "monotonic", lambda: clock.now)
    return clock


def read_all(client: socket.socket, server: BufferedSocket) -> bytes:
    """Read what the server has to send; both take turns."""
    content = []
    client.setblocking(False)
    while True:
        try:
            content.append(client.recv(10_000))
        except BlockingIOError:
            if not server.has_unsent:
                return b"".join(content)
            server.flush()


@pytest.mark.parametrize("sent", REQUESTS.values(), ids=REQUESTS)
def test_a_request_is_there_when_its_last_byte_is(connection, sent):
    server, step = connection.server, 1 if len(sent) < 1000 else 9999
    for start in range(0, len(sent), step):
        assert not server.has_request()
        connection.client.sendall(sent[start : start + step])

    assert server.has_request()
    assert server.recv(len(sent) + 1) == sent
    assert server.recv(1) == b""
    assert server.refusal is None


def test_requests_that_are_sent_at_once_are_read_one_after_the_other(connection):
    server = connection.server
    connection.client.sendall(b"".join(REQUESTS.values())[:-1])

    for sent in [*REQUESTS.values()][:-1]:
        assert server.has_request()
        read_early = server.recv(len(sent) + 10)
        server.finish_request(read_early[len(sent) :])

    assert not server.has_request()
    connection.client.sendall(BODY[-1:])
    assert server.has_request()
    assert server.recv(len(BODY) * 2) == REQUESTS["with a long body"]


@pytest.mark.parametrize(("header", "status"), REFUSED.values(), ids=REFUSED)
def test_a_request_is_refused_before_its_body_is_sent(connection, header, status):
    connection.client.sendall(b"POST / HTTP/1.1\r\n" + header + b"\r\n\r\n")

    assert connection.server.has_request()
    assert connection.server.refusal == status


def test_headers_that_are_too_long_are_refused_before_they_end(connection):
    connection.client.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * buffered_socket.MAX_HEAD)

    assert connection.server.has_request()
    assert connection.server.refusal == HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


def test_who_asks_whether_to_send_the_body_is_told_so_once_its_length_is_known(connection):
    head = b"POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    connection.client.sendall(head)

    assert not connection.server.has_request()
    assert connection.client.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.client.sendall(b"words")
    assert connection.server.has_request()


def test_a_client_that_closes_has_no_request(connection):
    connection.client.sendall(REQUESTS["with a body"][:-1])
    connection.client.close()

    assert connection.server.has_request()
    assert connection.server.is_lost


def test_a_response_waits_for_its_reader(connection, tmp_path):
    file = tmp_path / "file"
    file.write_bytes(BODY)
    server = connection.server
    start = time.monotonic()

    server.sendall(b"headers ")
    server.sendall(BODY * 10)
    with file.open("rb") as opened:
        assert server.sendfile(opened, 1000, 50_000) == 50_000
    server.sendall(b" the end")

    assert time.monotonic() - start < 1
    assert server.has_unsent
    expected = b"headers " + BODY * 10 + BODY[1000:51_000] + b" the end"
    assert read_all(connection.client, server) == expected


def test_a_body_has_to_go_on(connection, clock):
    """Each STEP gives the client as much time again, one byte after the other doesn't."""
    server, client = connection.server, connection.client
    server.has_request()
    assert server.deadline == clock.now + buffered_socket.HEAD_SECONDS

    clock.now += 9
    client.sendall(b"POST / HTTP/1.1\r\nContent-Length: 90000\r\n\r\n")
    server.has_request()
    latest = server.deadline
    assert latest == clock.now + buffered_socket.BODY_SECONDS

    clock.now += 10
    client.sendall(b"a" * (buffered_socket.STEP - 1000))
    server.has_request()
    assert server.deadline == latest

    client.sendall(b"a" * 1000)
    server.has_request()
    assert server.deadline == clock.now + buffered_socket.BODY_SECONDS


def test_headers_have_to_end_in_time(connection, clock):
    server, client = connection.server, connection.client
    client.sendall(b"GET / HTTP/1.1\r\n")
    server.has_request()
    latest = server.deadline

    clock.now += 9
    client.sendall(b"X: " + b"a" * buffered_socket.STEP)
    server.has_request()

    assert server.deadline == latest


def test_a_reader_has_to_go_on(connection, clock):
    server, client = connection.server, connection.client
    server.sendall(BODY * 10)
    server.wait_until_sent()
    latest = server.deadline
    assert latest == clock.now + buffered_socket.SEND_SECONDS

    clock.now += 20
    server.flush()
    assert server.deadline == latest

    while client.recv(1000):
        server.flush()
        if server.deadline > latest:
            break
    assert server.deadline == clock.now + buffered_socket.SEND_SECONDS
