"""Inspect files and extract their text in a separate process, which may crash, hang or be killed.

`python -m admm_site.documents.reader FOLDER` imports nothing of the portal, has neither its settings nor its
database, and is confined (`sandbox`): it reads files in the folder and fonts, and no others. Its first
line says how well: `["confined", protections]`. A request is a line of JSON on standard input: `path`, `name`
(for its extension), and for an image `max_pixels`. The response is lines of JSON: `["inspected",
active_content]` or `["harmful", reason]`, `["pages", count]` if there are any, `["page", number, text]` for
each, `["traces", traces]`, of which the last one counts, `["end", state]` once, and finally `["picture",
base64]`, empty if none was drawn. Of an image, the first is all. States are those of `choices.Extraction`.
"""

import base64
import importlib
import io
import json
import sys
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path, PurePath

from . import sandbox, traces
from .inspection import Harmful, inspect

SECONDS = 20  # for a file; enforced by `extraction.Reader`
MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000
MAX_CONTENT_TYPES = 1024**2
PICTURE_SIZE = (480, 680)
# What is read beside the file: fonts that a PDF leaves to its readers, and random numbers, by qpdf.
READABLE = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts", "/dev/urandom")

# What is imported when it is first used, which a confined process can't.
CODE = (
    *("pypdfium2", "PIL.WebPImagePlugin", "encodings.cp437", "encodings.utf_16", "encodings.utf_16_le"),
    *("encodings.utf_16_be", "encodings.utf_8_sig", "encodings.latin_1", "encodings.cp1252"),
    *(f"{__package__}.{name}" for name in ("docx_text", "image_inspection", "pdf_inspection")),
    f"{__package__}.package_inspection",
)

NOT_VIEWED = 2 | 32  # flags of an annotation: hidden, not to be viewed

OLE = bytes.fromhex("d0cf11e0a1b11ae1")  # what encrypted DOCX files and those of before 2007 begin with
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")


class Unreadable(Exception):
    """The text, or the rest of it, can't be read. Its argument is the state."""


def main() -> None:
    load_code()
    write_message("confined", sandbox.confine(map(Path, (sys.argv[1], *READABLE))))
    for line in sys.stdin:
        request = json.loads(line)
        try:
            if "max_pixels" in request:
                handle_image(request["path"], extension_of(request["name"]), request["max_pixels"])
            else:
                handle_request(request["path"], extension_of(request["name"]))
        except MemoryError:
            write_message("end", "too-large")
            write_message("picture", "")


def load_code() -> None:
    for module in CODE:
        importlib.import_module(module)
    importlib.import_module("PIL.Image").preinit()


def write_message(*answer) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def extension_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def handle_image(path: str, kind: str, max_pixels: int) -> None:
    from .image_inspection import inspect_image

    try:
        inspect_image(path, kind, max_pixels)
    except (Harmful, MemoryError) as error:
        write_message("harmful", str(error) or "pixels")
    else:
        write_message("inspected", {})


def handle_request(path: str, kind: str) -> None:
    """Write the text before the picture: a page that can't be drawn must not lose its text."""
    write_inspection(path, kind)
    if kind not in ("csv", "pdf"):
        write_message("traces", traces.traces_of_package(path, kind))
    try:
        if kind not in ("docx", "pdf"):
            raise Unreadable("not-read")
        detected = detect_kind(path)
        if detected != kind:
            raise Unreadable("misnamed" if detected else "damaged")
        write_message("end", read_pdf(path) if kind == "pdf" else read_docx(path))
    except Unreadable as error:
        write_message("end", str(error))
        write_message("picture", "")
    else:
        picture = draw_first_page(path) if kind == "pdf" else b""
        write_message("picture", base64.b64encode(picture).decode())


def write_inspection(path: str, kind: str) -> None:
    """Write what was found; a file that ends the inspection with an error is one of the harmful."""
    try:
        write_message("inspected", inspect(path, kind))
    except Harmful as error:
        write_message("harmful", str(error))
    except Exception:  # whatever a library raises for a file that was made to harm it
        write_message("harmful", "unchecked")


def detect_kind(path: str) -> str:
    """Return the extension that fits the content of a file; `other`, or empty if the kind is unknown."""
    with open(path, "rb") as file:
        head = file.read(1024)
        if b"%PDF-" in head:
            return "pdf"
        if head.startswith(OLE):
            if ENCRYPTED_PACKAGE in head + file.read():
                raise Unreadable("encrypted")
            return "other"
    if not head.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(path) as package:
            is_word = is_word_package(package)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError):
        return ""
    except RuntimeError as error:  # a password is required
        raise Unreadable("encrypted") from error
    return "docx" if is_word else "other"


def is_word_package(package: zipfile.ZipFile) -> bool:
    """Check the content types, then the usual name of the main part: some programs write wrong types."""
    names = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in package.infolist()}
    types = names.get("[content_types].xml")
    if types and types.file_size < MAX_CONTENT_TYPES and b"wordprocessingml" in package.read(types):
        return True
    return "word/document.xml" in names


# PDF


def read_pdf(path: str) -> str:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        asks_password = error.err_code == pypdfium2.raw.FPDF_ERR_PASSWORD
        raise Unreadable("encrypted" if asks_password else "damaged") from error
    with document:
        pages = len(document)
        write_message("pages", pages)
        init_forms(document)
        traced = traces.Traces()
        traces.trace_pdf(document, path, traced)
        write_message("traces", traced.as_dict())
        pages_read, has_text = 0, False
        allowed = MAX_CHARACTERS
        for number in range(1, min(pages, MAX_PAGES) + 1):
            try:
                text = extract_page_text(document, number - 1, traced)
            except pypdfium2.PdfiumError:
                continue
            if len(text) > allowed:
                raise Unreadable("too-large")
            allowed -= len(text)
            pages_read += 1
            has_text = has_text or bool(text.strip())
            write_message("page", number, text)
        write_message("traces", traced.as_dict())
    if not pages_read:
        raise Unreadable("damaged")
    if pages > MAX_PAGES:
        return "too-many-pages"
    return "read" if has_text else "no-text"


def init_forms(document) -> None:
    """Let PDFium render filled form fields that have no appearance of their own."""
    import pypdfium2

    try:
        document.init_forms()
    except pypdfium2.PdfiumError:
        return  # read and drawn without its fields


def extract_page_text(document, position: int, traced: traces.Traces) -> str:
    """Return the text that readers of the page see; note in `traced` what else it holds."""
    page = document[position]
    traces.trace_comments(page, traced)
    hides_text = traces.hides_text(page)  # before fields and notes become part of the page
    page = flatten_annotations(document, page, position)
    text = page.get_textpage()
    try:
        if not hides_text:
            return text.get_text_bounded()
        traced.numbers["hidden_text"] = 1
        return traces.visible_text(text)
    finally:
        text.close()
        page.close()


def flatten_annotations(document, page, position: int):
    """Return the page with the text of visible fields and notes as part of its text."""
    from pypdfium2 import raw

    is_seen = False
    for place in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        is_hidden = raw.FPDFAnnot_GetFlags(annotation) & NOT_VIEWED
        is_seen = is_seen or not (is_hidden or raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_LINK)
        raw.FPDFPage_CloseAnnot(annotation)
        if is_hidden:
            raw.FPDFPage_RemoveAnnot(page, place)
    if not is_seen:
        return page
    raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
    page.close()
    return document[position]


def draw_first_page(path: str) -> bytes:
    """Return a picture in WebP, or nothing if the page can't be drawn."""
    import pypdfium2

    picture = io.BytesIO()
    try:
        with pypdfium2.PdfDocument(path) as document:
            init_forms(document)
            page = document[0]
            scale = min(limit / side for limit, side in zip(PICTURE_SIZE, page.get_size(), strict=True))
            page.render(scale=scale).to_pil().convert("RGB").save(picture, "WEBP", quality=80)
    except (pypdfium2.PdfiumError, ArithmeticError, OSError, ValueError, MemoryError):
        return b""
    return picture.getvalue()


# DOCX


def read_docx(path: str) -> str:
    """Write the text as one page, with notes, headers and footers. DOCX files have no fixed pages."""
    from .docx_text import DamagedPackage, TooLargePart, iterate_text

    try:
        text, is_cut = text_within_limit(iterate_text(path))
    except TooLargePart as error:
        raise Unreadable("too-large") from error
    except DamagedPackage as error:
        raise Unreadable("damaged") from error
    except RuntimeError as error:  # a password is required
        raise Unreadable("encrypted") from error
    if not text.strip():
        return "no-text"
    write_message("page", 1, text)
    return "too-large" if is_cut else "read"


def text_within_limit(pieces: Iterable[str]) -> tuple[str, bool]:
    text = io.StringIO()
    for piece in pieces:
        if text.tell() + len(piece) > MAX_CHARACTERS:
            return text.getvalue(), True
        text.write(piece)
    return text.getvalue(), False


if __name__ == "__main__":
    main()
