"""Cache whole responses for anonymous visitors until the content changes (docs/caching.md).

The version of the content (`content_version`) is a part of each key, so that a new version makes all older
responses unreachable. So is everything of a request that a response may depend on, and the date. No response
outlives the next expiry of a page.
"""

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from threading import Event, Lock
from time import monotonic

from django.conf import settings
from django.core.cache import BaseCache, caches
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response

from admm_site.monitoring import view_name

from .absolute_urls import is_in_api
from .as_of_urls import AS_OF_PARAMETER
from .clock import today
from .content_version import one_version, read_version
from .expiry import next_expiry
from .query_parameters import parameter_name
from .release import release_id
from .streaming import stream_in_context

CACHED_STATUSES = {
    HTTPStatus.OK,
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.PERMANENT_REDIRECT,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
}
MAX_BYTES = 128 * 1024  # of a response; a longer one is made anew each time
MAX_WAIT = 10  # seconds, for a thread that is making the same response
# Files are streamed, with conditions of their own; what is about a visitor or the process is never cached.
EXEMPT = re.compile(r"/(?:admin/|static/|media/|images/|documents/\d+/|report/|healthz$|readyz$|metrics$)")
UNSUPPORTED_HEADERS = ("HTTP_AUTHORIZATION", "HTTP_IF_MATCH", "HTTP_IF_UNMODIFIED_SINCE")
NOT_SHARED = re.compile(r"\b(?:private|no-store)\b")
ENTITY_HEADERS = ("Content-Type", "Content-Length", "Content-Encoding", "Content-Disposition")


@dataclass(frozen=True)
class CachedResponse:
    status: int
    headers: dict[str, str]
    content: bytes
    on_hit: Callable[[HttpRequest], bool] | None
    view_name: str  # for the metrics: a request that is answered from the cache reaches no view

    @classmethod
    def from_response(cls, request: HttpRequest, response: HttpResponse) -> "CachedResponse":
        on_hit, headers = getattr(response, "on_cache_hit", None), dict(response.items())
        return cls(response.status_code, headers, response.content, on_hit, view_name(request, response))

    def to_response(self) -> HttpResponse:
        response = HttpResponse(self.content, status=self.status, headers=self.headers)
        response.cached_view_name = self.view_name
        return response


class ResponseCacheMiddleware:
    """Answer GET and HEAD requests of anonymous visitors from the cache, and cache the other responses.

    A response can set `on_cache_hit` to a picklable function for what must happen at each request: it is
    called with the request before the cached response is used. If it returns False, the view answers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        if not may_be_cached(request):
            with one_version():
                return stream_in_context(self.get_response(request))
        normalize_query(request)
        # A response to HEAD is that to GET without its body, which an outer middleware removes.
        method, request.method = request.method, "GET"
        request.may_be_cached = True
        if_none_match = request.META.pop("HTTP_IF_NONE_MATCH", None)  # compared with the cached response too
        version = read_version() if settings.RESPONSE_CACHE else None
        try:
            with one_version(version):
                response = self._respond(request, version)
        finally:
            request.method = method
        if if_none_match:
            request.META["HTTP_IF_NONE_MATCH"] = if_none_match
            return not_modified(request, response)
        return response

    def _respond(self, request: HttpRequest, version: str | None) -> HttpResponse:
        if version is None:
            return with_validator(self.get_response(request))
        key = response_key(request, version)
        if response := get_cached(request, key):
            return response
        with only_one(key) as is_first:
            if not is_first and (response := get_cached(request, key)):
                return response
            return self._render(request, key, version)

    def _render(self, request: HttpRequest, key: str, version: str) -> HttpResponse:
        """Return a new response, and cache it if the content is still the same as before."""
        expires = next_expiry(version)
        _is_incomplete.set(False)
        response = with_validator(self.get_response(request))
        is_complete = not _is_incomplete.get()
        if (
            is_complete
            and is_cacheable(request, response)
            and response_key(request, read_version() or "") == key
        ):
            set_cached(request, key, response, expires - monotonic())
        response["Server-Timing"] = 'cache;desc="miss"'
        return response


_is_incomplete: ContextVar[bool] = ContextVar("is_incomplete", default=False)


def mark_incomplete() -> None:
    """Keep the response that is being made from being cached: something in it is missing for the moment."""
    _is_incomplete.set(True)


def may_be_cached(request: HttpRequest) -> bool:
    """Return whether the response depends on nothing but the content and what `response_key` takes in."""
    if EXEMPT.match(request.path_info) or settings.SESSION_COOKIE_NAME in request.META.get("HTTP_COOKIE", ""):
        return False
    if settings.DEBUG or any(header in request.META for header in UNSUPPORTED_HEADERS):
        return False
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def normalize_query(request: HttpRequest) -> None:
    """Sort the parameters of the request, and leave out those that say nothing: empty ones, today's date.

    The API refuses empty parameters, so it gets them.
    """
    query = request.META.get("QUERY_STRING", "")
    if not query:
        return
    today_ = f"{AS_OF_PARAMETER}={today()}"
    parameters = [part for part in query.split("&") if part and part != today_]
    if not is_in_api(request):
        parameters = [part for part in parameters if part.partition("=")[2]]
    request.META["QUERY_STRING"] = "&".join(sorted(parameters, key=parameter_name))


def response_key(request: HttpRequest, version: str) -> str:
    """Return the cache key: a hash, because URLs are of any length."""
    accept = request.META.get("HTTP_ACCEPT", "") if is_in_api(request) else ""
    parts = (
        release_id(),
        version,
        str(today()),
        request.scheme or "",
        request.get_host(),
        request.path,
        request.META.get("QUERY_STRING", ""),
        accept,
        str(bool(re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")))),
        str("HTTP_ORIGIN" in request.META),
    )
    return hashlib.blake2b("\n".join(parts).encode(errors="surrogateescape"), digest_size=20).hexdigest()


def caches_for(request: HttpRequest) -> Iterator[BaseCache]:
    """Yield the caches that may hold the response.

    Those of the pages of today have one of their own, so that what has many addresses doesn't evict them:
    filters, searches, past dates, exports and addresses that don't exist.
    """
    if not request.META.get("QUERY_STRING"):
        yield caches["responses"]
    yield caches["long_tail"]


def get_cached(request: HttpRequest, key: str) -> HttpResponse | None:
    for store in caches_for(request):
        if cached := store.get(key):
            if cached.on_hit and not cached.on_hit(request):
                return None
            response = cached.to_response()
            response["Server-Timing"] = 'cache;desc="hit"'
            return response
    return None


def set_cached(request: HttpRequest, key: str, response: HttpResponse, timeout: float) -> None:
    is_page = response.status_code == HTTPStatus.OK and response["Content-Type"].startswith("text/html")
    store = next(caches_for(request)) if is_page else caches["long_tail"]
    if timeout > 0:
        store.set(key, CachedResponse.from_response(request, response), timeout)


def is_cacheable(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the response may be given to others: it has nothing of this visitor in it."""
    varies_on = {header.strip().lower() for header in response.get("Vary", "").split(",")} - {""}
    keyed = {"accept-encoding", "origin"}  # as in `response_key`
    if is_in_api(request):
        keyed.add("accept")
    return (
        response.status_code in CACHED_STATUSES
        and is_public(response)
        and varies_on <= keyed
        and len(response.content) <= MAX_BYTES
        and not getattr(request, "is_preview", False)
    )


def is_public(response: HttpResponse) -> bool:
    """Return whether the response is whole and not marked as that of a single visitor."""
    is_marked = response.cookies or NOT_SHARED.search(response.get("Cache-Control", ""))
    return not response.streaming and not is_marked


def with_validator(response: HttpResponse) -> HttpResponse:
    """Give a public response an `ETag`, and let caches ask for each use whether it is still valid."""
    if not is_public(response):
        return response
    response.setdefault("Cache-Control", cache_control())
    if response.status_code == HTTPStatus.OK and "ETag" not in response:
        response["ETag"] = f'"{hashlib.blake2b(response.content, digest_size=16).hexdigest()}"'
    return response


def cache_control() -> str:
    """Return how long a cache in front of the portal may use a response, if the settings let it."""
    if not settings.SHARED_CACHE_SECONDS:
        return "no-cache"
    stale = settings.SHARED_CACHE_STALE_SECONDS
    return (
        f"public, max-age=0, s-maxage={settings.SHARED_CACHE_SECONDS}"
        f", stale-while-revalidate={stale}, stale-if-error={stale}"
    )


def not_modified(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Turn the response into 304 if the visitor has it already: with its headers, but those of a body."""
    etag = response.get("ETag") if response.status_code == HTTPStatus.OK else None
    if_none_match = request.META["HTTP_IF_NONE_MATCH"]
    if etag and (if_none_match == etag or get_conditional_response(request, etag) is not None):
        response.status_code, response.content = HTTPStatus.NOT_MODIFIED, b""
        for header in ENTITY_HEADERS:
            del response[header]
    return response


_in_progress: dict[str, Event] = {}
_lock = Lock()


@contextmanager
def only_one(key: str) -> Iterator[bool]:
    """Let one thread at a time make the response: yield True to it, and False to those that waited for it."""
    with _lock:
        event = _in_progress.get(key)
        is_first = event is None
        if event is None:
            event = _in_progress[key] = Event()
    if not is_first:
        event.wait(MAX_WAIT)
        yield False
        return
    try:
        yield True
    finally:
        with _lock:
            del _in_progress[key]
        event.set()
