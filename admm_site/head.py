"""HEAD: what GET answers, without its body."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


def without_body_middleware(get_response: Callable) -> Callable:
    """Return a middleware that takes the body of an answer to HEAD and leaves its length.

    A server would do so itself, and write a warning for each.
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
