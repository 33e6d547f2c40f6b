"""Compression of what the portal writes itself; static files are compressed when they are collected."""

from django.middleware.gzip import GZipMiddleware

TEXT = ("text/", "application/xml", "application/atom+xml", "application/json", "application/problem+json")


class CompressTextMiddleware(GZipMiddleware):
    """Compresses pages and other text; a file keeps its length, so that a reader may ask for a part of it."""

    def process_response(self, request, response):
        is_text = response.get("Content-Type", "").startswith(TEXT)
        return super().process_response(request, response) if is_text and not response.streaming else response
