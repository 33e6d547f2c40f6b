"""Settings of a server, with one more view that returns the saved bytes of a page."""

import os

from admm_site.settings import *  # noqa: F403
from admm_site.settings import MIDDLEWARE

ROOT_URLCONF = "tests.bench.urls"
WITHOUT_MONITORING = [name for name in MIDDLEWARE if name != "admm_site.monitoring.monitoring_middleware"]
if os.environ.get("BENCH_MONITORING") == "false":
    MIDDLEWARE = WITHOUT_MONITORING
