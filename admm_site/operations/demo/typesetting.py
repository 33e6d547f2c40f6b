"""Sets a demonstration document as a PDF: the only module that needs reportlab, which the portal does not."""

import re
from functools import partial
from hashlib import md5
from io import BytesIO
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, HRFlowable, PageTemplate, Paragraph, Table

if TYPE_CHECKING:
    from .documents import DemoDocument, Line

PRODUCER = "ADMM portal"
AUTHOR = "ADMM portal (demonstration)"

# The portal's dyes (static/css/tokens.css).
INDIGO = HexColor("#1d2c54")
INDIGO_DEEP = HexColor("#141f3d")
MADDER = HexColor("#8f2a22")
THREAD_RED = HexColor("#b5392e")
TURMERIC = HexColor("#d29a2d")
RICE = HexColor("#f5efe2")
INK = HexColor("#1d1b18")
INK_SOFT = HexColor("#57524a")
RULE = HexColor("#e2dacb")
WASH = HexColor("#f1ebdf")

# The standard fonts of PDF: nothing to embed, and they have the quotation marks and dashes of English.
SERIF = "Times-Bold"
SANS = "Helvetica"
SANS_BOLD = "Helvetica-Bold"

# Lengths in points.
WIDTH, HEIGHT = A4
MARGIN = 64
NUMBERS = 30
LABELS = 118
BAND = 15
STRIP = 21
TILE = (48, 24)

TITLE = ParagraphStyle("title", fontName=SERIF, fontSize=21, leading=24.5, textColor=INDIGO_DEEP)
KIND = ParagraphStyle("kind", fontName=SANS_BOLD, fontSize=9, leading=15, textColor=MADDER)
HEADING = ParagraphStyle(
    "heading",
    fontName=SERIF,
    fontSize=13.5,
    leading=17,
    textColor=INDIGO,
    spaceBefore=15,
    spaceAfter=4,
    keepWithNext=1,
)
TEXT = ParagraphStyle("text", fontName=SANS, fontSize=9.75, leading=14, textColor=INK, spaceAfter=5)
NUMBERED = ParagraphStyle(
    "numbered",
    TEXT,
    leftIndent=NUMBERS,
    bulletFontName=SANS_BOLD,
    bulletFontSize=8.5,
    bulletColor=MADDER,
    allowWidows=0,
    allowOrphans=0,
)
LISTED = ParagraphStyle("listed", NUMBERED, leftIndent=NUMBERS + 20, bulletIndent=NUMBERS, bulletColor=INDIGO)
LABEL = ParagraphStyle("label", TEXT, fontSize=8.75, leading=13, textColor=INK_SOFT, spaceAfter=0)
VALUE = ParagraphStyle("value", TEXT, fontSize=9.5, leading=13, spaceAfter=0)
SOURCE = ParagraphStyle("source", TEXT, fontSize=9, leading=12.5, spaceAfter=6)


def typeset(document: "DemoDocument") -> bytes:
    """The PDF of a document; the same bytes each time."""
    pages, _ = _build(document, total=None)
    _, pdf = _build(document, total=pages)
    return pdf


def _build(document: "DemoDocument", total: int | None) -> tuple[int, bytes]:
    """The number of pages and the PDF; the foot of each page says how many there are when that is known."""
    file = BytesIO()
    template = BaseDocTemplate(
        file,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=BAND + STRIP + 30,
        bottomMargin=58,
        title=document.title,
        author=AUTHOR,
        subject=document.subject,
        keywords=document.keywords,
        creator=PRODUCER,
        producer=PRODUCER,
        lang=document.language,
        displayDocTitle=True,
        invariant=1,
        pageCompression=1,
    )
    frame = Frame(
        template.leftMargin, template.bottomMargin, template.width, template.height, 0, 0, 0, 0, id="text"
    )

    def furnish(canvas: Canvas, template: BaseDocTemplate) -> None:
        _draw_head(canvas, document)
        _draw_foot(canvas, document, f"Page {template.page} of {total}" if total else "")

    template.addPageTemplates(PageTemplate("page", [frame], onPage=furnish))
    template.build(_flow(document), canvasmaker=partial(_canvas, document))
    return template.page, file.getvalue()


# Text


def _flow(document: "DemoDocument") -> list[Flowable]:
    flow: list[Flowable] = [
        Paragraph(escape(document.kind_name.upper()), KIND),
        Paragraph(escape(typographic(document.title)), TITLE),
        HRFlowable(
            width=52,
            thickness=2.5,
            color=TURMERIC,
            lineCap="butt",
            hAlign="LEFT",
            spaceBefore=9,
            spaceAfter=12,
        ),
        _table(document.rows),
    ]
    for section in document.sections:
        flow.append(Paragraph(escape(section.heading), HEADING))
        flow.extend(_paragraph(line) for line in section.lines)
    return flow


def _table(rows: tuple[tuple[str, str], ...]) -> Table:
    cells = [
        [Paragraph(escape(name), LABEL), Paragraph(escape(typographic(value)), VALUE)] for name, value in rows
    ]
    return Table(
        cells,
        colWidths=[LABELS, WIDTH - 2 * MARGIN - LABELS],
        hAlign="LEFT",
        style=[
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 3.5),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ("LINEABOVE", (0, 0), (-1, 0), 0.6, RULE),
            ("LINEBELOW", (0, 0), (-1, -1), 0.6, RULE),
        ],
    )


def _paragraph(line: "Line") -> Paragraph:
    text = escape(line.text if line.verbatim else typographic(line.text))
    if line.url:
        link = f'<a href={quoteattr(line.url)} color="{{colour}}">{{text}}</a>'
        name = link.format(colour="#1d2c54", text=text)
        address = link.format(colour="#57524a", text=escape(line.url))
        return Paragraph(f'{name}<br/><font size="7.5">{address}</font>', SOURCE)
    if line.number:
        return Paragraph(text, NUMBERED if line.is_paragraph else LISTED, bulletText=line.number)
    return Paragraph(text, TEXT)


def typographic(text: str) -> str:
    """Quotation marks and dashes between years as they are printed."""
    text = re.sub(r'"([^"]*)"', r"“\1”", text).replace("'", "’")
    return re.sub(r"\b(\d{4})-(\d{4})\b", r"\1–\2", text)


# What every page carries


def _draw_head(canvas: Canvas, document: "DemoDocument") -> None:
    _draw_band(canvas, HEIGHT - BAND, BAND)
    canvas.setFillColor(WASH)
    canvas.rect(0, HEIGHT - BAND - STRIP, WIDTH, STRIP, stroke=0, fill=1)
    baseline = HEIGHT - BAND - STRIP + 7.5
    canvas.setFillColor(MADDER)
    canvas.setFont(SANS_BOLD, 7.5)
    canvas.drawString(MARGIN, baseline, document.statement)
    canvas.setFillColor(INK)
    canvas.setFont(SANS, 7.5)
    canvas.drawRightString(WIDTH - MARGIN, baseline, document.caution)


def _draw_foot(canvas: Canvas, document: "DemoDocument", page: str) -> None:
    _draw_band(canvas, 0, BAND / 2)
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, 44, WIDTH - MARGIN, 44)
    canvas.setFillColor(INK_SOFT)
    canvas.setFont(SANS, 7)
    canvas.drawString(MARGIN, 31, f"{document.statement}. {document.caution}.")
    canvas.drawRightString(WIDTH - MARGIN, 31, page)
    canvas.drawString(MARGIN, 21, _shortened(typographic(document.title), SANS, 7, WIDTH - 2 * MARGIN))


def _shortened(text: str, font: str, size: float, width: float) -> str:
    """The text, cut at a word with an ellipsis where it is wider."""
    if stringWidth(text, font, size) <= width:
        return text
    words = text.split()
    while words and stringWidth(" ".join(words) + " …", font, size) > width:
        words.pop()
    return " ".join(words) + " …"


def _draw_band(canvas: Canvas, bottom: float, height: float) -> None:
    """The portal's woven band across the page, as high as given, a whole motif in its middle."""
    tile_width, tile_height = TILE
    scale = height / tile_height
    step = tile_width * scale
    if not canvas.hasForm("weave"):
        _weave(canvas)
    canvas.setFillColor(INDIGO_DEEP)
    canvas.rect(0, bottom, WIDTH, height, stroke=0, fill=1)
    left = WIDTH / 2 - step / 4
    left -= step * (left // step + 1)
    while left < WIDTH:
        canvas.saveState()
        canvas.translate(left, bottom)
        canvas.scale(scale, scale)
        canvas.doForm("weave")
        canvas.restoreState()
        left += step


def _weave(canvas: Canvas) -> None:
    """One repeat of the cloth (static/img/weave.svg): squares as a loom would set them."""
    width, height = TILE
    canvas.beginForm("weave", 0, 0, width, height)
    for x, thread, heart in ((width / 4, TURMERIC, RICE), (3 * width / 4, THREAD_RED, TURMERIC)):
        _draw_lozenge(canvas, x, height / 2, 6, thread)
        _draw_lozenge(canvas, x, height / 2, 4, INDIGO_DEEP)
        _draw_lozenge(canvas, x, height / 2, 2, heart)
    for x in (0, width / 2, width):
        _draw_lozenge(canvas, x, 0, 2, RICE)
        _draw_lozenge(canvas, x, height, 2, RICE)
        _draw_lozenge(canvas, x, height / 2, 1, TURMERIC)
    canvas.endForm()


def _draw_lozenge(canvas: Canvas, x: float, y: float, steps: int, colour: HexColor) -> None:
    canvas.setFillColor(colour)
    for step in range(1 - steps, steps):
        half = 2 * (steps - abs(step)) - 1
        canvas.rect(x - half, y + 2 * step - 1, 2 * half, 2, stroke=0, fill=1)


# Metadata


class _Info(pdfdoc.PDFInfo):
    """Document information whose only date is the day of issue; none where that is not known to the day."""

    def __init__(self, issued: str):
        super().__init__()
        self.issued = issued

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        entries = {
            name.capitalize(): pdfdoc.PDFString(getattr(self, name))
            for name in ("title", "author", "subject", "keywords", "creator", "producer")
        }
        if self.issued.count("-") == 2:
            entries["CreationDate"] = pdfdoc.PDFString(f"D:{self.issued.replace('-', '')}")
        return pdfdoc.PDFDictionary(entries).format(document)


XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
{date}</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""
XMP_DATE = "<dc:date><rdf:Seq><rdf:li>{issued}</rdf:li></rdf:Seq></dc:date>\n"


def _canvas(document: "DemoDocument", *args, **options) -> Canvas:
    """A canvas whose file carries the date of issue: a full day in its information, any precision in XMP."""
    canvas = Canvas(*args, **options)
    packet = XMP.format(
        title=escape(document.title),
        subject=escape(document.subject),
        author=escape(AUTHOR),
        language=document.language,
        date=XMP_DATE.format(issued=document.issued) if document.issued else "",
    )
    names = pdfdoc.PDFDictionary({"Type": pdfdoc.PDFName("Metadata"), "Subtype": pdfdoc.PDFName("XML")})
    canvas._doc.Catalog.Metadata = pdfdoc.PDFStream(names, packet.encode(), filters=[])
    canvas._doc.info = _Info(document.issued)
    # The identifier of the file follows from its slug and text; reportlab's also from SOURCE_DATE_EPOCH.
    canvas._doc.signature = md5(document.slug.encode(), usedforsecurity=False)
    return canvas
