"""The archive: a tar file with the checksum of each member, and a manifest as its last one.

`backup.json` comes first and says what made the archive; files and database follow, then `checksums.txt` as
`sha256sum` writes it, and `manifest.json`. Members are streamed in both directions: memory doesn't grow.
"""

import hashlib
import json
import tarfile
from collections.abc import Callable, Iterator
from io import BytesIO
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Self

from django.utils.translation import gettext as _

FORMAT = 1  # raise it when an older portal can't restore what this one writes
HEADER, CHECKSUMS, MANIFEST = "backup.json", "checksums.txt", "manifest.json"
FILES = "files/"  # before the names of uploaded files
CHUNK_BYTES = 1024 * 1024


class BackupError(Exception):
    """A backup can't be made or restored; the message is a sentence for the administrator."""


class MemberReader:
    """Read a member; raise `BackupError` where the archive ends too early."""

    def __init__(self, path: Path, file: IO[bytes]):
        self.path, self.file = path, file

    def read(self, size: int = -1, /) -> bytes:
        try:
            return self.file.read(size)
        except (tarfile.TarError, EOFError) as error:
            raise _incomplete(self.path) from error

    def seek(self, position: int) -> int:
        return self.file.seek(position)


class HashingReader:
    """Read a file and hash what was read; a file that ends too early is filled up, and `is_short`."""

    def __init__(self, file: IO[bytes]):
        self.file, self.digest, self.is_short = file, hashlib.sha256(), False

    def read(self, size: int = -1, /) -> bytes:
        chunk = self.file.read(size)
        if len(chunk) < size:
            self.is_short, chunk = True, chunk.ljust(size, b"\0")
        self.digest.update(chunk)
        return chunk


class ArchiveWriter:
    """Write members to a tar file, and their checksums to a file without a name until `finish` adds them."""

    def __init__(self, file: IO[bytes], header: dict):
        self.header = {"format": FORMAT, **header}
        self.tar = tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)  # noqa: SIM115
        self.checksums = TemporaryFile()  # noqa: SIM115
        self._add_json(HEADER, self.header)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error) -> None:
        self.checksums.close()

    def add(self, name: str, file: IO[bytes], size: int) -> str:
        """Write a member and return its checksum; an empty string if the file was shorter than `size`."""
        reader = HashingReader(file)
        self._add(name, reader, size)
        checksum = reader.digest.hexdigest()
        self.checksums.write(_checksum_line(name, checksum))
        return "" if reader.is_short else checksum

    def add_path(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add(name, file, path.stat().st_size)

    def finish(self, manifest: dict) -> None:
        size = self.checksums.tell()
        self.checksums.seek(0)
        reader = HashingReader(self.checksums)
        self._add(CHECKSUMS, reader, size)
        content = {**self.header, **manifest, "checksums": reader.digest.hexdigest()}
        self._add_json(MANIFEST, content, is_listed=False)
        self.tar.close()

    def _add(self, name: str, reader: HashingReader, size: int) -> None:
        member = tarfile.TarInfo(name)
        member.size, member.mode = size, 0o600
        self.tar.addfile(member, reader)
        self.tar.members = []  # or memory would grow with each

    def _add_json(self, name: str, content: dict, *, is_listed: bool = True) -> None:
        text = json.dumps(content, indent=1).encode()
        if is_listed:
            self.add(name, BytesIO(text), len(text))
        else:
            self._add(name, HashingReader(BytesIO(text)), len(text))


def _checksum_line(name: str, checksum: str) -> bytes:
    escaped = name.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{checksum}  {escaped}\n".encode()


def is_archive(path: Path) -> bool:
    """Return whether the file begins as an archive does."""
    try:
        with path.open("rb") as file:
            return file.read(len(HEADER) + 1) == HEADER.encode() + b"\0"
    except OSError:
        return False


def read_header(path: Path) -> dict:
    """Return the first member, or raise `BackupError` if this is no archive of a portal."""
    if path.exists() and not is_archive(path):
        raise BackupError(_("%(file)s is not a backup of the portal.") % {"file": path})
    for _name, content in iter_members(path):
        return json.loads(content.read())
    raise _incomplete(path)


def iter_members(path: Path) -> Iterator[tuple[str, MemberReader]]:
    """Yield the name and content of each member; each must be read before the next."""
    try:
        with tarfile.open(path, mode="r:") as tar:
            while member := tar.next():
                content = tar.extractfile(member)
                if content is None:
                    raise BackupError(_("%(file)s has a folder or link in it.") % {"file": path})
                yield member.name, MemberReader(path, content)
                tar.members = []
    except (tarfile.TarError, EOFError) as error:
        raise _incomplete(path) from error


def verify_archive(path: Path, report: Callable[[int], None]) -> dict:
    """Return the manifest after reading everything; raise `BackupError` if anything is lost or altered."""
    with TemporaryFile() as computed:
        manifest = _read_whole(path, computed, report)
        if not manifest:
            raise _incomplete(path)
        computed.seek(0)
        if hashlib.file_digest(computed, "sha256").hexdigest() != manifest["checksums"]:
            raise BackupError(_describe_difference(path, computed))
    return manifest


def _read_whole(path: Path, computed: IO[bytes], report: Callable[[int], None]) -> dict:
    """Write the checksum of each member to `computed` and return the manifest; empty without one."""
    for number, (name, content) in enumerate(iter_members(path), 1):
        report(number)
        if name == MANIFEST:
            try:
                return json.loads(content.read())
            except ValueError as error:
                raise _altered(path, name) from error
        if name == CHECKSUMS:
            continue
        digest = hashlib.sha256()
        while chunk := content.read(CHUNK_BYTES):
            digest.update(chunk)
        computed.write(_checksum_line(name, digest.hexdigest()))
    return {}


def _describe_difference(path: Path, computed: IO[bytes]) -> str:
    """Return a sentence with the first member whose checksum isn't the recorded one."""
    computed.seek(0)
    for name, content in iter_members(path):
        if name == CHECKSUMS:
            for computed_line, recorded_line in zip_longest(computed, content.file):
                if computed_line != recorded_line:
                    line = (computed_line or recorded_line).decode(errors="replace")
                    return str(_altered(path, line.partition("  ")[2].strip()))
    return str(_altered(path, CHECKSUMS))


def _incomplete(path: Path) -> BackupError:
    return BackupError(_("%(file)s is incomplete: its end is missing.") % {"file": path})


def _altered(path: Path, name: str) -> BackupError:
    return BackupError(
        _("%(file)s was altered or damaged: %(name)s in it is not what was backed up.")
        % {"file": path, "name": name}
    )
