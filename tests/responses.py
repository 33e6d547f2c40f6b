"""Responses of the test client, read as a browser does."""

import io
import zipfile


def read(response) -> bytes:
    """The body, whether it was made at once or is streamed from a file; the file is closed then."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def response_text(response) -> str:
    """The body as text; of a ZIP, that of each file in it and its name."""
    body = read(response)
    if response["Content-Type"] == "application/zip" and body:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(
                part for name in archive.namelist() for part in (name.encode(), archive.read(name))
            )
    return body.decode(errors="replace")
