"""Builds real files of each kind that editors upload, and of some that must be refused."""

import zlib
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import EncodedStreamObject, NameObject
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="word/document.xml" Type='
    '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>'
)
TRANSITIONAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
RELATIONSHIP = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MATHEMATICS = "http://schemas.openxmlformats.org/officeDocument/2006/math"
WORD = f'xmlns:w="{TRANSITIONAL}"'


def pdf(*pages: str) -> bytes:
    """A PDF with one page for each text; an empty text gives an empty page."""
    file = BytesIO()
    canvas = Canvas(file)
    for text in pages:
        for number, line in enumerate(text.splitlines()):
            canvas.drawString(72, 760 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def form(value: str, *, with_appearance: bool = True, hidden: bool = False) -> bytes:
    """A page with one form field set to `value`, with an appearance stream or without one."""
    file = BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 760, "Name of the delegate:")
    flags = "hidden" if hidden else "print"
    options = {"borderWidth": 0, "width": 200, "height": 20, "annotationFlags": flags}
    canvas.acroForm.textfield(name="delegate", value=value, x=72, y=700, **options)
    canvas.save()
    if with_appearance:
        return file.getvalue()
    writer = PdfWriter(clone_from=PdfReader(file))
    for annotation in writer.pages[0]["/Annots"]:
        annotation.get_object().pop("/AP")
    return _written(writer)


def pdf_with_link(text: str) -> bytes:
    """A page whose text is a link, in a document without a form."""
    file = BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 760, text)
    canvas.linkURL("https://portal.example/", (72, 750, 200, 770))
    canvas.save()
    return file.getvalue()


def scan(*, pages: int = 1) -> bytes:
    """A PDF whose pages are pictures."""
    picture = BytesIO()
    Image.new("L", (60, 80), 200).save(picture, "PNG")
    file = BytesIO()
    canvas = Canvas(file)
    for _ in range(pages):
        picture.seek(0)
        canvas.drawImage(ImageReader(picture), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def encrypted_pdf(user_password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("A secret"))))
    writer.encrypt(user_password, "the owner's", algorithm="RC4-128")
    return _written(writer)


def empty_pages(number: int) -> bytes:
    writer = PdfWriter()
    for _ in range(number):
        writer.add_blank_page(595, 842)
    return _written(writer)


def _written(writer: PdfWriter) -> bytes:
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


@cache
def pdf_bomb() -> bytes:
    """A page of text, then one whose content unpacks to 700 MB, in less than a megabyte."""
    packer = zlib.compressobj(9)
    piece = b"BT /F1 12 Tf (peace) Tj ET\n" * 40_000
    compressed = b"".join([*(packer.compress(piece) for _ in range(700)), packer.flush()])
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf("Before", "Bomb"))))
    stream = EncodedStreamObject()
    stream._data = compressed
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    writer.pages[1][NameObject("/Contents")] = writer._add_object(stream)
    return _written(writer)


def word(*paragraphs: str, table: Iterable[Iterable[str]] = (), header: str = "") -> bytes:
    document = docx.Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    rows = [list(row) for row in table]
    if rows:
        cells = document.add_table(len(rows), len(rows[0]))
        for row, values in zip(cells.rows, rows, strict=True):
            for cell, value in zip(row.cells, values, strict=True):
                cell.text = value
    if header:
        document.sections[0].header.paragraphs[0].text = header
    file = BytesIO()
    document.save(file)
    return file.getvalue()


def word_of(xml: Iterable[bytes] | bytes) -> bytes:
    """A DOCX file with this XML as its body."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", TYPES)
        package.writestr("_rels/.rels", RELATIONS)
        with package.open("word/document.xml", "w", force_zip64=True) as body:
            for piece in [xml] if isinstance(xml, bytes) else xml:
                body.write(piece)
    return file.getvalue()


def package(parts: dict[str, str | bytes]) -> bytes:
    """An Office file of these parts; content types and relationships are added where they are missing."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in ({"[Content_Types].xml": TYPES, "_rels/.rels": RELATIONS} | parts).items():
            if content:
                archive.writestr(name, content)
    return file.getvalue()


def word_document(xml: str, namespace: str = TRANSITIONAL) -> str:
    """The main part of a DOCX file with this content of its body."""
    return (
        f'<w:document xmlns:w="{namespace}" xmlns:r="{RELATIONSHIP}" xmlns:mc="{COMPATIBILITY}"'
        f' xmlns:m="{MATHEMATICS}"><w:body>{xml}</w:body></w:document>'
    )


def relationships(**targets: str) -> str:
    """The relationships of a part: the target of each type."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{RELATIONSHIP}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets.items())
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'


def body(text: str, declarations: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{declarations}'
        f"<w:document {WORD}><w:body><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    ).encode()


@cache
def bomb() -> bytes:
    """Half a megabyte that unpacks to a body of half a gigabyte."""
    begin, end = body("|").split(b"|")
    return word_of([begin, *[b"peace and stability " * 50_000] * 512, end])


def laughs() -> bytes:
    """Ten entities, each of which expands to ten of the one before."""
    entities = ['<!ENTITY e0 "laugh">', *(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 11))]
    return word_of(body("&e10;", f"<!DOCTYPE x [{''.join(entities)}]>"))


def word_with_local_file_entity(path: str) -> bytes:
    """Refers to a file of the server by an external entity."""
    return word_of(body("mine &theirs; mine", f'<!DOCTYPE x [<!ENTITY theirs SYSTEM "file://{path}">]>'))


def spreadsheet() -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("xl/workbook.xml", "<workbook/>")
    return file.getvalue()


def locked_word() -> bytes:
    """The start of a file that Word encrypts with a password: an OLE container."""
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(2048) + "EncryptedPackage".encode("utf-16-le")
