"""Validate query parameters: reject those that a view doesn't know and those given twice.

Views without parameters, such as the page of a meeting, don't check them.
"""

import re
from collections.abc import Callable, Collection
from functools import wraps
from urllib.parse import unquote_plus

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from .as_of_urls import AS_OF_PARAMETER

# Tracking parameters that newsletters, social networks and advertisements add to links.
TRACKING_PARAMETERS = re.compile(
    r"(?:utm|pk|mtm|piwik|matomo|hsa|oly|vero|mc|at)_\w+|(?:fb|g|dc|ms|tt|tw|y|gb|wb)clid|[gw]braid|igshid?"
    r"|li_fat_id|mkt_tok|_hs(?:enc|mi)|hsCtaTracking|_gl|_ga|ref|ref_src|ref_url|s_cid|trk|wt_mc",
    re.ASCII,
)
PAGE_PARAMETER = "page"
MAX_NAME_LENGTH = 40


def parameter_name(parameter: str) -> str:
    """Return the decoded name of a parameter as it stands in a query string."""
    return unquote_plus(parameter.partition("=")[0])


def truncated_name(name: str) -> str:
    """Return the name of a parameter, printable and truncated, to show in an error message."""
    printable = "".join(sign for sign in name if sign.isprintable())
    return printable if len(printable) <= MAX_NAME_LENGTH else f"{printable[:MAX_NAME_LENGTH]}…"


def parameter_errors(query: QueryDict, valid_names: Collection[str]) -> dict[str, str]:
    """Return an error message for each parameter that is not known or is given more than once."""
    errors = {}
    for name, values in query.lists():
        if name not in valid_names:
            errors[name] = _("There is no such parameter here.")
        elif len(values) > 1:
            errors[name] = _("Give this parameter only once.")
    return errors


def visitor_parameter_errors(query: QueryDict, valid_names: Collection[str]) -> dict[str, str]:
    """Return `parameter_errors`, but allow tracking parameters, which others add to links."""
    errors = parameter_errors(query, {*valid_names, AS_OF_PARAMETER})
    return {
        name: message for name, message in errors.items() if name and not TRACKING_PARAMETERS.fullmatch(name)
    }


def error_messages(errors: dict[str, str]) -> list[str]:
    """Return the messages with the name of each parameter."""
    return [f"{truncated_name(name)}: {message}" for name, message in errors.items()]


def allow_parameters(*names: str) -> Callable:
    """Decorate a view to respond with 400 to parameters other than these."""

    def decorate(view):
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                errors = visitor_parameter_errors(request.GET, names)
            except SuspiciousOperation:  # raised again, and handled, where the view reads the query
                errors = {}
            if errors:
                return render_parameter_errors(request, errors, names)
            return view(request, *args, **kwargs)

        return checked

    return decorate


def render_parameter_errors(
    request: HttpRequest, errors: dict[str, str], valid_names: Collection[str]
) -> HttpResponse:
    """Render a page that names the invalid parameters and the valid ones."""
    context = {
        "title": _("We couldn’t apply this address’s options"),
        "problems": error_messages(errors),
        "valid_names": valid_names,
        "path": request.path,
    }
    return render(request, "core/query_parameters.html", context, status=400)
