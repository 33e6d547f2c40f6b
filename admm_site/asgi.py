"""The portal as an ASGI application."""

import os

from django.core.asgi import get_asgi_application

from .database import set_statement_timeout_on_connect

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")

application = get_asgi_application()
set_statement_timeout_on_connect()
