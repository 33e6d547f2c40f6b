"""Requests to nginx over TLS, from an address of one's own."""

import socket
import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path

from .installation import HOST


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: bytes

    def __str__(self) -> str:
        return f"{self.status} {dict(self.headers)} {self.body[:200]!r}"


@dataclass(frozen=True)
class Client:
    """A visitor; the limits of nginx count each `address` of 127.0.0.0/8 by itself."""

    port: int
    certificate: Path
    address: str = "127.0.0.1"

    def connect(self, host: str = HOST) -> socket.socket:
        context = ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", self.port), 30, source_address=(self.address, 0))
        return context.wrap_socket(plain, server_hostname=host)

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        connection = HTTPConnection(HOST, self.port)
        connection.sock = self.connect()
        try:
            names = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, {"Accept-Encoding": "identity", **names})
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read())
        finally:
            connection.close()


@dataclass(frozen=True)
class ServerClient(Client):
    """A visitor whom nginx has let pass to one application server, by its socket."""

    socket_path: Path = Path()

    def connect(self, host: str = HOST) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(30)
        connection.connect(str(self.socket_path))
        return connection

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:
        forwarded = {"X_Forwarded_For": self.address, "X_Forwarded_Proto": "https"}
        return super().ask(path, method, body, **forwarded | headers)
