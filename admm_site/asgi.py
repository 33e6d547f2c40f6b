"""The portal as an ASGI application."""

import os

from django.core.asgi import get_asgi_application

from .database import limit_statements
from .garbage import leave_what_is_loaded

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "admm_site.settings")

application = get_asgi_application()
leave_what_is_loaded()
limit_statements()
