"""Progress of long commands on the terminal."""

from time import monotonic

SECONDS_BETWEEN_LINES = 2


class Progress:
    """Write a line every two seconds, with the latest message."""

    def __init__(self, stream, *, is_quiet: bool = False):
        self.stream, self.is_quiet, self.written_at = stream, is_quiet, monotonic()

    def __call__(self, message: str) -> None:
        if not self.is_quiet and monotonic() - self.written_at >= SECONDS_BETWEEN_LINES:
            self.written_at = monotonic()
            self.stream.write(message)
