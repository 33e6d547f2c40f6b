"""Middleware for `?as_of=2014-05-01`: the portal as it was on a date, for one request (docs/trail.md)."""

import re
from datetime import date
from http import HTTPStatus
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .api.errors import problem_response
from .core.absolute_urls import is_in_api
from .core.as_of_urls import AS_OF_PARAMETER, AS_OF_RANGE, parse_as_of, supports_as_of
from .core.clock import as_of, as_of_date
from .core.streaming import stream_in_context
from .exports.formats.errors import error_response

INTERNAL_URL = re.compile(r'(?<= href=")(?:/(?!/)|\?)[^"]*(?=")')
FORM_TAG = re.compile(r"<form\b[^>]*>")
FORM_ACTION = re.compile(r'(?<= action=")[^"]*(?=")')


class AsOfMiddleware:
    """Set the as-of date around everything that answers a request, so that every query uses the same date.

    Links and forms in the response are given the date here, in the finished HTML, so that no template can
    forget it. Requests without an as-of date pay nothing.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            values = request.GET.getlist(AS_OF_PARAMETER)
        except SuspiciousOperation:  # the view says, in its own format, that the query can't be read
            return self.get_response(request)
        is_read = request.method in ("GET", "HEAD")
        if values in ([], [""]) or not is_read or not supports_as_of(request.path_info):
            return self.get_response(request)
        try:
            (value,) = values
            day = parse_as_of(value)
        except ValueError:
            return _invalid_date_response(request)
        with as_of(day):
            response = self.get_response(request)
            if as_of_date():
                propagate_as_of(response, day.isoformat())
        response["X-Robots-Tag"] = "noindex"
        return response


def _invalid_date_response(request: HttpRequest) -> HttpResponse:
    """Return a 400 response in the format that was requested. It repeats nothing of the request."""
    title = _("We couldn’t show the portal on this date")
    first, last = (date_format(date.fromisoformat(day), "j F Y") for day in AS_OF_RANGE.values())
    detail = _("Choose a date from {first} to {last}, written as 2014-05-01.").format(first=first, last=last)
    if is_in_api(request):
        errors = [{"parameter": AS_OF_PARAMETER, "detail": detail}]
        return problem_response(HTTPStatus.BAD_REQUEST, title, errors)
    if suffix := PurePosixPath(request.path_info).suffix:
        return error_response(title, detail, suffix.removeprefix("."))
    context = {"title": title, "detail": detail}
    return render(request, "core/invalid_as_of.html", context, status=HTTPStatus.BAD_REQUEST)


def propagate_as_of(response: HttpResponse, date: str) -> None:
    """Add the as-of date to the links, forms and redirect of a response.

    A streamed response is made later: its chunks are made as of the date too.
    """
    if response.streaming:
        stream_in_context(response)
    elif response.get("Content-Type", "").startswith("text/html"):
        html = INTERNAL_URL.sub(lambda url: add_as_of_to_url(url[0], date), response.content.decode())
        response.content = FORM_TAG.sub(lambda tag: add_as_of_to_form(tag[0], date), html)
    if (location := response.get("Location", "")).startswith("/"):
        response["Location"] = add_as_of_to_url(location, date, "&")


def add_as_of_to_url(url: str, date: str, separator: str = "&amp;") -> str:
    """Return the URL with the as-of date, if it supports one and has none."""
    url, hash_, fragment = url.partition("#")
    path, _mark, query = url.partition("?")
    if f"{AS_OF_PARAMETER}=" in query or not supports_as_of(path):
        return f"{url}{hash_}{fragment}"
    query = f"{query}{separator}{AS_OF_PARAMETER}={date}" if query else f"{AS_OF_PARAMETER}={date}"
    return f"{path}?{query}{hash_}{fragment}"


def add_as_of_to_form(tag: str, date: str) -> str:
    """Return the opening tag of a form, and a hidden field with the date if its action supports one."""
    action = FORM_ACTION.search(tag)
    if 'method="post"' in tag or 'id="as-of"' in tag or (action and not supports_as_of(action[0])):
        return tag
    return tag + format_html('<input type="hidden" name="{}" value="{}">', AS_OF_PARAMETER, date)
