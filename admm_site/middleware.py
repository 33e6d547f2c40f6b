"""Middleware for what every response has in common: HEAD requests, compression, redirects."""

import gzip
from collections.abc import Callable
from http import HTTPStatus
from itertools import chain
from urllib.parse import urlsplit, urlunsplit

from django.http import FileResponse, HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.encoding import iri_to_uri

from .core.absolute_urls import portal_host
from .core.query_parameters import parameter_name

REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}

COMPRESSIBLE_TYPES = (
    *("text/", "application/xml", "application/atom+xml"),
    *("application/json", "application/problem+json"),
)
GZIP_HEADER_LENGTH, GZIP_FLAGS = 10, 3  # RFC 1952
MAX_PADDING = 100
MAX_JOINED_BYTES = 1024 * 1024


def empty_head_response_middleware(get_response: Callable) -> Callable:
    """Remove the body of a response to HEAD and keep its length.

    A server would do so itself, and log a warning for each.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.method != "HEAD":
            return response
        if response.streaming:
            response.streaming_content = ()
        elif response.content:
            response.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response

    return middleware


class CompressTextMiddleware(GZipMiddleware):
    """Compress pages and other text; leave files alone, so that a client may ask for a part of one (Range).

    The length of a compressed page must not tell how well a guess matches a secret in it (BREACH). Django
    adds a random number of bytes to it for that. Here the number follows from the content and the secret key:
    nobody can foresee it, each guess gets another, and it can't be averaged away by repeating the request.
    The same content also has the same length for HEAD as for GET.
    """

    max_random_bytes = 0  # none of Django's

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_text = response.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        if not is_text or response.streaming:
            return response
        content = response.content
        response = super().process_response(request, response)
        if response.content != content:
            response.content = _add_padding(response.content, content)
            response.headers["Content-Length"] = str(len(response.content))
        return response


def join_short_streams_middleware(get_response: Callable) -> Callable:
    """Turn short streamed text into a whole response, which can be compressed and cached."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        is_text = response.get("Content-Type", "").startswith(COMPRESSIBLE_TYPES)
        is_streamed_text = response.streaming and is_text and not isinstance(response, FileResponse)
        if not is_streamed_text or not getattr(request, "may_be_cached", False):
            return response
        chunks, length, stream = [], 0, iter(response.streaming_content)
        for chunk in stream:
            chunks.append(chunk)
            length += len(chunk)
            if length > MAX_JOINED_BYTES:
                response.streaming_content = chain(chunks, stream)
                return response
        whole = HttpResponse(b"".join(chunks), status=response.status_code, headers=dict(response.items()))
        whole["Content-Length"] = str(length)
        whole.cookies = response.cookies
        return whole

    return middleware


def _add_padding(compressed: bytes, content: bytes) -> bytes:
    """Return the compressed content with a made-up file name in its header, which clients skip."""
    digest = salted_hmac("admm_site.compression", content, algorithm="sha256").digest()
    name = b"a" * (int.from_bytes(digest) % MAX_PADDING)
    header = bytearray(compressed[:GZIP_HEADER_LENGTH])
    header[GZIP_FLAGS] = gzip.FNAME
    return bytes(header) + name + b"\x00" + compressed[GZIP_HEADER_LENGTH:]


def keep_query_on_redirect_middleware(get_response: Callable) -> Callable:
    """Add the query string of the request to a redirect within the portal: the as-of date, the filters.

    A URL that has a query string of its own, such as a sign-in with `next`, is complete, unless an editor
    typed it (`withdrawals.middleware`). URLs of other sites stay as they are. What an identity provider adds
    to the address that it leads back to is for that view alone.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if (
            response.status_code in REDIRECTS
            and request.method in ("GET", "HEAD")
            and not request.path.startswith(reverse("wagtailcore_login"))
        ):
            location = response["Location"]
            if not urlsplit(location).query:
                response["Location"] = add_missing_parameters(location, request)
        return response

    return middleware


def add_missing_parameters(location: str, request: HttpRequest) -> str:
    """Return a URL of the portal with those parameters of the request that it does not have itself."""
    url, query_string = urlsplit(location), iri_to_uri(request.META.get("QUERY_STRING", ""))
    is_own = url.netloc in ("", portal_host(), request.get_host())
    if not query_string or not is_own or url.scheme not in ("", "http", "https"):
        return location
    parameters = url.query.split("&") if url.query else []
    names = set(map(parameter_name, parameters))
    missing = [parameter for parameter in query_string.split("&") if parameter_name(parameter) not in names]
    return urlunsplit(url._replace(query="&".join([*parameters, *missing])))
