"""Serve files with range and conditional requests (RFC 9110)."""

import re
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import http_date, parse_http_date_safe

# A file may run and load nothing. The PDF viewers of browsers need their styles, and are none in a sandbox.
PDF_POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
FILE_POLICY = "default-src 'none'; frame-ancestors 'self'; sandbox"

# Where nginx has the stored files, for the portal alone (`internal`, deploy/nginx.conf).
ACCEL_LOCATION = "/stored-files/"
# Conditions that nginx would compare with a validator of its own.
PRECONDITIONS = ("If-Match", "If-Unmodified-Since")

RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII)


def serve_file(
    request, file, *, name: str, is_public: bool, content_type: str | None = None, as_attachment: bool = False
) -> HttpResponse:
    """Return the stored `file`, a part of it, or 304 Not Modified; raise Http404 if it is lost.

    Access is checked before. Browsers revalidate each time, so that a withdrawn file is gone at once.
    """
    try:
        content, modified = file.storage.open_with_time(file.name)
    except FileNotFoundError as error:
        raise Http404 from error
    changed = modified.timestamp()
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache" if is_public else "private, no-store",
        **({} if is_public else {"Vary": "Cookie"}),
        "Content-Security-Policy": PDF_POLICY if content_type == "application/pdf" else FILE_POLICY,
        "ETag": _etag(file.name, content.size, changed),
        "Last-Modified": http_date(changed),
    }
    response = FileResponse(
        content, as_attachment=as_attachment, filename=name, content_type=content_type, headers=headers
    )
    response.block_size = 64 * 1024
    answer = get_conditional_response(request, response["ETag"], int(changed), response)  # type: ignore[arg-type] # a file too
    if answer and answer is not response:
        content.close()  # the file alone: to close a response tells Django that the request is over
        return answer
    if settings.X_ACCEL and not any(header in request.headers for header in PRECONDITIONS):
        content.close()
        return _accel_redirect(response, file.name)
    return _part(request, response, content)


def _etag(*identity) -> str:
    """Return a tag that reveals nothing of the content, not even to somebody who has a copy."""
    return f'"{salted_hmac(__name__, repr(identity)).hexdigest()[:32]}"'


def _accel_redirect(response, name: str) -> HttpResponse:
    """Return the response without its content: nginx sends the file, or the part that is asked for."""
    response.streaming_content = ()
    response["Content-Length"] = 0
    response["X-Accel-Redirect"] = ACCEL_LOCATION + quote(name)
    return response


def _part(request, response, content) -> HttpResponse:
    """Return the requested range of the response; all of it for several ranges, or an invalid one."""
    match = RANGE.fullmatch(request.headers.get("Range", "").strip())
    if request.method != "GET" or not match or not any(match.groups()) or not _is_still(request, response):
        return response
    size = content.size
    first, last = match.groups()
    if first:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < int(first):
            return response
    else:
        start, stop = max(size - int(last), 0), size
    if start >= stop:
        content.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    content.seek(start)
    response.streaming_content = _read(content, stop - start)
    response.file_to_stream = None  # a server would send the file itself, to its end
    response.status_code = 206
    response["Content-Length"] = stop - start
    response["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return response


def _is_still(request, response) -> bool:
    """Return whether the file is unchanged since the client got a part of it (`If-Range`), if given."""
    validator = request.headers.get("If-Range", "").strip()
    if not validator or validator == response["ETag"]:
        return True
    return parse_http_date_safe(validator) == parse_http_date_safe(response["Last-Modified"])


def _read(content, length: int):
    while length > 0 and (piece := content.read(min(length, 64 * 1024))):
        length -= len(piece)
        yield piece
