"""Settings of a server, with one more view that returns the saved bytes of a page."""

from admm_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
