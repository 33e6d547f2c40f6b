"""Find active content in a PDF, and streams that unpack to far more than a document needs.

qpdf (pikepdf) reads each object of the file as readers do: after the last update, in object streams,
decrypted with the empty password, and with the escapes of names undone. Objects that nothing refers to any
longer count too, because readers that repair a file may find them.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator

import pikepdf

from .inspection import Harmful

MAX_STREAM = 128 * 1024**2  # of a stream that is no image
MAX_IMAGE = 320 * 1024**2  # an A3 sheet of 600 dots per inch in four colours
MAX_STREAMS = 2 * 1024**3
MAX_RATIO = 1_032  # of what zlib makes of anything
CHUNK = 1024**2

# Types of action, and of annotations and objects, by sort of active content.
ACTIONS = {
    "/JavaScript": "scripts",
    "/Launch": "launches",
    **dict.fromkeys(("/SubmitForm", "/ImportData"), "submissions"),
    **dict.fromkeys(("/GoToR", "/GoToE"), "other_files"),
    **dict.fromkeys(("/Rendition", "/Movie", "/Sound", "/RichMediaExecute", "/GoTo3DView"), "media"),
}
ANNOTATIONS = dict.fromkeys(("/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"), "media")
ENTRIES = {"/JS": "scripts", "/EF": "attachments", "/XFA": "xfa"}
NAMES = {**ACTIONS, **ANNOTATIONS, **ENTRIES, "/EmbeddedFile": "embedded_streams"}
SCRIPT_SCHEMES = ("javascript:", "vbscript:", "data:")

SUSPICIOUS = re.compile(
    rb"(?:" + rb"|".join(re.escape(name.encode()) for name in NAMES) + rb")(?![A-Za-z0-9])"
    rb"|/URI (?!\((?:https?:|mailto:)|/|>>)"  # of which there may be thousands
)
PACKINGS = {"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"}

# Of a file that qpdf can't open: long names only, because bytes of a picture may look like a short one.
LONG_NAME = re.compile(
    rb"/(" + rb"|".join(name[1:].encode() for name in NAMES if len(name) > 6) + rb")(?![A-Za-z0-9])"
)
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")


def inspect_pdf(path: str) -> dict[str, int]:
    """Return the number of each sort of active content; raise Harmful for a bomb."""
    try:
        with pikepdf.open(path, suppress_warnings=True) as document:
            counts = Counter()
            unpacked = 0
            for item in document.objects:
                counts.update(_active_content(item))
                if isinstance(item, pikepdf.Stream):
                    unpacked += _unpacked_size(item)
                    if unpacked > MAX_STREAMS:
                        raise Harmful("bomb")
    except (pikepdf.PdfError, pikepdf.PasswordError):
        counts = _names_in_bytes(path)
    bare = counts.pop("embedded_streams", 0)  # each belongs to one entry, if any
    counts["attachments"] = max(counts["attachments"], bare)
    return {sort: number for sort, number in counts.items() if number}


def _active_content(item) -> Iterator[str]:
    """Yield the sort of each active part of an object; those that it refers to are objects themselves."""
    if isinstance(item, pikepdf.Name):  # the type of an action, stored apart from it
        if str(item) in ACTIONS:
            yield ACTIONS[str(item)]
        return
    container = item.stream_dict if isinstance(item, pikepdf.Stream) else item
    if not isinstance(container, (pikepdf.Dictionary, pikepdf.Array)):
        return
    if not SUSPICIOUS.search(container.unparse(resolved=True)):
        return
    waiting = [container]
    while waiting:
        part = waiting.pop()
        values = part
        if isinstance(part, pikepdf.Dictionary):
            yield from _sorts(part)
            values = [part[key] for key in part.keys()]  # noqa: SIM118 - a dictionary of its own kind
        waiting += [
            value
            for value in values
            if isinstance(value, (pikepdf.Dictionary, pikepdf.Array)) and not value.is_indirect
        ]


def _sorts(part) -> set[str]:
    """Return the sorts of active content that a dictionary is."""
    sorts = {sort for entry, sort in ENTRIES.items() if entry in part}
    action, annotation = part.get("/S"), part.get("/Subtype")
    if isinstance(action, pikepdf.Name):
        sorts.add(ACTIONS.get(str(action), ""))
    if isinstance(annotation, pikepdf.Name):
        sorts.add(ANNOTATIONS.get(str(annotation), ""))
    if part.get("/Type") == pikepdf.Name.EmbeddedFile:
        sorts.add("embedded_streams")
    address = part.get("/URI")
    if isinstance(address, pikepdf.String) and str(address).strip().lower().startswith(SCRIPT_SCHEMES):
        sorts.add("scripts")
    return sorts - {""}


def _unpacked_size(stream) -> int:
    """Return how much a compressed stream unpacks to, if that can be much; raise Harmful for too much."""
    filters = stream.stream_dict.get("/Filter")
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(name) for name in filters or ()]
    packings = [name for name in names if name in PACKINGS]
    if len(packings) > 1:
        raise Harmful("bomb")
    length = stream.stream_dict.get("/Length", 0)
    if names[:1] not in (["/FlateDecode"], ["/Fl"]) or int(length) * MAX_RATIO < MAX_STREAM:
        return 0
    is_image = stream.stream_dict.get("/Subtype") == pikepdf.Name.Image
    return _inflated_size(stream.read_raw_bytes(), MAX_IMAGE if is_image else MAX_STREAM)


def _inflated_size(packed: bytes, limit: int) -> int:
    """Return the size of the data when unpacked; raise Harmful beyond the limit."""
    size, unpacker = 0, zlib.decompressobj()
    try:
        while packed and not unpacker.eof:
            size += len(unpacker.decompress(packed, CHUNK))
            packed = unpacker.unconsumed_tail
            if size > limit:
                raise Harmful("bomb")
    except zlib.error:
        return size
    return size


def _names_in_bytes(path: str) -> Counter:
    """Return the sorts that are named anywhere in a file that can't be opened."""
    with open(path, "rb") as file:
        content = ESCAPE.sub(lambda escape: bytes([int(escape[1], 16)]), file.read())
    return Counter(NAMES["/" + match[1].decode()] for match in LONG_NAME.finditer(content))
