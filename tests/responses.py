"""Helpers to read responses of the test client."""

import io
import zipfile
from collections.abc import Mapping


def read(response) -> bytes:
    """The body of a plain or streaming response. Reading a stream closes its file."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def lasting_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers by name in lower case, without those that say from where and when the response is.

    Of a response that is never stored, `Expires` is the second in which it was made.
    """
    lasting = {name.lower(): value for name, value in headers.items()}
    lasting.pop("server-timing", None)
    if "no-store" in lasting.get("cache-control", ""):
        lasting.pop("expires", None)
    return lasting


def response_text(response) -> str:
    """The body as text; of a ZIP, the name and content of each file."""
    body = read(response)
    if response["Content-Type"] == "application/zip" and body:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            body = b"\n".join(
                part for name in archive.namelist() for part in (name.encode(), archive.read(name))
            )
    return body.decode(errors="replace")
