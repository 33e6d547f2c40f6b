"""The portal as on a server, with one more address: a view that returns the bytes of another page at once."""

from admm_site.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.urls"
