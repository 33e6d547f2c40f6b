"""Error handlers of the URLconf: each leaves the response to the admin, the API or the public pages."""

import sys

from django.views import defaults

from admm_site.api import errors as api
from admm_site.core.absolute_urls import is_in_admin
from admm_site.editorial import errors as admin
from admm_site.pages import views as pages

from .unavailable import unavailable


def bad_request(request, exception):
    handler = admin.bad_request if is_in_admin(request) else defaults.bad_request
    return handler(request, exception)


def permission_denied(request, exception):
    handler = admin.permission_denied if is_in_admin(request) else defaults.permission_denied
    return handler(request, exception)


def not_found(request, exception):
    handler = admin.not_found if is_in_admin(request) else pages.not_found
    return handler(request, exception)


def server_error(request):
    """Return 500, or 503 if a middleware failed because of the database."""
    if response := unavailable(request, sys.exc_info()[1]):
        return response
    handler = admin.server_error if is_in_admin(request) else api.server_error
    return handler(request)
