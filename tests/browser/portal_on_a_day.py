"""The portal as it speaks on the day that a test sets, for a server in a process of its own."""

import os
from datetime import date

from admm_site.core.clock import override_today
from admm_site.wsgi import application as portal

DAY = date.fromisoformat(os.environ["PORTAL_DAY"])


def application(environ, start_response):
    with override_today(DAY):
        return portal(environ, start_response)
