"""Validate that the content of an upload matches its extension, and that it is of no other kind besides.

A program named .pdf is invalid, and so is a PDF that is an archive, too (a polyglot).
"""

import codecs
import os
import zipfile
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from .reader import ENCRYPTED_PACKAGE, OLE, extension_of
from .upload_messages import REASONS

HEADER_SIZE = 1024
MAX_TRAILER = 1024  # bytes after the end of a PDF, which readers have always put up with
TAIL_SIZE = 128 * 1024  # more than the comment of an archive
CHUNK = 1024**2
MAX_LIST = 2 * 1024**2  # of the entries of an archive
CSV_SAMPLE = 64 * 1024
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
MAX_ENTRY_BYTES = 1024**2

# The usual name of the main part of each kind of Office document, and its word in the list of contents.
OFFICE_PARTS = {
    "docx": ("word/document.xml", b"wordprocessingml"),
    "pptx": ("ppt/presentation.xml", b"presentationml"),
    "xlsx": ("xl/workbook.xml", b"spreadsheetml"),
}
OPEN_DOCUMENT_TYPES = {"ods": f"{OPEN_DOCUMENT}spreadsheet", "odt": f"{OPEN_DOCUMENT}text"}
MARKUP = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<?xml", b"<!--", b"<?php", b"#!")
HTML = (b"<!doctype", b"<html", b"<head", b"<body", b"<script", b"<svg", b"<hta:", b"<?php")
END_OF_ARCHIVE = b"PK\5\6"
BLANK = b"\0\t\n\f\r "
BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def validate_content(file) -> None:
    """Raise `ValidationError` on `file` unless its content is of the one kind that its extension names."""
    extension = extension_of(file.name)
    check = CHECKS.get(extension)
    file.seek(0)
    is_as_named = check is None or check(file, extension)
    file.seek(0)
    if not is_as_named:
        message = _(
            "This is not a %(kind)s file: its content is of another kind. Open it in the program that made"
            " it, save it as %(kind)s, and upload that."
        )
        raise ValidationError({"file": message % {"kind": extension.upper()}}, code="content")
    is_another_kind_too = check is not None and FURTHER_CHECKS.get(extension, is_package_and_more)(file)
    file.seek(0)
    if is_another_kind_too:
        raise ValidationError({"file": REASONS["polyglot"]}, code="polyglot")


def is_pdf(file, extension: str) -> bool:
    """Check for the header of a PDF (ISO 32000-1, 7.5.2) after white space and a byte order mark."""
    head = file.read(HEADER_SIZE).removeprefix(codecs.BOM_UTF8).lstrip(BLANK)
    return head.startswith(b"%PDF-")


def is_office_document(file, extension: str) -> bool:
    """Check for the parts of an Office document, or for one that is encrypted with a password."""
    if file.read(len(OLE)) == OLE:
        return _contains(file, ENCRYPTED_PACKAGE)
    part, word = OFFICE_PARTS[extension]
    package = _open_package(file)
    if package is None:
        return _has_zip_signature(file)
    with package:
        names = {name.replace("\\", "/").lstrip("/").lower(): name for name in package.namelist()}
        types = names.get("[content_types].xml")
        return types is not None and (part in names or word in _read_entry(package, types))


def is_open_document(file, extension: str) -> bool:
    package = _open_package(file)
    if package is None:
        return _has_zip_signature(file)
    with package:
        kind = _read_entry(package, "mimetype" if "mimetype" in package.namelist() else None)
        return kind.strip().decode("ascii", "replace") == OPEN_DOCUMENT_TYPES[extension]


def is_csv(file, extension: str) -> bool:
    """Check for text that neither a browser nor a shell would run."""
    sample = file.read(CSV_SAMPLE)
    if sample.startswith(BYTE_ORDER_MARKS[1:]):
        text = sample.decode("utf-16", "replace").encode()
    else:
        text = sample.removeprefix(codecs.BOM_UTF8)
    beginning = text[:HEADER_SIZE].lstrip().lower()
    return b"\0" not in text and not beginning.startswith((*MARKUP, b"%pdf-", b"mz\x90"))


def _open_package(file) -> zipfile.ZipFile | None:
    """Return the file as a ZIP archive, or None if it isn't one or can't be opened.

    The size of the list of its entries, which is read into memory, is asked of the module beforehand.
    """
    if not _has_zip_signature(file):
        return None
    end = zipfile._EndRecData(file)
    if not end or end[zipfile._ECD_SIZE] > MAX_LIST:  # `inspection` refuses it
        return None
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return None


def _has_zip_signature(file) -> bool:
    """Return whether the file starts as a ZIP archive, be it incomplete."""
    file.seek(0)
    return file.read(4) == b"PK\3\4"


def _read_entry(package: zipfile.ZipFile, name: str | None) -> bytes:
    if name is None or package.getinfo(name).file_size > MAX_ENTRY_BYTES:
        return b""
    try:
        return package.read(name)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, RuntimeError, EOFError):
        return b""


def is_pdf_and_more(file) -> bool:
    """Check for HTML in the head of a PDF, for another file after its end, and for an archive around it.

    Readers look for the end within the last kilobyte (ISO 32000-1, annex H): some producers add to it.
    """
    file.seek(0)
    if any(mark in file.read(HEADER_SIZE).lower() for mark in HTML):
        return True
    tail = _tail(file)
    _before, end, rest = tail.rpartition(b"%%EOF")
    if not end:  # far before, or missing: then the file is damaged, which is asked about
        return len(tail) == TAIL_SIZE and _contains(file, b"%%EOF")
    return _is_foreign(rest) or (END_OF_ARCHIVE in tail and zipfile.is_zipfile(file))


def is_package_and_more(file) -> bool:
    """Check for a PDF at the head of an archive, and for another file before or after it."""
    file.seek(0)
    if b"%PDF-" in file.read(HEADER_SIZE):
        return True
    tail = _tail(file)
    _before, end, rest = tail.rpartition(END_OF_ARCHIVE)
    package = _open_package(file)
    if package is None:
        return False
    with package:
        begin = min((entry.header_offset for entry in package.infolist()), default=0)
        return begin > 0 or bool(end and _is_foreign(rest[18:]))  # the rest of the record of the end


def _is_foreign(rest: bytes) -> bool:
    """Return whether what follows the end of a file is more than padding."""
    rest = rest.strip(BLANK)
    return len(rest) > MAX_TRAILER or any(mark in rest.lower() for mark in HTML)


def _tail(file) -> bytes:
    file.seek(max(file.seek(0, os.SEEK_END) - TAIL_SIZE, 0))
    return file.read(TAIL_SIZE)


def _contains(file, words: bytes) -> bool:
    file.seek(0)
    before = b""
    while chunk := file.read(CHUNK):
        if words in before + chunk:
            return True
        before = chunk[-len(words) :]
    return False


FURTHER_CHECKS = {"csv": zipfile.is_zipfile, "pdf": is_pdf_and_more}
CHECKS = {
    "pdf": is_pdf,
    "csv": is_csv,
    **dict.fromkeys(OFFICE_PARTS, is_office_document),
    **dict.fromkeys(OPEN_DOCUMENT_TYPES, is_open_document),
}
