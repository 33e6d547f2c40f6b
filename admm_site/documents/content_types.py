"""Validate that the content of an upload matches its extension: a program named .pdf is invalid."""

import codecs
import zipfile
import zlib
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

HEADER_SIZE = 1024
CSV_SAMPLE = 64 * 1024
OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # Office documents that ask for a password, whatever their kind
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
BYTE_ORDER_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def validate_content(file) -> None:
    """Raise `ValidationError` on `file` unless its content is of the kind that its extension names."""
    extension = PurePosixPath(file.name).suffix.lower().removeprefix(".")
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


def is_pdf(file, extension: str) -> bool:
    """Check for the header of a PDF (ISO 32000-1, 7.5.2) after white space and a byte order mark."""
    head = file.read(HEADER_SIZE).removeprefix(codecs.BOM_UTF8).lstrip(b"\0\t\n\f\r ")
    return head.startswith(b"%PDF-")


def is_office_document(file, extension: str) -> bool:
    if file.read(len(OLE)) == OLE:
        return True
    part, word = OFFICE_PARTS[extension]
    package = _open_package(file)
    if package is None:
        return _has_zip_signature(file)
    with package:
        names = {name.replace("\\", "/").lstrip("/").lower(): name for name in package.namelist()}
        return part in names or word in _read_entry(package, names.get("[content_types].xml"))


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
    """Return the file as a ZIP archive, or None if it isn't one or can't be opened."""
    if not _has_zip_signature(file):
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


CHECKS = {
    "pdf": is_pdf,
    "csv": is_csv,
    **dict.fromkeys(OFFICE_PARTS, is_office_document),
    **dict.fromkeys(OPEN_DOCUMENT_TYPES, is_open_document),
}
