"""Ask what the portal depends on whether it answers, and wait for none of it longer than a second."""

import shutil
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.db import Error, connection
from django.db.backends.base.base import BaseDatabaseWrapper

from admm_site.documents.storage import nearest_folder

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
    return default_storage.is_usable()


def _has_free_space() -> bool:
    folders = (
        {Path(settings.VAR_DIR)}
        if settings.OBJECT_STORE
        else {Path(settings.MEDIA_ROOT), Path(settings.VAR_DIR)}
    )
    free = (shutil.disk_usage(nearest_folder(folder)).free for folder in folders)
    return all(number >= settings.MIN_FREE_MB * MEGABYTE for number in free)
