"""Servers and databases that are unreachable, hang and come back."""

import os
import shutil
import socket
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connection, connections

from tests.ports import free_port, wait_for_port
from tests.server_process import ServerProcess

SECONDS_TO_START = 10
# Before a command: what a folder allows holds for it too where the tests run as root.
AS_ORDINARY_ACCOUNT = () if os.geteuid() else ("setpriv", "--bounding-set=-dac_override,-dac_read_search")


@contextmanager
def silent_server() -> Iterator[int]:
    """The port of a server that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener.getsockname()[1]


class RedisServer(ServerProcess):
    """A Redis server of the test's own, without persistence."""

    def __init__(self, folder):
        self.port, self.folder, self.process = free_port(), folder, None

    def start(self) -> None:
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(
            [shutil.which("redis-server"), *options, "--dir", str(self.folder)], stdout=subprocess.DEVNULL
        )
        wait_for_port(self.port, self.process, SECONDS_TO_START)


@contextmanager
def other_connection(name: str = "", port: int | None = None, **options) -> Iterator:
    """Replaces the default connection by another one with settings of its own."""
    usual = connections[DEFAULT_DB_ALIAS]
    replacement = usual.copy()
    replacement.settings_dict["NAME"] = name or replacement.settings_dict["NAME"]
    replacement.settings_dict["PORT"] = port or replacement.settings_dict["PORT"]
    replacement.settings_dict["OPTIONS"] |= options
    connections[DEFAULT_DB_ALIAS] = replacement
    try:
        yield replacement
    finally:
        replacement.close()
        connections[DEFAULT_DB_ALIAS] = usual


@contextmanager
def unreachable_database() -> Iterator:
    """The database is unreachable: at a closed port, or in a folder that does not exist."""
    if connection.vendor == "sqlite":
        with other_connection(name="/nowhere/at/all.sqlite3") as replacement:
            yield replacement
    else:
        with other_connection(port=free_port()) as replacement:
            yield replacement


def copy_database(file: Path) -> Path:
    """Copies the committed content to a file with SQLite's backup API."""
    with sqlite3.connect(file) as copy:
        connection.connection.backup(copy)
    copy.close()
    return file


@contextmanager
def read_only_database(folder: Path) -> Iterator:
    """The same content, in a session or a file that rejects writes."""
    if connection.vendor == "sqlite":
        file = copy_database(folder / "read-only.sqlite3")
        with other_connection(
            name=f"{file.as_uri()}?mode=ro", init_command="PRAGMA foreign_keys = ON"
        ) as replacement:
            yield replacement
    else:
        with other_connection(options="-c default_transaction_read_only=on") as replacement:
            yield replacement
