"""Compression of what the portal writes itself; static files are compressed when they are collected."""

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.functional import cached_property

TEXT = ("text/", "application/xml", "application/atom+xml", "application/json", "application/problem+json")


class CompressTextMiddleware(GZipMiddleware):
    """Compresses pages and other text; a file keeps its length, so that a reader may ask for a part of it."""

    def process_response(self, request, response):
        is_text = response.get("Content-Type", "").startswith(TEXT)
        if not is_text or response.streaming:
            return response
        if self.max_random_bytes and is_the_same_for_all(request, response):
            return self.of_equal_length.process_response(request, response)
        return super().process_response(request, response)

    @cached_property
    def of_equal_length(self) -> GZipMiddleware:
        return CompressWithoutPadding(self.get_response)


class CompressWithoutPadding(GZipMiddleware):
    """Compresses equal text to equal length, so that HEAD can say the length that GET has."""

    max_random_bytes = 0


def is_the_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Return whether the text holds nothing of one visitor's own, which its length could give away."""
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    return not request.COOKIES and not response.cookies and "cookie" not in varies
