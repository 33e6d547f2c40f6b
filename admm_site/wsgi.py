"""The portal as a WSGI application."""

import os

from django.core.wsgi import get_wsgi_application

from .database import limit_statements, say_if_read_only
from .garbage import leave_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")

application = get_wsgi_application()
leave_what_is_loaded()
limit_statements()
say_if_read_only()
