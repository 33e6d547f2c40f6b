"""Ask what the portal depends on whether it answers, and wait for none of it longer than a second."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

LIMIT = 1  # second; all are asked at once
CACHE_KEY = "readyz"
MEGABYTE = 1024 * 1024

_lock = Lock()
_pending: dict[str, Future[bool]] = {}


def ask_all() -> dict[str, bool]:
    """Return for the database, the cache, the storage and the disk whether each is as it should be."""
    futures = {name: _start(name, check) for name, check in _checks().items()}
    wait(futures.values(), LIMIT)
    return {name: future.done() and future.result() for name, future in futures.items()}


def _checks() -> dict[str, Callable[[], bool]]:
    return {
        "database": partial(_is_database_available, connection.copy()),
        "cache": _is_cache_available,
        "storage": _is_storage_usable,
        "disk": _has_free_space,
    }


def _start(name: str, check: Callable[[], bool]) -> Future[bool]:
    """Return the result to wait for; one that hangs is not asked a second time."""
    with _lock:
        future = _pending.get(name)
        if future is None or future.done():
            future = _pending[name] = Future()
            Thread(target=_run, args=(future, check), name=f"probe-{name}", daemon=True).start()
        return future


def _run(future: Future[bool], check: Callable[[], bool]) -> None:
    try:
        future.set_result(check())
    except Exception:  # whatever a storage or a driver raises: it doesn't answer
        future.set_result(False)


def _is_database_available(new_connection: BaseDatabaseWrapper) -> bool:
    new_connection.inc_thread_sharing()
    try:
        with new_connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    finally:
        new_connection.close()
    return True


def _is_cache_available() -> bool:
    cache.set(CACHE_KEY, True, 10)
    return bool(cache.get(CACHE_KEY))


def _is_storage_usable() -> bool:
    """Return whether files can be read and, unless the portal is read-only, written."""
    if not isinstance(default_storage, FileSystemStorage):
        default_storage.exists(CACHE_KEY)
        return True
    needed = os.R_OK | os.X_OK | (0 if settings.READ_ONLY else os.W_OK)
    return os.access(_nearest_folder(Path(settings.MEDIA_ROOT)), needed)


def _has_free_space() -> bool:
    folders = map(_nearest_folder, (Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR)))
    return all(shutil.disk_usage(folder).free >= settings.MIN_FREE_MB * MEGABYTE for folder in folders)


def _nearest_folder(folder: Path) -> Path:
    """Return the folder, or the one above it that exists: that of uploads is made by the first."""
    return next(path for path in (folder, *folder.parents) if path.exists())
