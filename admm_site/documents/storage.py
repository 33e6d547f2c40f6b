"""The storage of uploads, with file names in every script: a folder, or a bucket (`s3_storage`)."""

import os
import unicodedata
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from admm_site.database import exception_chain

from .file_changes import TransactionalStorageMixin

MAX_NAME_BYTES = (
    200  # of the 255 that file systems allow: room for the extension and for what makes it unique
)
RESERVED_NAMES = {  # by Windows, whatever follows the dot
    *("AUX", "CON", "NUL", "PRN"),
    *(f"{device}{number}" for device in ("COM", "LPT") for number in range(1, 10)),
}


def valid_file_name(name: str) -> str:
    """Return the name without characters that are special to a system; keep combining marks.

    Django’s own function keeps letters and digits only, so that Thai, Lao, Khmer and Burmese lose vowels. No
    name has a path, begins with a dot, turns the direction of its characters, or is a device of Windows.
    """
    blank = unicodedata.normalize("NFC", str(name).strip())
    words = PurePosixPath(blank.replace("\\", "/")).name.replace(" ", "_")
    valid = "".join(
        character for character in words if character in "-_." or unicodedata.category(character)[0] in "LMN"
    ).lstrip(".-")
    if valid.partition(".")[0].upper() in RESERVED_NAMES:
        valid = f"_{valid}"
    if valid in {"", ".", ".."}:
        raise SuspiciousFileOperation(f"Could not derive file name from {name!r}")
    path = PurePosixPath(valid)
    stem = path.stem.encode()[:MAX_NAME_BYTES].decode(errors="ignore")
    return stem + path.suffix[:20]


class StorageUnavailable(OSError):
    """The server of the storage doesn't answer in time, or refuses what the portal asks."""

    @classmethod
    def caused(cls, error: BaseException) -> bool:
        """Return whether that is the error, or what it was raised from."""
        return any(isinstance(link, cls) for link in exception_chain(error))


class PortalStorageMixin(TransactionalStorageMixin):
    """What the storages of uploads have in common."""

    def get_valid_name(self, name):
        return valid_file_name(name)

    def open_with_time(self, name: str) -> tuple[File, datetime]:
        """Return the open file and when it was stored; raise `FileNotFoundError` if it is lost."""
        modified = self.get_modified_time(name)
        return self.open(name, "rb"), modified


@deconstructible(path="admm_site.documents.storage.PortalFileStorage")
class PortalFileStorage(PortalStorageMixin, FileSystemStorage):
    """Store uploads in a folder, as part of the transaction."""

    def is_usable(self) -> bool:
        """Return whether files can be read and, unless the portal is read-only, written."""
        needed = os.R_OK | os.X_OK | (0 if settings.READ_ONLY else os.W_OK)
        return os.access(nearest_folder(Path(self.location)), needed)


def nearest_folder(folder: Path) -> Path:
    """Return the folder, or the one above it that exists: that of uploads is made by the first."""
    return next(path for path in (folder, *folder.parents) if path.exists())
