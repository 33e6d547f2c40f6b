"""Parameters of an address: one that it doesn't take, or that is given twice, is named and never ignored.

What reads no parameters at all, such as the page of a meeting, doesn't look at them.
"""

import re
from collections.abc import Callable, Collection
from functools import wraps

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _

from .as_of_urls import AS_OF_PARAMETER

# What newsletters, social networks and advertisements add to a link for their own counting.
TRACKING_PARAMETERS = re.compile(
    r"(?:utm|pk|mtm|piwik|matomo|hsa|oly|vero|mc|at)_\w+|(?:fb|g|dc|ms|tt|tw|y|gb|wb)clid|[gw]braid|igshid?"
    r"|li_fat_id|mkt_tok|_hs(?:enc|mi)|hsCtaTracking|_gl|_ga|ref|ref_src|ref_url|s_cid|trk|wt_mc",
    re.ASCII,
)
PAGE_PARAMETER = "page"
LONGEST_NAME = 40


def truncated_name(name: str) -> str:
    """Return the name of a parameter as it may be repeated to whoever sent it."""
    printable = "".join(sign for sign in name if sign.isprintable())
    return printable if len(printable) <= LONGEST_NAME else f"{printable[:LONGEST_NAME]}…"


def parameter_errors(query: QueryDict, known: Collection[str]) -> dict[str, str]:
    """Return what is wrong with each parameter that is not known here or is given more than once."""
    wrong = {}
    for name, values in query.lists():
        if name not in known:
            wrong[name] = _("There is no such parameter here.")
        elif len(values) > 1:
            wrong[name] = _("Give this parameter only once.")
    return wrong


def visitor_parameter_errors(query: QueryDict, known: Collection[str]) -> dict[str, str]:
    """As `parameter_errors`, without what others add to links: nobody chose it, and it asks for nothing."""
    wrong = parameter_errors(query, {*known, AS_OF_PARAMETER})
    return {name: why for name, why in wrong.items() if name and not TRACKING_PARAMETERS.fullmatch(name)}


def error_messages(wrong: dict[str, str]) -> list[str]:
    """Return a sentence for each parameter that can't be used."""
    return [f"{truncated_name(name)}: {why}" for name, why in wrong.items()]


def allow_parameters(*names: str) -> Callable:
    """Decorate a view that reads these parameters: with any other, it answers 400 and names that."""

    def decorate(view):
        @wraps(view)
        def checked(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                wrong = visitor_parameter_errors(request.GET, names)
            except SuspiciousOperation:  # answered where the query is read
                wrong = {}
            return render_parameter_errors(request, wrong, names) if wrong else view(request, *args, **kwargs)

        return checked

    return decorate


def render_parameter_errors(
    request: HttpRequest, wrong: dict[str, str], known: Collection[str]
) -> HttpResponse:
    """Return the page that says which parameters can't be used and which can."""
    context = {
        "title": _("We couldn’t apply this address’s options"),
        "problems": error_messages(wrong),
        "known": known,
        "path": request.path,
    }
    return render(request, "core/query_parameters.html", context, status=400)
