"""Files in a folder, under names that stay words in every script."""

import unicodedata
from pathlib import PurePosixPath

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from .file_changes import FilesOfTransaction

MOST_BYTES = 200  # of the 255 that file systems allow: room for the extension and for what makes it unique


def valid_file_name(name: str) -> str:
    """Return the name without what means something to a system; vowels and tones that are marks stay.

    Django’s own keeps letters and digits only, and so takes the vowels from Thai, Lao, Khmer and Burmese.
    """
    blank = unicodedata.normalize("NFC", str(name).strip())
    words = blank.replace(" ", "_")
    kept = "".join(sign for sign in words if sign in "-_." or unicodedata.category(sign)[0] in "LMN")
    if kept in {"", ".", ".."}:
        raise SuspiciousFileOperation(f"Could not derive file name from {name!r}")
    path = PurePosixPath(kept)
    stem = path.stem.encode()[:MOST_BYTES].decode(errors="ignore")
    return stem + path.suffix[:20]


@deconstructible(path="admm_site.documents.storage.PortalFileStorage")
class PortalFileStorage(FilesOfTransaction, FileSystemStorage):
    """Uploads, as Django stores them in a folder, in step with the transaction."""

    def get_valid_name(self, name):
        return valid_file_name(name)
