"""Files as a reader's program wants them: whole or in parts, and only when they have changed."""

import re

from django.http import FileResponse, Http404, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.crypto import salted_hmac
from django.utils.http import http_date, parse_http_date_safe

# A file runs nothing and loads nothing, wherever it is shown; a browser's own reader of PDF needs its styles.
POLICY = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"

RANGE = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})", re.ASCII)


def serve_file(
    request, file, *, name: str, is_public: bool, content_type: str | None = None, as_attachment: bool = False
) -> HttpResponse:
    """The stored `file`, the part of it that is asked for, or that it has not changed; 404 when it is lost.

    Who may read it has been asked before. Browsers ask each time, so that what is withdrawn is gone at once.
    """
    try:
        changed = file.storage.get_modified_time(file.name).timestamp()
        content = file.storage.open(file.name, "rb")
    except FileNotFoundError as error:
        raise Http404 from error
    headers = {
        "Accept-Ranges": "bytes",
        "Cache-Control": "no-cache" if is_public else "private, no-store",
        **({} if is_public else {"Vary": "Cookie"}),
        "Content-Security-Policy": POLICY,
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
    return _part(request, response, content)


def _etag(*identity) -> str:
    """Says nothing of the content, not even to someone who has a copy and wonders whether it is this one."""
    return f'"{salted_hmac(__name__, repr(identity)).hexdigest()[:32]}"'


def _part(request, response, content) -> HttpResponse:
    """The response cut down to the range that is asked for; whole when several are, or none that is valid."""
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
    """Whether the file is the one of which the reader has the beginning (`If-Range`), if that is asked."""
    asked = request.headers.get("If-Range", "").strip()
    if not asked or asked == response["ETag"]:
        return True
    return parse_http_date_safe(asked) == parse_http_date_safe(response["Last-Modified"])


def _read(content, length: int):
    while length > 0 and (piece := content.read(min(length, 64 * 1024))):
        length -= len(piece)
        yield piece
