"""Database connections: classify errors, limit the time of statements, take a lock, protect the file."""

import logging
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import Enum
from pathlib import Path

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, ProgrammingError, connection
from django.db.backends.signals import connection_created

from .environment import SQLITE_MODES

# SQLSTATE classes and codes of PostgreSQL and PgBouncer: connection, resources, shutdown and cancelled
# statements, system; transactions that took too long for the server.
UNAVAILABLE_SQLSTATES = ("08", "53", "57", "58", "25P03", "25P04")
# Deadlocks and other conflicts between transactions; a lock that was waited for too long.
BUSY_SQLSTATES = ("40", "55P03")
READ_ONLY_SQLSTATE = "25006"
# Primary result codes of SQLite: input/output error, disk full, can't open, locking protocol; busy, locked.
UNAVAILABLE_SQLITE_CODES = {10, 13, 14, 15}
BUSY_SQLITE_CODES = {5, 6}
READ_ONLY_SQLITE_CODE = 8


logger = logging.getLogger(__name__)

WRITE_LOCK_ID = 4_366_001  # any number that no other program takes for a lock in the same database

MAX_FILE_MODE = 0o640  # of the file of SQLite, at most


class DatabaseFault(Enum):
    UNAVAILABLE = "unavailable"
    BUSY = "busy"
    READ_ONLY = "read-only"


def classify_error(error: BaseException) -> DatabaseFault | None:
    """Return why the database can't answer, or None if the error has another cause."""
    return next((fault for link in exception_chain(error) if (fault := _classify_single_error(link))), None)


@contextmanager
def suppress_faults() -> Iterator[None]:
    """Go on after the `with` block if the database couldn't be read or written in it; other errors pass."""
    try:
        yield
    except Error as error:
        if not classify_error(error):
            raise


def exception_chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield the error and those that it was raised from."""
    while error:
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _classify_single_error(error: BaseException) -> DatabaseFault | None:
    if code := getattr(error, "sqlite_errorcode", None):
        return _classify_sqlite_code(code & 0xFF)
    if state := getattr(error, "sqlstate", None):
        return _classify_sqlstate(state)
    return DatabaseFault.UNAVAILABLE if isinstance(error, Error) and _lost_connection(error) else None


def _classify_sqlite_code(code: int) -> DatabaseFault | None:
    if code == READ_ONLY_SQLITE_CODE:
        return DatabaseFault.READ_ONLY
    if code in BUSY_SQLITE_CODES:
        return DatabaseFault.BUSY
    return DatabaseFault.UNAVAILABLE if code in UNAVAILABLE_SQLITE_CODES else None


def _classify_sqlstate(state: str) -> DatabaseFault | None:
    if state == READ_ONLY_SQLSTATE:
        return DatabaseFault.READ_ONLY
    if state.startswith(BUSY_SQLSTATES):
        return DatabaseFault.BUSY
    return DatabaseFault.UNAVAILABLE if state.startswith(UNAVAILABLE_SQLSTATES) else None


def _lost_connection(error: Error) -> bool:
    """Return whether an error without a code of the database means that the connection was lost."""
    cause = error.__cause__
    if getattr(cause, "sqlite_errorcode", None) or getattr(cause, "sqlstate", None):
        return False
    if isinstance(error, OperationalError):
        return True
    # In a transaction that lost its connection, Django refuses to open another and raises its own error.
    is_closed = connection.connection is None or getattr(connection.connection, "closed", False)
    return is_closed and isinstance(error, InterfaceError | ProgrammingError)


def connect_signals():
    if not settings.TRANSACTION_POOLING:
        connection_created.connect(disable_jit, dispatch_uid="disable_jit")
    connection_created.connect(restrict_file_permissions, dispatch_uid="restrict_file_permissions")
    connection_created.connect(refuse_writes, dispatch_uid="refuse_writes")


def warn_if_read_only():
    """Log a warning if nothing can be saved by the settings. Called as the portal starts."""
    if settings.READ_ONLY:
        logger.warning("READ_ONLY is set: nothing can be saved.")
    file, _, how = str(connection.settings_dict["NAME"]).partition("?")
    if connection.vendor == "sqlite" and SQLITE_MODES & set(how.split("&")):
        logger.warning("%s is opened for reading only: nothing can be saved.", file.removeprefix("file://"))


def set_statement_timeout_on_connect():
    """Let PostgreSQL cancel slow statements of the server process. Commands may take longer."""
    if not settings.TRANSACTION_POOLING:
        connection_created.connect(set_statement_timeout, dispatch_uid="set_statement_timeout")


def take_write_lock() -> None:
    """Wait until no other transaction has this lock, and hold it until the end of the transaction.

    What a transaction checks before it writes, such as that a slug is free, then still holds when it writes.
    SQLite lets one transaction write at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITE_LOCK_ID])


# The receivers below run statements: PgBouncer refuses connections with the start-up parameter `options`.


def disable_jit(connection, **kwargs):
    """Disable JIT compilation in PostgreSQL: for queries of many parts it takes 2 s instead of 0.1 s."""
    options = connection.settings_dict["OPTIONS"].get("options", "")
    if connection.vendor == "postgresql" and "jit" not in options:
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")


def restrict_file_permissions(connection, **kwargs):
    """Remove the permissions of other accounts on SQLite's file, which has drafts and e-mail addresses.

    The files that SQLite makes beside it get the same permissions.
    """
    name = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or ":" in name or not Path(name).is_file():
        return
    file = Path(name)
    mode = stat.S_IMODE(file.stat().st_mode)
    if mode & ~MAX_FILE_MODE:
        with suppress(OSError):  # the file has another owner, or can only be read
            file.chmod(mode & MAX_FILE_MODE)


def refuse_writes(connection, **kwargs):
    """Let the database refuse whatever this process writes, if the setting `READ_ONLY` says so."""
    if settings.READ_ONLY:
        is_sqlite = connection.vendor == "sqlite"
        with connection.cursor() as cursor:
            cursor.execute(
                "PRAGMA query_only = ON" if is_sqlite else "SET default_transaction_read_only = on"
            )


def set_statement_timeout(connection, **kwargs):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {settings.STATEMENT_TIMEOUT * 1000}")


def collect_statistics() -> None:
    """Let PostgreSQL count the rows that were loaded: without that, its plans take seconds or minutes.

    Autovacuum may come to them later, or be off.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
