"""Settings of gunicorn, which reads this file when it is started beside it."""

import gc


def post_worker_init(worker):
    """Exempt everything loaded so far from garbage collection: each full one would take 0.1 s more."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # loads the views, else the first request would
    gc.collect()
    gc.freeze()
