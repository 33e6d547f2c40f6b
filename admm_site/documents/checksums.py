"""Checksums of files: compute them for an upload, and verify stored files."""

import hashlib
from collections import deque
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Checksums(NamedTuple):
    """The portal's checksum of a file, and the one by which Wagtail finds duplicates."""

    sha256: str
    sha1: str


def new(algorithm: str = "sha256"):
    """Return an empty digest, not for use in security."""
    return hashlib.new(algorithm, usedforsecurity=False)


def update_digests(chunks: Iterable[bytes], *digests) -> Iterator[bytes]:
    """Yield the chunks and update the digests: a file that is copied or sent is read only once."""
    for chunk in chunks:
        for digest in digests:
            digest.update(chunk)
        yield chunk


def compute_checksum(chunks: Iterable[bytes], algorithm: str = "sha256") -> str:
    """Return the checksum of the chunks as a hexadecimal string."""
    digest = new(algorithm)
    deque(update_digests(chunks, digest), maxlen=0)
    return digest.hexdigest()


def compute_checksums(file) -> Checksums:
    """Return the checksums of an open file. It is read once, and rewound."""
    digests = [new(algorithm) for algorithm in Checksums._fields]
    file.seek(0)
    deque(update_digests(file.chunks(), *digests), maxlen=0)
    file.seek(0)
    return Checksums(*(digest.hexdigest() for digest in digests))


def matches(field_file, checksum: str, algorithm: str = "sha256") -> bool | None:
    """Return whether the stored file has the recorded checksum; None where none is recorded.

    Raise `FileNotFoundError` when the file is not there.
    """
    if not checksum:
        return None
    with field_file.storage.open(field_file.name, "rb") as content:
        return compute_checksum(content.chunks(), algorithm) == checksum


def has_different_size(field_file, size: int | None) -> bool:
    """Return whether the stored file has another size than was recorded, without reading it."""
    try:
        return bool(size) and field_file.storage.size(field_file.name) != size
    except FileNotFoundError:
        return False
