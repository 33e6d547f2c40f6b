"""WSGI application of the portal on the day that a test sets, for a server in another process."""

import os
from datetime import date

from admm_site.core.clock import override_today
from admm_site.wsgi import application as portal

DAY = date.fromisoformat(os.environ["PORTAL_DAY"])


def application(environ, start_response):
    with override_today(DAY):
        return portal(environ, start_response)
