"""An address that moved takes its query along: the day, the filters, where a visitor came from."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import unquote_plus, urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

from admm_site.core.absolute_urls import portal_host

MOVED = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}


def keep_query_middleware(get_response: Callable) -> Callable:
    """Return a middleware that gives the query of the request to whatever address of the portal it leads to.

    An address that has a query of its own, such as a sign-in with `next`, is complete, unless an editor typed
    it (`withdrawals.middleware`); another site's is not the portal's to add to.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in MOVED and request.method in ("GET", "HEAD"):
            response["Location"] = with_query(response["Location"], request)
        return response

    return middleware


def with_query(location: str, request: HttpRequest) -> str:
    """Return the address with the query of the request, where it takes one."""
    return location if urlsplit(location).query else with_missing_parameters(location, request)


def with_missing_parameters(location: str, request: HttpRequest) -> str:
    """Return an address of the portal with those parameters of the request that it does not have itself."""
    to, asked = urlsplit(location), iri_to_uri(request.META.get("QUERY_STRING", ""))
    is_own = to.netloc in ("", portal_host(), request.get_host())
    if not asked or not is_own or to.scheme not in ("", "http", "https"):
        return location
    own = to.query.split("&") if to.query else []
    names = set(map(_name, own))
    missing = [parameter for parameter in asked.split("&") if _name(parameter) not in names]
    return urlunsplit(to._replace(query="&".join([*own, *missing])))


def _name(parameter: str) -> str:
    return unquote_plus(parameter.partition("=")[0])
