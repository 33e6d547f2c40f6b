"""Ask for a cached page with and without the middleware that counts, times and logs, by turns.

python -m tests.bench.monitoring_cost
"""

import time
from collections.abc import Callable
from statistics import median

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory, override_settings

from .overhead import print_comparison
from .pages import PAGES

TURNS, ROUNDS = 3000, 3


def main():
    django.setup()
    with override_settings(MIDDLEWARE=settings.WITHOUT_MONITORING):
        handlers = {"without": WSGIHandler()}
    handlers["with"] = WSGIHandler()
    factory = RequestFactory(HTTP_HOST="127.0.0.1", HTTP_ACCEPT_ENCODING="gzip")
    for _ in range(ROUNDS):
        times: dict[str, list[int]] = {name: [] for name in handlers}
        for _ in range(TURNS):
            for name, handler in handlers.items():
                times[name].append(processor_time(handler, factory))
        print_comparison(*(median(times[name]) / 1000 for name in handlers))


def processor_time(handler: Callable, factory: RequestFactory) -> int:
    """Return the nanoseconds of the processor that a request took."""
    environ = factory._base_environ(PATH_INFO=PAGES["meetings"], REQUEST_METHOD="GET")
    start = time.thread_time_ns()
    response = handler(environ, lambda status, headers: None)
    b"".join(response)
    response.close()
    return time.thread_time_ns() - start


if __name__ == "__main__":
    main()
