"""Responses of the test client, read as a browser does."""


def read(response) -> bytes:
    """The body, whether it was made at once or is streamed from a file; the file is closed then."""
    return b"".join(response.streaming_content) if response.streaming else response.content
