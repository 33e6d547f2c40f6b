"""Clients that send a request in part or byte by byte, or don't read the response."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

HOST = "127.0.0.1"
CUT_OFF = b" 408 "
FEW_BYTES = 4096  # of a response that nobody reads, as the kernel's least


def half_head(host: str = HOST, path: str = "/") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\nX: ".encode()


def half_body(host: str = HOST, path: str = "/report/") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000\r\n"
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\nhalf".encode()


def request(host: str = HOST, path: str = "/") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


class SlowClients:
    """A number of connections on which `sent` is sent, and then one byte each second if `is_trickling`.

    One that the server closes is opened again; how often is counted.
    """

    def __init__(self, port: int, number: int, sent: bytes, is_trickling: bool = False):
        self.port, self.sent, self.is_trickling = port, sent, is_trickling
        self.sockets = [self._connect() for _ in range(number)]
        self.cut_off = 0

    def _connect(self) -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, FEW_BYTES)
        connection.connect((HOST, self.port))
        connection.sendall(self.sent)
        connection.setblocking(False)
        return connection

    def trickle(self) -> None:
        for place, connection in enumerate(self.sockets):
            try:
                if self.is_trickling:
                    connection.send(b"a")
                is_open = CUT_OFF not in (received := connection.recv(20, socket.MSG_PEEK)) and received
            except BlockingIOError:
                is_open = True
            except OSError:
                is_open = False
            if not is_open:
                self.cut_off += 1
                connection.close()
                with suppress(OSError):
                    self.sockets[place] = self._connect()

    def close(self) -> None:
        for connection in self.sockets:
            connection.close()


@contextmanager
def slow_clients(port: int, number: int, sent: bytes, is_trickling: bool = False) -> Iterator[SlowClients]:
    """The clients for the duration of the block."""
    clients, stop = SlowClients(port, number, sent, is_trickling), Event()

    def trickle() -> None:
        while not stop.wait(1):
            clients.trickle()

    thread = Thread(target=trickle)
    thread.start()
    try:
        yield clients
    finally:
        stop.set()
        thread.join()
        clients.close()
