"""Extract the text of a DOCX file that Word shows.

The package is parsed as leniently as by Word: both families of namespaces (Transitional and Strict), names in
any case and with either slash, dangling relationships, missing parts. Each part is parsed without a tree,
without entities and without a DTD. The module runs in the process of `reader` and imports nothing of the
portal.
"""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from urllib.parse import unquote

from lxml import etree

MAX_PART = 128 * 1024**2
CHUNK = 64 * 1024

WORD = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
OTHER_TEXT = (  # of formulas and of drawings
    "http://schemas.openxmlformats.org/officeDocument/2006/math",
    "http://purl.oclc.org/ooxml/officeDocument/math",
    "http://schemas.openxmlformats.org/drawingml/2006/main",
    "http://purl.oclc.org/ooxml/drawingml/main",
)
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"

# The parts that the main document refers to and shows: not its comments, nor its glossary.
SHOWN = ("footnotes", "endnotes", "header", "footer", "diagramData", "chart")
BREAKS = {"br": "\n", "cr": "\n", "tc": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
NOT_SHOWN = {"del", "moveFrom", "rt", "delText", "instrText"}  # `rt` says how a word is pronounced
FALSE = {"0", "false", "off"}

# The characters of the font Symbol that are letters or signs of text, from the code of the first.
SYMBOL = {
    0x21: "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_",  # noqa: RUF001
    0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼",  # noqa: RUF001
    0xA0: "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…",  # noqa: RUF001
}
SYMBOLS = {first + place: sign for first, signs in SYMBOL.items() for place, sign in enumerate(signs)}
PRIVATE = range(0xF000, 0xF100)  # where Word puts the characters of fonts that have a set of their own


class DamagedPackage(Exception):
    """Raised for a file that Word would not open either."""


class TooLargePart(Exception):
    """Raised for a part that unpacks to more than is read."""


def iterate_text(path: str) -> Iterator[str]:
    """Yield the text in pieces: the body, then notes, headers, footers and drawings.

    Raise RuntimeError if the package needs a password.
    """
    try:
        with zipfile.ZipFile(path) as file:
            package = Package(file)
            main = package.main_part()
            hidden = package.hidden_styles(main)
            yield from package.text(main, hidden, root="document")
            for part in package.visible_parts(main):
                try:
                    yield from package.text(part, hidden)
                except etree.LxmlError:
                    continue
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, etree.LxmlError) as error:
        raise DamagedPackage from error
    except NotImplementedError as error:  # packed in a way that Word does not know either
        raise DamagedPackage from error


class Package:
    """The parts of a DOCX file by name, and the relationships between them."""

    def __init__(self, file: zipfile.ZipFile):
        self.file = file
        self.infos = {normal_name(info.filename): info for info in file.infolist()}

    def main_part(self) -> str:
        """Return the name of the part that holds the document."""
        named = (target for kind, target in self.relationships("") if kind == "officeDocument")
        usual = (name for name in self.infos if name == "word/document.xml")
        for name in (*named, *usual):
            if name in self.infos:
                return name
        raise DamagedPackage

    def visible_parts(self, main: str) -> list[str]:
        """Return the names of the parts that are shown beside the body, each once."""
        targets = [target for kind, target in self.relationships(main) if kind in SHOWN]
        return [name for name in dict.fromkeys(targets) if name in self.infos and name != main]

    def relationships(self, part: str) -> list[tuple[str, str]]:
        """Return the kind and the target of what a part leads to within the package."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self.infos:
            return []
        target = RelationshipTarget()
        self.parse(rels, target)
        return [
            (kind.rsplit("/", 1)[-1], normal_name(posixpath.join("/", folder, unquote(place))))
            for kind, place in target.relationships
        ]

    def hidden_styles(self, main: str) -> frozenset[str]:
        """Return the names of the styles with hidden text."""
        target = StylesTarget()
        for kind, name in self.relationships(main):
            if kind == "styles" and name in self.infos:
                try:
                    self.parse(name, target)
                except etree.LxmlError:
                    return frozenset()
        return target.hidden()

    def text(self, part: str, hidden: frozenset[str], root: str = "") -> Iterator[str]:
        """Return the text of a part while it is parsed; `root` is the element that it must begin with."""
        target = TextTarget(hidden, root)
        for _chunk in self.chunks(part, target):
            yield from target.take()
        yield from target.take()

    def parse(self, part: str, target) -> None:
        for _chunk in self.chunks(part, target):
            pass

    def chunks(self, part: str, target) -> Iterator[None]:
        info = self.infos[part]
        if info.file_size > MAX_PART:
            raise TooLargePart
        parser = etree.XMLParser(target=target, resolve_entities=False, no_network=True, load_dtd=False)
        with self.file.open(info) as content:
            while chunk := content.read(CHUNK):
                parser.feed(chunk)
                yield
        parser.close()


def normal_name(name: str) -> str:
    """Return the name of a part as it is compared: without regard to case, slashes and dots."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").lower()


class Target:
    """The base class of parser targets. A part with a DTD is refused, as by Word."""

    def doctype(self, *declared):
        raise DamagedPackage

    def start(self, tag, attributes):
        """Handle the start of an element."""

    def end(self, tag):
        """Handle the end of an element."""

    def data(self, text):
        """Handle text."""

    def close(self):
        """Handle the end of the part."""


class RelationshipTarget(Target):
    def __init__(self):
        self.relationships = []

    def start(self, tag, attributes):
        if tag.endswith("}Relationship") and attributes.get("TargetMode", "").lower() != "external":
            self.relationships.append(
                (attributes.get("Type", ""), attributes.get("Target", "").replace("\\", "/"))
            )


class StylesTarget(Target):
    def __init__(self):
        self.style, self.based_on, self.vanish = "", {}, {}

    def start(self, tag, attributes):
        name = word_name(tag)
        if name == "style":
            self.style = value_of(attributes, "styleId")
        elif name == "basedOn":
            self.based_on[self.style] = value_of(attributes)
        elif name == "vanish" and self.style:
            self.vanish[self.style] = is_on(attributes)

    def end(self, tag):
        if word_name(tag) == "style":
            self.style = ""

    def hidden(self) -> frozenset[str]:
        return frozenset(style for style in {*self.based_on, *self.vanish} if self._is_hidden(style))

    def _is_hidden(self, style: str) -> bool:
        seen = set()
        while style and style not in self.vanish and style not in seen:
            seen.add(style)
            style = self.based_on.get(style, "")
        return self.vanish.get(style, False)


class TextTarget(Target):
    """Collect the text in order, one line per paragraph; a text box follows its paragraph."""

    def __init__(self, hidden_styles: frozenset[str], root: str = ""):
        self.hidden_styles, self.root = hidden_styles, root
        self.path: list[str] = []
        self.skipped = 0  # how deep in something that is not shown
        self.buffers: list[list[str]] = [[]]
        self.boxes: list[list[str]] = []
        self.fields: list[bool] = []  # of each field that is open: whether its result has begun
        self.paragraph_is_hidden = self.run_is_hidden = False
        self.takes_text = False

    def take(self) -> list[str]:
        """Return the text collected since the last call."""
        if len(self.buffers) > 1:
            return []
        fragments, self.buffers[0] = self.buffers[0], []
        return fragments

    def start(self, tag, attributes):
        namespace, name = split_tag(tag)
        if not self.path and self.root not in ("", word_name(tag)):
            raise DamagedPackage
        self.path.append(name)
        if self.skipped or name in NOT_SHOWN or (name == "Fallback" and namespace == COMPATIBILITY):
            self.skipped += 1
        elif namespace in WORD:
            self._start_word(name, attributes)
        elif namespace in OTHER_TEXT:
            if name == "p":
                self._write("\n")
            self.takes_text = name == "t"

    def _start_word(self, name: str, attributes) -> None:
        parent = self.path[-2] if len(self.path) > 1 else ""
        self.takes_text = name == "t"
        if name == "p":
            self.paragraph_is_hidden = False
            self._write("\n")
        elif name == "txbxContent":
            self.buffers.append([])
        elif name == "r":
            self.run_is_hidden = self.paragraph_is_hidden
        elif name == "pStyle":
            self.paragraph_is_hidden = value_of(attributes) in self.hidden_styles
        elif name == "rStyle" and self.path[-3:-2] == ["r"]:
            self.run_is_hidden = self.run_is_hidden or value_of(attributes) in self.hidden_styles
        elif name == "vanish" and self.path[-3:-1] == ["r", "rPr"]:
            self.run_is_hidden = is_on(attributes)
        elif name == "fldChar":
            self._field(value_of(attributes, "fldCharType"))
        elif name == "sym":
            self._write_visible(symbol(value_of(attributes, "font"), value_of(attributes, "char")))
        elif name in BREAKS and (parent == "r" or name == "tc"):
            self._write_visible(BREAKS[name])

    def end(self, tag):
        namespace, _name = split_tag(tag)
        name = self.path.pop()
        self.takes_text = False
        if self.skipped:
            self.skipped -= 1
        elif namespace in WORD:
            if name == "txbxContent" and len(self.buffers) > 1:
                self.boxes.append(self.buffers.pop())
            elif name == "r":
                self.run_is_hidden = False
            elif name == "p":
                self._end_paragraph()

    def data(self, text):
        if self.takes_text and not self.skipped:
            self._write_visible(text)

    def _end_paragraph(self) -> None:
        """End fields without a result here: a broken one must not hide the rest of the text."""
        self.fields = [has_result for has_result in self.fields if has_result]
        if len(self.buffers) == 1:
            for box in self.boxes:
                self.buffers[0] += box
            self.boxes = []

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(False)
        elif kind == "separate" and self.fields:
            self.fields[-1] = True
        elif kind == "end" and self.fields:
            self.fields.pop()

    def _write_visible(self, text: str) -> None:
        if not self.run_is_hidden and all(self.fields):
            self._write(text)

    def _write(self, text: str) -> None:
        self.buffers[-1].append(text)


def split_tag(tag: str) -> tuple[str, str]:
    namespace, _, name = tag.rpartition("}")
    return namespace.removeprefix("{"), name


def word_name(tag: str) -> str:
    namespace, name = split_tag(tag)
    return name if namespace in WORD else ""


def value_of(attributes, name: str = "val") -> str:
    """Return an attribute by its local name; Strict files have another namespace."""
    return next((attributes[key] for key in attributes if split_tag(key)[1] == name), "")


def is_on(attributes) -> bool:
    return value_of(attributes).lower() not in FALSE


def symbol(font: str, code: str) -> str:
    """Return the character of a symbol; a space for a pictogram, such as those of Wingdings."""
    try:
        number = int(code, 16)
    except ValueError:
        return " "
    if font.lower() == "symbol":
        return SYMBOLS.get(number % 0x100, " ")
    if number in PRIVATE or not 0x20 <= number <= 0xFFFF or 0xD800 <= number < 0xE000:
        return " "
    return chr(number)
