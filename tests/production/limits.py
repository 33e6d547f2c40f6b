"""Limits of rate, of connections and of time, each counted by address."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from select import select

from tests.slow_clients import half_body, half_head

from .client import Answer, Client
from .installation import HOST, NAMES_OTHERS, Installation
from .requests import PAGE, SECURITY_HEADERS, expect, expect_once

SEARCH = "/search/?q=peace"


def _hurry(client: Client, address: str, path: str, number: int, method: str = "GET") -> list[Answer]:
    hasty = Client(client.port, client.certificate, address)
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda _: hasty.ask(path, method), range(number)))


def rates(installation: Installation, client: Client) -> str:
    """Search, API, exports and sign-in answer 429 to an address in a hurry, and go on answering others"""
    kinds = {
        "search": ("127.0.0.11", SEARCH, 30, "GET"),
        "API": ("127.0.0.12", "/api/v1/countries/", 100, "GET"),
        "exports": ("127.0.0.13", "/countries.csv", 30, "GET"),
        "sign-in": ("127.0.0.14", "/admin/login/", 15, "POST"),
    }
    refused = {}
    for kind, (address, path, number, method) in kinds.items():
        answers = _hurry(client, address, path, number, method)
        too_many = [answer for answer in answers if answer.status == 429]
        expect(too_many and len(too_many) < number, f"{kind}: {len(too_many)} of {number}")
        answer = too_many[0]
        expect(answer.headers["Retry-After"], answer)
        expect_once(SECURITY_HEADERS, answer, path)
        content_type = "application/problem+json" if kind == "API" else "text/html"
        expect(answer.headers["Content-Type"].startswith(content_type), answer)
        expect(client.ask(path).status in (200, 404), kind)
        refused[kind] = f"{kind} {len(too_many)}/{number}"
    return ", ".join(refused.values())


# Addresses of one network, as they may be written, and one of the network beside.
NETWORKS = (
    (("2001:db8:0:7::{}", "2001:db8:0:7:1:2:3:{}"), "2001:db8:0:8::1"),
    (("2001:db8:7::{}", "2001:db8:7:0:1:2:3:{}"), "2001:db8:7:1::1"),
    (("2001:db8::{}", "2001:db8::1:2:3:{}", "2001:db8:0:0:7::{}"), "2001:db8:0:1::1"),
    (("2600::7:1:2:3:{}", "2600:0:0:7::{}"), "2600::8:1:2:3:4"),
    (("2600::{}", "2600::1:2:3:{}"), "2600:0:0:1::1"),
)


def networks(installation: Installation, client: Client) -> str:
    """Of IPv6, all addresses of a network of 64 bits count as one, and others are answered"""
    proxy = Client(client.port, client.certificate, NAMES_OTHERS)
    refused = []
    for written, beside in NETWORKS:
        addresses = [written[number % len(written)].format(number + 10) for number in range(30)]
        with ThreadPoolExecutor(8) as pool:
            statuses = list(pool.map(lambda each: proxy.ask(SEARCH, X_Real_IP=each).status, addresses))
        expect(0 < statuses.count(429) < len(statuses), f"{written} {statuses}")
        expect(proxy.ask(SEARCH, X_Real_IP=beside).status == 200, beside)
        refused.append(str(statuses.count(429)))
    return f"{', '.join(refused)} of 30"


def connections(installation: Installation, client: Client) -> str:
    """Of 60 half-sent uploads of one address, 10 are refused at once; others are answered meanwhile"""
    slow = Client(client.port, client.certificate, "127.0.0.15")
    with ExitStack() as stack:
        sockets = [stack.enter_context(slow.connect()) for _ in range(60)]
        for each in sockets:
            each.sendall(half_body(HOST))
        start = time.monotonic()
        for _ in range(20):
            expect(client.ask(PAGE).status == 200)
        seconds = (time.monotonic() - start) / 20
        expect(seconds < 0.5, seconds)
        answered = [each for each in sockets if select([each], [], [], 0)[0]]
        refused = [each for each in answered if each.recv(200).startswith(b"HTTP/1.1 429")]
        expect(len(refused) == 10, len(refused))
    return f"a page took {seconds * 1000:.0f} ms"


def slow_headers(installation: Installation, client: Client) -> str:
    """A half-sent request is ended after ten seconds"""
    with client.connect() as connection:
        connection.settimeout(20)
        connection.sendall(half_head(HOST))
        start = time.monotonic()
        try:
            rest = connection.recv(1000)
        except OSError:
            rest = b""
        seconds = time.monotonic() - start
    expect(rest == b"" or rest.startswith(b"HTTP/1.1 408"), rest)
    expect(9 < seconds < 13, seconds)
    return f"{seconds:.1f} s"


def large_bodies(installation: Installation, client: Client) -> None:
    """An upload beyond the limit is refused before the portal sees it"""
    with client.connect() as connection:
        connection.settimeout(10)
        head = f"POST /report/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 99999999\r\n\r\n"
        connection.sendall(head.encode())
        expect(connection.recv(100).startswith(b"HTTP/1.1 413"))


STEPS = (rates, networks, connections, slow_headers, large_bodies)
