"""Checksums of files: what a file is when it is uploaded, and whether a stored one is still that."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Checksums(NamedTuple):
    """The portal's checksum of a file, and the one by which Wagtail tells files apart."""

    sha256: str
    sha1: str


def new(algorithm: str = "sha256"):
    """Return an empty digest; nobody's secrets depend on it."""
    return hashlib.new(algorithm, usedforsecurity=False)


def counted(chunks: Iterable[bytes], *digests) -> Iterator[bytes]:
    """Yield the chunks, each counted into the digests: a file that is copied or sent is not read twice."""
    for chunk in chunks:
        for digest in digests:
            digest.update(chunk)
        yield chunk


def checksum_of(chunks: Iterable[bytes], algorithm: str = "sha256") -> str:
    digest = new(algorithm)
    deque(counted(chunks, digest), maxlen=0)
    return digest.hexdigest()


def checksums_of(file) -> Checksums:
    """Return the checksums of an open file, which is read once, and again at its beginning then."""
    digests = [new(algorithm) for algorithm in Checksums._fields]
    file.seek(0)
    deque(counted(file.chunks(), *digests), maxlen=0)
    file.seek(0)
    return Checksums(*(digest.hexdigest() for digest in digests))


def matches(field_file, checksum: str, algorithm: str = "sha256") -> bool | None:
    """Return whether the stored file has the recorded checksum; None where none is recorded.

    Raise `FileNotFoundError` when the file is not there.
    """
    if not checksum:
        return None
    with field_file.storage.open(field_file.name, "rb") as content:
        return checksum_of(content.chunks(), algorithm) == checksum


def has_another_size(field_file, size: int | None) -> bool:
    """Return whether the stored file is shorter or longer than it was: a question without reading it."""
    try:
        return bool(size) and field_file.storage.size(field_file.name) != size
    except FileNotFoundError:
        return False
