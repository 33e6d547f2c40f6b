"""Find traces in a file: metadata, tracked changes, comments, hidden text and other hidden content.

The module runs in the process of `reader` and imports nothing of the portal but `docx_text`. Errors are
suppressed: a missed trace must not prevent the extraction of the text.
"""

import mmap
import re
import zipfile
import zlib
from collections import Counter
from contextlib import suppress
from pathlib import PurePath

from lxml import etree

from .docx_text import DamagedPackage, Package, Target, TextTarget, TooLargePart, split_tag

KINDS = ("docx", "ods", "odt", "pdf", "pptx", "xlsx")
MAX_NAMES = 5
MAX_LENGTH = 200
MAX_PACKET = 1024**2
CHUNK = 64 * 1024

PATH = re.compile(r"(?:file:/|\b[A-Za-z]:[\\/]|\\\\\w|/(?:home|Users)/)")
SAYS_NOTHING = {"anonymous", "untitled", "unspecified", "unknown", "none"}  # what programs write of their own

# Names of properties in the information of a PDF, its XMP, docProps and meta.xml, by kind of trace.
PROPERTIES = {
    **dict.fromkeys(("author", "creator", "initial-creator", "lastmodifiedby", "manager"), "people"),
    **dict.fromkeys(("subject", "description", "keywords", "keyword", "category"), "descriptions"),
    "company": "companies",
    "title": "titles",
}

ERRORS = (
    *(DamagedPackage, TooLargePart, zipfile.BadZipFile, zlib.error, etree.LxmlError),
    *(KeyError, ValueError, OSError, RuntimeError, NotImplementedError),
)


class Traces:
    """Collect names, each once, and counts by kind; `as_dict()` omits kinds without any."""

    def __init__(self):
        self.names: dict[str, dict[str, None]] = {}
        self.numbers = Counter()

    def name(self, kind: str, value: str) -> None:
        words = " ".join(str(value or "").split())
        value = "".join(character for character in words if character.isprintable())[:MAX_LENGTH]
        if PATH.search(value):
            kind = "paths"
        if value and value.strip("()[] ").lower() not in SAYS_NOTHING:
            names = self.names.setdefault(kind, {})
            if len(names) < MAX_NAMES:
                names[value] = None

    def property(self, name: str, value: str, *, creator_is_program: bool = False) -> None:
        """Add a property of the file by its name; in the information of a PDF, `Creator` is the program."""
        name = name.lower()
        kind = "" if name == "creator" and creator_is_program else PROPERTIES.get(name, "")
        if kind or PATH.search(value or ""):
            self.name(kind, value)

    def as_dict(self) -> dict:
        names = {kind: list(values) for kind, values in self.names.items() if values}
        return names | {kind: number for kind, number in self.numbers.items() if number}


# PDF


def trace_pdf(document, path: str, traces: Traces) -> None:
    """Add the traces of a PDF as a whole: its information and its XMP."""
    for name, value in document.get_metadata_dict(skip_empty=True).items():
        traces.property(name, value, creator_is_program=True)
    with suppress(*ERRORS):  # what the information says is noted already
        trace_bytes(path, traces)


def trace_comments(page, traces: Traces) -> None:
    """Count the comments of a page: annotations other than links, form fields and marks."""
    from pypdfium2 import raw

    silent = {raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_PRINTERMARK}
    silent.add(raw.FPDF_ANNOT_FILEATTACHMENT)  # of which the inspection tells
    for index in range(max(raw.FPDFPage_GetAnnotCount(page.raw), 0)):
        annotation = raw.FPDFPage_GetAnnot(page.raw, index)
        if not annotation:
            continue
        if raw.FPDFAnnot_GetSubtype(annotation) not in silent:
            traces.numbers["comments"] += 1
        raw.FPDFPage_CloseAnnot(annotation)


def hides_text(page) -> bool:
    """Return whether the page has invisible text, and no image below that could show it.

    Text recognition adds invisible text to the image of a scanned page, where readers do see the words.
    """
    from pypdfium2 import raw

    has_hidden_text = False
    for index in range(max(raw.FPDFPage_CountObjects(page.raw), 0)):
        part = raw.FPDFPage_GetObject(page.raw, index)
        kind = raw.FPDFPageObj_GetType(part)
        if kind in (raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_FORM):
            return False
        has_hidden_text = has_hidden_text or (kind == raw.FPDF_PAGEOBJ_TEXT and is_hidden(part))
    return has_hidden_text


def is_hidden(text_object) -> bool:
    from pypdfium2 import raw

    return raw.FPDFTextObj_GetTextRenderMode(text_object) == raw.FPDF_TEXTRENDERMODE_INVISIBLE


def visible_text(text_page) -> str:
    """Return the text of a page without invisible characters."""
    from pypdfium2 import raw

    characters = []
    for index in range(text_page.count_chars()):
        part = raw.FPDFText_GetTextObject(text_page.raw, index)
        if not part or not is_hidden(part):
            characters.append(chr(raw.FPDFText_GetUnicode(text_page.raw, index)))
    return "".join(characters)


STREAM = re.compile(rb"/Type\s*/Metadata\b[^\x00]{0,400}?stream\r?\n|\bstream\r?\n(?=<\?xpacket)")


def trace_bytes(path: str, traces: Traces) -> None:
    """Add the properties in the XMP packets of the file, plain or compressed."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for match in STREAM.finditer(content):
            packet = content[match.end() : match.end() + MAX_PACKET]
            if b"FlateDecode" in match[0]:
                try:
                    packet = zlib.decompressobj().decompress(packet, MAX_PACKET)
                except zlib.error:
                    continue
            begin, end = packet.find(b"<rdf:RDF"), packet.find(b"</rdf:RDF>")
            if 0 <= begin < end:
                trace_xml(packet[begin : end + len(b"</rdf:RDF>")], traces, inherit=True)


def trace_xml(content: bytes, traces: Traces, *, inherit: bool = False) -> None:
    """Add the properties in a small XML document: elements and attributes with the name of a trace.

    With `inherit`, a value counts for the nearest element around it that is no list (RDF).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(content, parser)
    for element in root.iter(etree.Element) if root is not None else ():
        name = split_tag(element.tag)[1]
        for attribute, value in element.attrib.items():
            traces.property(split_tag(attribute)[1], value)
        holder = element
        while inherit and split_tag(holder.tag)[1] in ("li", "Alt", "Seq", "Bag"):
            holder = holder.getparent()
        traces.property(split_tag(holder.tag)[1] if holder is not None else name, element.text or "")


# Packages: Word, PowerPoint, Excel, OpenDocument


def trace_package(path: str, traces: Traces) -> None:
    """Add the traces in the parts of a package, which are recognised by their names."""
    with zipfile.ZipFile(path) as file:
        package = Package(file)
        for name in package.infos:
            folder, base = str(PurePath(name).parent), PurePath(name).name
            if (base in ("core.xml", "app.xml") and folder == "docprops") or name == "meta.xml":
                trace_xml(_small_part(package, name), traces)
            elif name == "docprops/custom.xml":
                package.parse(name, CountTarget(traces, {"property": "properties"}))
            elif name in ("xl/workbook.xml", "content.xml") or _holds_comments(name):
                package.parse(name, CountTarget(traces, COUNTED))
            elif folder == "ppt/notesslides":
                traces.numbers["notes"] += 1


def _holds_comments(name: str) -> bool:
    return (
        re.fullmatch(r"(?:word|ppt|xl)/(?:.+/)?(?:threaded|modern)?comments?\d*(?:_\w+)?\.xml", name)
        is not None
    )


def _small_part(package: Package, name: str) -> bytes:
    info = package.infos[name]
    with package.file.open(info) as part:
        return part.read(MAX_PACKET)


COUNTED = {
    "comment": "comments",
    "cm": "comments",
    "threadedComment": "comments",
    "annotation": "comments",
    "changed-region": "changes",
}


class CountTarget(Target):
    """Count the elements with these names, and add the authors that they name."""

    def __init__(self, traces: Traces, counters: dict[str, str]):
        self.traces, self.counters = traces, counters
        self.names_author = False

    def start(self, tag, attributes):
        name = split_tag(tag)[1]
        if name in self.counters:
            self.traces.numbers[self.counters[name]] += 1
        if name == "sheet" and attributes.get("state") in ("hidden", "veryHidden"):
            self.traces.numbers["hidden_sheets"] += 1
        for attribute, value in attributes.items():
            if split_tag(attribute)[1] == "author":
                self.traces.name("people", value)
        self.names_author = name in ("author", "creator")

    def data(self, text):
        if self.names_author:
            self.traces.name("people", text)

    def end(self, tag):
        self.names_author = False


class WordTarget(TextTarget):
    """Count the tracked changes of a part of a Word file, and detect hidden text."""

    def __init__(self, traces: Traces, hidden_styles: frozenset[str]):
        super().__init__(hidden_styles)
        self.traces = traces

    def start(self, tag, attributes):
        name = split_tag(tag)[1]
        author = next((value for key, value in attributes.items() if split_tag(key)[1] == "author"), None)
        is_mark = self.path[-1:] == ["rPr"]  # of the end of a paragraph, which changes along with its words
        if author is not None and not is_mark and (name in CHANGES or name.endswith("Change")):
            self.traces.numbers["changes"] += 1
            self.traces.name("people", author)
        super().start(tag, attributes)

    def _write_visible(self, text: str) -> None:
        if self.run_is_hidden and text.strip():
            self.traces.numbers["hidden_text"] = 1
        super()._write_visible(text)


CHANGES = {"ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel"}


def trace_word(path: str, traces: Traces) -> None:
    """Add the tracked changes and the hidden text in the visible parts of a Word file."""
    with zipfile.ZipFile(path) as file:
        package = Package(file)
        main = package.main_part()
        hidden = package.hidden_styles(main)
        for part in (main, *package.visible_parts(main)):
            target = WordTarget(traces, hidden)
            for _chunk in package.chunks(part, target):
                target.take()


def traces_of_package(path: str, kind: str) -> dict:
    """Return the traces of a package, as far as it can be read."""
    traces = Traces()
    for trace in (trace_package, trace_word) if kind == "docx" else (trace_package,):
        try:
            trace(path, traces)
        except ERRORS:
            continue
    return traces.as_dict()
