"""The database while it is away, too slow, busy or read-only; and how long the portal waits for it."""

import logging
import stat
from collections.abc import Iterator
from contextlib import suppress
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.backends.signals import connection_created

from .environment import SQLITE_MODES

# SQLSTATE classes and codes of PostgreSQL and PgBouncer: connection, resources, shutdown and cancelled
# statements, system; transactions that took too long for the server.
AWAY_SQLSTATES = ("08", "53", "57", "58", "25P03", "25P04")
# Deadlocks and other conflicts between transactions; a lock that was waited for too long.
BUSY_SQLSTATES = ("40", "55P03")
READ_ONLY_SQLSTATE = "25006"
# Primary result codes of SQLite: input/output error, disk full, can't open, locking protocol; busy, locked.
AWAY_SQLITE_CODES = {10, 13, 14, 15}
BUSY_SQLITE_CODES = {5, 6}
READ_ONLY_SQLITE_CODE = 8


logger = logging.getLogger(__name__)

TURN = 4_366_001  # any number that no other program takes for a lock in the same database

PERMISSIONS = 0o640  # of the file of SQLite, at most


class Fault(Enum):
    AWAY = "away"
    BUSY = "busy"
    READ_ONLY = "read-only"


def fault_of(error: BaseException) -> Fault | None:
    """Return what keeps the database from answering, or None if the error is the portal's own."""
    return next((fault for link in _chain(error) if (fault := _fault(link))), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The error, and those that it was raised from."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _fault(error: BaseException) -> Fault | None:
    if code := getattr(error, "sqlite_errorcode", None):
        return _fault_of_sqlite(code & 0xFF)
    if state := getattr(error, "sqlstate", None):
        return _fault_of_postgresql(state)
    return Fault.AWAY if isinstance(error, Error) and _lost_connection(error) else None


def _fault_of_sqlite(code: int) -> Fault | None:
    if code == READ_ONLY_SQLITE_CODE:
        return Fault.READ_ONLY
    if code in BUSY_SQLITE_CODES:
        return Fault.BUSY
    return Fault.AWAY if code in AWAY_SQLITE_CODES else None


def _fault_of_postgresql(state: str) -> Fault | None:
    if state == READ_ONLY_SQLSTATE:
        return Fault.READ_ONLY
    if state.startswith(BUSY_SQLSTATES):
        return Fault.BUSY
    return Fault.AWAY if state.startswith(AWAY_SQLSTATES) else None


def _lost_connection(error: Error) -> bool:
    """Return whether an error without a code of the database says that there is no connection to it."""
    cause = error.__cause__
    if getattr(cause, "sqlite_errorcode", None) or getattr(cause, "sqlstate", None):
        return False
    if isinstance(error, OperationalError):
        return True
    # In a transaction that lost its connection, Django refuses to open another by an error of its own.
    is_closed = connection.connection is None or getattr(connection.connection, "closed", False)
    return is_closed and isinstance(error, InterfaceError | ProgrammingError)


def connect():
    connection_created.connect(switch_off_compiling, dispatch_uid="switch_off_compiling")
    connection_created.connect(hide_file, dispatch_uid="hide_file")


def say_if_read_only():
    """Say as the portal starts that nothing can be saved, where SQLite's file is opened for reading only."""
    file, _, how = str(connection.settings_dict["NAME"]).partition("?")
    if connection.vendor == "sqlite" and SQLITE_MODES & set(how.split("&")):
        logger.warning("%s is opened for reading only: nothing can be saved.", file.removeprefix("file://"))


def limit_statements():
    """Let PostgreSQL cancel what takes too long where the portal is served; commands take their time."""
    connection_created.connect(limit_duration, dispatch_uid="limit_duration")


def take_turn() -> None:
    """Let one transaction of those that take turns write at a time, until its end.

    What each checks before it writes, such as that an address is free, then still holds when it writes.
    SQLite lets one transaction write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TURN])


# By statements, not by the start-up parameter `options`, with which PgBouncer refuses the connection.


def switch_off_compiling(connection, **kwargs):
    """Questions of many small parts look dear to PostgreSQL, which compiles them: 2 s for one of 0.1 s."""
    options = connection.settings_dict["OPTIONS"].get("options", "")
    if connection.vendor == "postgresql" and "jit" not in options:
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")


def hide_file(connection, **kwargs):
    """Take SQLite's file from other accounts: it holds drafts, sessions and addresses of visitors.

    The files that SQLite makes beside it have the same permissions.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or ":" in name or not Path(name).is_file():
        return
    file = Path(name)
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & ~PERMISSIONS:
        with suppress(OSError):  # somebody else's file, or one that can be read only
            file.chmod(mode & PERMISSIONS)


def limit_duration(connection, **kwargs):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {settings.STATEMENT_TIMEOUT * 1000}")
