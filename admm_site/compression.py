"""Compression of what the portal writes itself; static files are compressed when they are collected."""

import gzip

from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils.crypto import salted_hmac

TEXT = ("text/", "application/xml", "application/atom+xml", "application/json", "application/problem+json")
HEADER_LENGTH, FLAGS = 10, 3  # of gzip, RFC 1952


class CompressTextMiddleware(GZipMiddleware):
    """Compresses pages and other text; a file keeps its length, so that a reader may ask for a part of it.

    The length of a compressed page must not tell how well a guess matches a secret in it (BREACH). Django
    adds a random number of bytes to it for that. Here the number follows from the content and the secret key:
    nobody can foresee it, each guess gets another, and it can't be averaged away by asking the same again.
    And the same content is as long for HEAD as for GET.
    """

    max_random_bytes = 0  # none of Django's
    LONGEST_PADDING = 100

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        is_text = response.get("Content-Type", "").startswith(TEXT)
        if not is_text or response.streaming:
            return response
        content = response.content
        response = super().process_response(request, response)
        if response.content != content:
            response.content = self._padded(response.content, content)
            response.headers["Content-Length"] = str(len(response.content))
        return response

    def _padded(self, compressed: bytes, content: bytes) -> bytes:
        """Return the compressed content with a name of a file that was none, which readers skip."""
        digest = salted_hmac("admm_site.compression", content, algorithm="sha256").digest()
        name = b"a" * (int.from_bytes(digest) % self.LONGEST_PADDING)
        header = bytearray(compressed[:HEADER_LENGTH])
        header[FLAGS] = gzip.FNAME
        return bytes(header) + name + b"\x00" + compressed[HEADER_LENGTH:]
