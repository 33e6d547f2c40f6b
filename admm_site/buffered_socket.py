"""A socket that buffers the request and the response, so that no thread waits for the client.

They are kept in memory, and in temporary files when they are long.
"""

import os
import re
from collections import deque
from dataclasses import dataclass
from http import HTTPStatus
from socket import MSG_DONTWAIT, SHUT_WR, socket
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO

HEAD_SECONDS = 10  # for the request line and all headers
BODY_SECONDS = 15  # for each STEP of a body
SEND_SECONDS = 30  # for each STEP of a response
CLOSE_SECONDS = 5  # for the client to close, after the last byte of the response
STEP = 16 * 1024

MAX_HEAD = 64 * 1024
IN_MEMORY = 64 * 1024
CHUNK = 64 * 1024
CHUNKS = 16  # of one connection before another has its turn

HEAD_END = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\nContent-Length[ \t]*:[ \t]*0*(\d{0,15})", re.IGNORECASE)
CHUNKED = re.compile(rb"\r\nTransfer-Encoding[ \t]*:", re.IGNORECASE)
EXPECTS_CONTINUE = re.compile(rb"\r\nExpect[ \t]*:[ \t]*100-continue", re.IGNORECASE)
CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"


@dataclass
class Unsent:
    """A part of the response: of a temporary file, or of the file that is downloaded."""

    file: IO[bytes]
    start: int
    end: int
    is_temporary: bool


class BufferedSocket(socket):
    """The connection to a client, who is too slow when the `deadline` has passed.

    gunicorn's parser decides what is a request and where it ends; here is only estimated what to wait for.
    """

    def __init__(self, connection: socket, max_body: int):
        """Take over the connection; a request with a longer body is refused."""
        family, kind, proto = connection.family, connection.type, connection.proto
        super().__init__(family, kind, proto, fileno=connection.detach())
        self.max_body = max_body
        self.is_lost = False
        self.is_shut_down = False
        self.refusal: HTTPStatus | None = None
        self._unsent: deque[Unsent] = deque()
        self._start_request()

    def _start_request(self, received: bytes = b"") -> None:
        self._received = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
        self._received.write(received)
        self.received_length = len(received)
        self._request_length: int | None = None  # unknown until all headers are there
        self._set_deadline(HEAD_SECONDS)

    # The request

    def has_request(self) -> bool:
        """Receive what has arrived; return whether nothing has to be waited for any more."""
        try:
            is_there = self._receive()
        except BlockingIOError:
            return False
        except OSError:  # the connection is lost, or the disk is full
            is_there = self.is_lost = True
        if is_there and not self.is_lost:
            self._received.seek(0)
        return is_there

    def _receive(self) -> bool:
        if not self.received_length:
            self._set_deadline(HEAD_SECONDS)
        elif self._is_complete():
            return True
        for _ in range(CHUNKS):
            data = super().recv(CHUNK, MSG_DONTWAIT)
            if not data:
                raise ConnectionResetError
            self._received.write(data)
            self.received_length += len(data)
            if self._is_complete():
                return True
            if self._request_length:
                self._extend_deadline(len(data), BODY_SECONDS)
        return False

    def _is_complete(self) -> bool:
        if self._request_length is None:
            self._read_head()
        return bool(self.refusal) or self.received_length >= (self._request_length or float("inf"))

    def _read_head(self) -> None:
        """Find out how long the request is, once its headers are there, and refuse it if that is too long."""
        self._received.seek(0)
        head, separator, _body = self._received.read(MAX_HEAD).partition(HEAD_END)
        self._received.seek(0, os.SEEK_END)
        if not separator:
            if self.received_length >= MAX_HEAD:
                self.refusal = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            return
        length = LENGTH.search(head)
        body_length = int(length[1] or 0) if length else 0
        if CHUNKED.search(head):  # which Django doesn't read, either
            self.refusal = HTTPStatus.LENGTH_REQUIRED
        elif body_length > self.max_body:
            self.refusal = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        else:
            self._request_length = len(head) + len(HEAD_END) + body_length
            self._set_deadline(BODY_SECONDS)
            if self.received_length < self._request_length and EXPECTS_CONTINUE.search(head):
                self.sendall(CONTINUE)

    def recv(self, size: int, flags: int = 0) -> bytes:
        """Return what has been received, which ends with the request."""
        return self._received.read(size)

    def finish_request(self, unread: bytes) -> None:
        """Keep what belongs to the next request: what was not read, or too early (`unread`)."""
        rest = unread + self._received.read()
        self._received.close()
        self._start_request(rest)

    # The response

    @property
    def has_unsent(self) -> bool:
        return bool(self._unsent)

    def sendall(self, data, flags: int = 0) -> None:
        """Send what the client takes at once; the rest is for `flush`."""
        data = memoryview(data)
        if not self._unsent:
            data = data[self._send(data) :]
        if data:
            if not self._unsent or not self._unsent[-1].is_temporary:
                file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115
                self._unsent.append(Unsent(file, 0, 0, is_temporary=True))
            last = self._unsent[-1]
            last.file.seek(last.end)
            last.end += last.file.write(data)

    def send(self, data, flags: int = 0) -> int:
        self.sendall(data)
        return len(data)

    def sendfile(self, file, offset: int = 0, count: int | None = None) -> int:
        """Send the file in the same way; it is not copied, but opened once more."""
        copy = open(os.dup(file.fileno()), "rb", buffering=0)  # noqa: SIM115
        end = os.fstat(copy.fileno()).st_size if count is None else offset + count
        self._unsent.append(Unsent(copy, offset, end, is_temporary=False))
        self.flush()
        return end - offset

    def flush(self) -> None:
        """Send what the client takes."""
        for _ in range(CHUNKS):
            if not self._unsent:
                return
            part = self._unsent[0]
            part.file.seek(part.start)
            data = part.file.read(min(CHUNK, part.end - part.start))
            if not data:
                raise ConnectionAbortedError("The file has become shorter.")
            sent = self._send(data)
            part.start += sent
            self._extend_deadline(sent, SEND_SECONDS)
            if part.start == part.end:
                self._unsent.popleft().file.close()
            if sent < len(data):
                return

    def _send(self, data) -> int:
        try:
            return super().send(data, MSG_DONTWAIT)
        except BlockingIOError:
            return 0

    # Slow clients

    @property
    def buffered_length(self) -> int:
        """The bytes that are kept in memory and temporary files."""
        return self.received_length + sum(part.end for part in self._unsent if part.is_temporary)

    def wait_until_sent(self) -> None:
        self._set_deadline(SEND_SECONDS)

    def _set_deadline(self, seconds: int) -> None:
        self.deadline = monotonic() + seconds
        self._since_deadline = 0  # bytes

    def _extend_deadline(self, length: int, seconds: int) -> None:
        """Give the client as many seconds again for each STEP."""
        self._since_deadline += length
        if self._since_deadline >= STEP:
            self._set_deadline(seconds)

    def shut_down(self) -> None:
        """Tell the client that nothing more will come, and let it close: else it might lose the response."""
        self._set_deadline(CLOSE_SECONDS)
        self.is_shut_down = True
        self.shutdown(SHUT_WR)

    def is_closed_after_discarding(self) -> bool:
        """Drop what the client still sends; return whether it has closed."""
        try:
            return not super().recv(CHUNK, MSG_DONTWAIT)
        except BlockingIOError:
            return False

    def close(self) -> None:
        self._received.close()
        while self._unsent:
            self._unsent.popleft().file.close()
        super().close()
