"""Whether a stored file is still what was uploaded."""

import hashlib


def matches(field_file, checksum: str, algorithm: str = "sha256") -> bool | None:
    """Return whether the stored file has the recorded checksum; None where none is recorded.

    Raise `FileNotFoundError` when the file is not there.
    """
    if not checksum:
        return None
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with field_file.storage.open(field_file.name, "rb") as content:
        for chunk in content.chunks():
            digest.update(chunk)
    return digest.hexdigest() == checksum


def has_another_size(field_file, size: int | None) -> bool:
    """Return whether the stored file is shorter or longer than it was: a question without reading it."""
    try:
        return bool(size) and field_file.storage.size(field_file.name) != size
    except FileNotFoundError:
        return False
