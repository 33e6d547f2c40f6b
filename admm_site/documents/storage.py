"""The storage of uploads, with file names in every script."""

import unicodedata
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

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


@deconstructible(path="admm_site.documents.storage.PortalFileStorage")
class PortalFileStorage(TransactionalStorageMixin, FileSystemStorage):
    """Store uploads in a folder, as part of the transaction."""

    def get_valid_name(self, name):
        return valid_file_name(name)
