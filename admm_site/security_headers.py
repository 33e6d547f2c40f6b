"""Headers that tell browsers what a response may load and do, and who may embed it.

Pages for the public hold no inline scripts or styles, so their policy allows none. Those of Wagtail's admin
need some (wagtail/wagtail#1288); its pages for who isn't signed in yet, such as the sign-in, do without.
"""

from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse


def _join(directives: dict[str, str]) -> str:
    return "; ".join(f"{name} {sources}" for name, sources in directives.items())


PUBLIC = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",  # small drawings are part of the style sheet
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'self'",  # the editors' preview
}
SIGNED_OUT = PUBLIC | {"style-src": "'self' 'unsafe-inline'", "font-src": "'self' data:"}
ADMIN = SIGNED_OUT | {
    "script-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",  # an upload before it is stored
    "frame-src": "'self'",
}
PUBLIC_POLICY, SIGNED_OUT_POLICY, ADMIN_POLICY = map(_join, (PUBLIC, SIGNED_OUT, ADMIN))
FILE_POLICY = "default-src 'none'; frame-ancestors 'self'"  # of what is no page, and loads nothing
SIGNED_OUT_VIEWS = ("wagtailadmin_login", "wagtailadmin_password_reset")
PERMISSIONS_POLICY = "browsing-topics=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"


def security_headers_middleware(get_response: Callable) -> Callable:
    """Add the headers to every response with content, also from the cache, static files and errors."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == HTTPStatus.NOT_MODIFIED:
            return response  # a header of it would replace that of the copy that the browser has
        if not (settings.DEBUG and response.status_code >= 400):  # Django's page of details has inline styles
            response.setdefault("Content-Security-Policy", _policy(request, response))
        if _is_page(response):
            response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response

    return middleware


def _is_page(response: HttpResponse) -> bool:
    return response.get("Content-Type", "").startswith("text/html")


def _policy(request: HttpRequest, response: HttpResponse) -> str:
    if not _is_page(response):
        return FILE_POLICY
    if not request.path.startswith(_admin_root()):
        return PUBLIC_POLICY
    view = request.resolver_match and request.resolver_match.url_name
    return SIGNED_OUT_POLICY if not view or view.startswith(SIGNED_OUT_VIEWS) else ADMIN_POLICY


@lru_cache
def _admin_root() -> str:
    return reverse("wagtailadmin_home")
