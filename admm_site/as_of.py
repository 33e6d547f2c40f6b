"""`?as_of=2014-05-01`: the portal as it stood on a day, for one request (docs/trail.md).

The day is set around everything that answers the request, so that every question asked for it has the same
answer. What a visitor may follow from there keeps the day: its links are given it here, once, in what was
made; no template can forget it. Nothing of this costs anything when no day is asked for.
"""

import re
from contextvars import copy_context
from http import HTTPStatus
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.translation import gettext as _

from .api.errors import problem_response
from .core.as_of_urls import AS_OF_PARAMETER, AS_OF_RANGE, parse_as_of, supports_as_of
from .core.clock import as_of, as_of_date
from .core.private_files import iterate_in_context
from .exports.formats.errors import error_response

LINK = re.compile(r'(?<= href=")(?:/(?!/)|\?)[^"]*(?=")')
FORM = re.compile(r"<form\b[^>]*>")
ADDRESS = re.compile(r'(?<= action=")[^"]*(?=")')


class AsOfMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            values = request.GET.getlist(AS_OF_PARAMETER)
        except SuspiciousOperation:  # what answers says in its own form that the question can't be read
            return self.get_response(request)
        if (
            values in ([], [""])
            or request.method not in ("GET", "HEAD")
            or not supports_as_of(request.path_info)
        ):
            return self.get_response(request)
        try:
            (value,) = values
            day = parse_as_of(value)
        except ValueError:
            return _refuse(request)
        with as_of(day):
            response = self.get_response(request)
            if as_of_date():
                keep_day(response, day.isoformat())
        response["X-Robots-Tag"] = "noindex"
        return response


def _refuse(request: HttpRequest) -> HttpResponse:
    """400, in the form of what was asked for. It repeats nothing of that."""
    title = _("We couldn’t show the portal on this date.")
    detail = _("Choose a date between %(first)s and %(last)s, such as 2014-05-01.") % AS_OF_RANGE
    if request.path_info.startswith("/api/v1/"):
        errors = [{"parameter": AS_OF_PARAMETER, "detail": detail}]
        return problem_response(request, HTTPStatus.BAD_REQUEST, title, errors)
    if suffix := PurePosixPath(request.path_info).suffix:
        return error_response(title, detail, suffix.removeprefix("."))
    context = {"title": title, "detail": detail}
    return render(request, "as_of.html", context, status=HTTPStatus.BAD_REQUEST)


def keep_day(response: HttpResponse, day: str) -> None:
    """Lets everything that is still to be written be written as of the day, and every link lead there."""
    if response.streaming:
        response.streaming_content = iterate_in_context(copy_context(), response.streaming_content)
    elif response.get("Content-Type", "").startswith("text/html"):
        html = LINK.sub(lambda link: _dated(link[0], day), response.content.decode())
        response.content = FORM.sub(lambda form: _with_field(form[0], day), html)
    if (place := response.get("Location", "")).startswith("/"):
        response["Location"] = _dated(place, day, "&")


def _dated(address: str, day: str, separator: str = "&amp;") -> str:
    """The address with the day, if it takes one and has none."""
    address, hash_, fragment = address.partition("#")
    path, _mark, query = address.partition("?")
    if f"{AS_OF_PARAMETER}=" in query or not supports_as_of(path):
        return f"{address}{hash_}{fragment}"
    query = f"{query}{separator}{AS_OF_PARAMETER}={day}" if query else f"{AS_OF_PARAMETER}={day}"
    return f"{path}?{query}{hash_}{fragment}"


def _with_field(form: str, day: str) -> str:
    """The opening tag of a form, with the day in a hidden field if what it asks takes one."""
    address = ADDRESS.search(form)
    if 'method="post"' in form or 'id="as-of"' in form or (address and not supports_as_of(address[0])):
        return form
    return form + format_html('<input type="hidden" name="{}" value="{}">', AS_OF_PARAMETER, day)
