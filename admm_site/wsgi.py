"""The portal as a WSGI application."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")

application = get_wsgi_application()

# What is loaded by now stays: otherwise each search for garbage would look through it, for 0.1 s.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
