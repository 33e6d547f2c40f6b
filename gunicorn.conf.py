"""Settings of gunicorn, which reads this file when it is started beside it."""

import gc
import os
from pathlib import Path

logger_class = "admm_site.gunicorn_logger.PortalLogger"
worker_class = "admm_site.gunicorn_worker.BufferingWorker"
preload_app = True  # workers share the memory of what is loaded, and one that is replaced answers at once


def on_starting(server):
    """Remove what the workers of a former server have counted."""
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        for file in Path(folder).glob("*.db"):
            file.unlink()


def child_exit(server, worker):
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess  # decides as it is imported whether processes add up

        multiprocess.mark_process_dead(worker.pid)


YOUNG_OBJECTS = 20_000  # after which the garbage collector runs, not Python's 700; 100,000 take 20 MB more


def when_ready(server):
    """Exempt what the workers share from garbage collection, which would copy it, and run that less often.

    Each full collection would take 0.1 s more; the small ones took a tenth of the time of a page.
    """
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # loads the views, else the first request of each worker would
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS, 20, 20)
