"""Find active content in an Office file, and archives that unpack to far more than a document needs."""

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from io import BytesIO
from pathlib import PurePosixPath
from urllib.parse import urlsplit
from xml.parsers import expat

from .inspection import Harmful

MAX_PARTS = 10_000
MAX_UNPACKED = 256 * 1024**2  # beyond which a file may not unpack to more than RATIO times its size
MAX_RATIO = 20
MAX_UNPACKED_AT_ANY_RATIO = 2 * 1024**3
MAX_NESTED = 64 * 1024**2
LOCAL_HEADER = 30  # bytes before the name of an entry
CHUNK = 64 * 1024
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, EOFError, ValueError, KeyError),
    RuntimeError,  # a password is required
)

ZIP = b"PK\3\4"
PROGRAMS = {
    *("bat", "class", "cmd", "com", "cpl", "dex", "dll", "exe", "hta", "jar", "js", "jse", "lnk"),
    *("mht", "msi", "ps1", "scr", "sh", "vbe", "vbs", "wsf"),
}
MACROS = re.compile(r"(?:.+/)?vbaproject\.bin|xl/macrosheets/.+")
OPEN_DOCUMENT_MACROS = re.compile(r"basic/.+/(?!script-l[bc]\.xml$).+\.xml|scripts/.+\..+")
MACRO_TYPES = re.compile(rb"macroEnabled|vbaProject|macrosheet", re.I)
CLICKED_LINK = "hyperlink"  # the one relationship to the outside that waits to be clicked
LINKS_OF_CELLS = {"externalLinkPath", "xlPathMissing"}  # which are read after a question
INSPECTED_PARTS = re.compile(r"\.rels$|^(?:content|styles)\.xml$|externallink|^word/[^/]+\.xml$")
PROGRAM_FIELD = re.compile(r"\W*DDE(?:AUTO)?\b", re.I)  # which starts a program

# Targets of templates and pictures that are lost, or on a drive of the author.
UNREACHABLE_TARGET = re.compile(r"(?:NULL)?$|(?:file:/*)?[A-Za-z]:[\\/]")

# The name of a vocabulary of OpenDocument within its namespace, and the attribute of a link.
OPEN_DOCUMENT = re.compile(r"(drawing|office|script|table|text)(?::1\.0)?$")
LINK = "http://www.w3.org/1999/xlink href"
FIELD_LENGTH = 200

# Elements of OpenDocument that have their content from where `xlink:href` says.
LOADED = {
    *("drawing:image", "drawing:object", "drawing:plugin"),
    *("table:table-source", "text:section-source"),
}
OPEN_DOCUMENT_ELEMENTS = {
    **dict.fromkeys(("script:event-listener", "script:script"), "macros"),
    **dict.fromkeys(("drawing:applet", "drawing:plugin", "drawing:floating-frame"), "controls"),
    **dict.fromkeys(("office:dde-source", "text:dde-connection-decl", "table:dde-link"), "external"),
    "drawing:object-ole": "embedded",
}


def inspect_package(path: str) -> dict[str, int]:
    """Return the number of each sort of active content; raise Harmful for a bomb.

    Of an archive that is damaged, or has a password, the names of its parts are searched for.
    """
    counts = Counter()
    try:
        with open(path, "rb") as file, zipfile.ZipFile(file) as package:
            counts.update(_inspect(package, file.seek(0, 2)))
    except DAMAGED:
        with open(path, "rb") as file:
            counts["macros"] += len(re.findall(rb"vbaproject\.bin", file.read(), re.I))
    return {sort: number for sort, number in counts.items() if number}


def _inspect(package: zipfile.ZipFile, size: int, *, is_nested: bool = False) -> Iterator[str]:
    entries = package.infolist()
    check_limits(entries, size)
    for entry in entries:
        name = entry.filename.replace("\\", "/").lower()
        yield from _sorts_by_name(name)
        with package.open(entry) as part:
            beginning = part.read(len(ZIP))
        if beginning == ZIP:
            if is_nested:
                raise Harmful("nested")
            yield from _inspect_nested(package, entry)
        elif name.endswith((".xml", ".rels")):
            yield from _inspect_part(package, entry, name)


def check_limits(entries: list[zipfile.ZipInfo], size: int) -> None:
    """Raise Harmful for too many entries, ones that overlap, and ones that unpack to too much."""
    if len(entries) > MAX_PARTS:
        raise Harmful("bomb")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED_AT_ANY_RATIO or (unpacked > MAX_UNPACKED and unpacked > MAX_RATIO * size):
        raise Harmful("bomb")
    end = 0
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise Harmful("bomb")
        end = entry.header_offset + LOCAL_HEADER + len(entry.orig_filename.encode()) + entry.compress_size


def _sorts_by_name(name: str) -> Iterator[str]:
    path = PurePosixPath(name)
    if MACROS.fullmatch(name) or OPEN_DOCUMENT_MACROS.fullmatch(name):
        yield "macros"
    elif re.search(r"/activex/activex\d+\.xml$", name):
        yield "controls"
    elif path.suffix[1:] in PROGRAMS:
        yield "programs"


def _inspect_nested(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> Iterator[str]:
    """Yield what is found in an archive in the archive, such as the table behind a chart."""
    if entry.file_size > MAX_NESTED:
        raise Harmful("nested")
    content = BytesIO(package.read(entry))
    try:
        with zipfile.ZipFile(content) as nested:
            yield from _inspect(nested, entry.file_size, is_nested=True)
    except zipfile.BadZipFile:
        return


def _inspect_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Iterator[str]:
    if name == "[content_types].xml":
        with package.open(entry) as part:
            if MACRO_TYPES.search(part.read(MAX_NESTED)):
                yield "macros"
    elements = PartElements()
    with package.open(entry) as part:
        elements.parse(part, only_prolog=not INSPECTED_PARTS.search(name))
    yield from elements.sorts


class PartElements:
    """The sorts of active content that the elements of a part are. Its entities are refused, not expanded."""

    def __init__(self):
        self.sorts: list[str] = []
        self.has_begun = False
        self.field = ""  # the instruction of a field, which may be divided
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.EntityDeclHandler = self._refuse_entity
        self.parser.StartElementHandler = self._start

    def parse(self, part, *, only_prolog: bool) -> None:
        """Parse the part, or what stands before its first element; ignore a damaged one."""
        try:
            while chunk := part.read(CHUNK):
                self.parser.Parse(chunk)
                if only_prolog and self.has_begun:
                    return
        except (expat.ExpatError, LookupError):
            return

    def _refuse_entity(self, *declaration):
        raise Harmful("entities")

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.has_begun = True
        self.parser.CharacterDataHandler = None
        namespace, _, name = tag.rpartition(" ")
        if family := OPEN_DOCUMENT.search(namespace):
            self._start_open_document(f"{family[1]}:{name}", attributes.get(LINK, ""))
        elif name == "Relationship":
            self.sorts += _sorts_of_relationship(attributes)
        elif name in ("ddeLink", "oleLink"):
            self.sorts.append("external")
        elif name == "instrText":
            self.parser.CharacterDataHandler = self._add_to_field
        elif name in ("fldChar", "fldSimple"):
            self.field = attributes.get(f"{namespace} instr", "")
            self._add_to_field("")

    def _start_open_document(self, name: str, address: str) -> None:
        if name in OPEN_DOCUMENT_ELEMENTS:
            self.sorts.append(OPEN_DOCUMENT_ELEMENTS[name])
        if name in LOADED and _is_elsewhere(address):
            self.sorts.append("external")

    def _add_to_field(self, text: str) -> None:
        self.field = (self.field + text)[:FIELD_LENGTH]
        if PROGRAM_FIELD.match(self.field):
            self.sorts.append("external")
            self.field = ""


def _sorts_of_relationship(attributes: dict[str, str]) -> list[str]:
    kind = attributes.get("Type", "").rpartition("/")[2]
    if attributes.get("TargetMode", "").lower() == "external":
        is_passive = kind == CLICKED_LINK or kind in LINKS_OF_CELLS
        return [] if is_passive or UNREACHABLE_TARGET.match(attributes.get("Target", "")) else ["external"]
    return {"oleObject": ["embedded"], "control": ["controls"]}.get(kind, [])


def _is_elsewhere(address: str) -> bool:
    """Return whether the address leads out of the package."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return True
    return bool(parts.scheme or parts.netloc) or address.startswith(("/", "\\", "../"))
