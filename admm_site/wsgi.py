"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from .database import set_statement_timeout_on_connect, warn_if_read_only

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")

application = get_wsgi_application()
set_statement_timeout_on_connect()
warn_if_read_only()
