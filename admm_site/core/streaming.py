"""Streamed responses, whose chunks are made after the context of their request has ended."""

from collections.abc import Iterator
from contextvars import Context, copy_context

from django.http import FileResponse, HttpResponse


def stream_in_context(response: HttpResponse) -> HttpResponse:
    """Let the chunks of a streamed response be made within the current context; those of a file need none."""
    if response.streaming and not isinstance(response, FileResponse):
        response.streaming_content = _iterate_in_context(copy_context(), response.streaming_content)
    return response


def _iterate_in_context(context: Context, chunks: Iterator[bytes]) -> Iterator[bytes]:
    chunks = iter(chunks)
    while (chunk := context.run(next, chunks, None)) is not None:
        yield chunk
