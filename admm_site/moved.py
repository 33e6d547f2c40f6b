"""An address that moved takes its query along: the day, the filters, where a visitor came from."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.utils.encoding import iri_to_uri

MOVED = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}


def keep_query_middleware(get_response: Callable) -> Callable:
    """Return a middleware that gives the query of the request to whatever address of the portal it leads to.

    An address that has a query of its own, such as a sign-in with `next`, is complete; another site's is not
    the portal's to add to.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in MOVED and request.method in ("GET", "HEAD"):
            response["Location"] = with_query(response["Location"], request)
        return response

    return middleware


def with_query(location: str, request: HttpRequest) -> str:
    """Return the address with the query of the request, where it takes one."""
    query = request.META.get("QUERY_STRING", "")
    to = urlsplit(location)
    is_own = not to.netloc or to.netloc == request.get_host()
    if not query or to.query or not is_own or to.scheme not in ("", "http", "https"):
        return location
    return urlunsplit(to._replace(query=iri_to_uri(query)))
