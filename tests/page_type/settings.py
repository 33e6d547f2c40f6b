"""The portal with one more page type: `pytest --ds=tests.page_type.settings tests/page_type`."""

from admm_site.settings import *  # noqa: F403
from admm_site.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = ["tests.page_type", *INSTALLED_APPS]
if "postgresql" in DATABASES["default"]["ENGINE"]:  # beside that of the tests which start these
    DATABASES["default"]["TEST"] = {"NAME": "test_page_type"}
