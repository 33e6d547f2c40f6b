"""A PostgreSQL whose answers come late: a relay in the place of its socket."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread

from .portal import Portal

NAME = ".s.PGSQL.5432"


@contextmanager
def slow_database(portal: Portal, seconds: float) -> Iterator[None]:
    """Let new connections to PostgreSQL go through the relay, and those that exist be made anew."""
    usual, moved = portal.installation.sockets / NAME, portal.installation.sockets / ".s.PGSQL.5433"
    usual.rename(moved)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(usual))
        usual.chmod(0o777)
        listener.listen(100)
        Thread(target=_accept, args=(listener, moved, seconds), daemon=True).start()
        _end_connections(portal)
        try:
            yield
        finally:
            moved.rename(usual)  # in place of the relay's
            _end_connections(portal)


def _end_connections(portal: Portal) -> None:
    portal.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
    )


def _accept(listener: socket.socket, target: Path, seconds: float) -> None:
    with suppress(OSError):  # the relay is closed
        while True:
            client, _ = listener.accept()
            server = socket.socket(socket.AF_UNIX)
            server.connect(str(target))
            Thread(target=_copy, args=(client, server, 0), daemon=True).start()
            Thread(target=_copy, args=(server, client, seconds), daemon=True).start()


def _copy(source: socket.socket, target: socket.socket, seconds: float) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            time.sleep(seconds)
            target.sendall(data)
    for each in (source, target):
        with suppress(OSError):
            each.shutdown(socket.SHUT_RDWR)
