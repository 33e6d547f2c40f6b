"""Content of a file beside its visible text: the editor is warned, and search does not index it."""

from io import BytesIO
from pathlib import Path

import docx
import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from admm_site.documents.models import PortalDocument
from tests.documents import files
from tests.editorial.browser_form import get_form_fields
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.users import AdministratorFactory
from tests.roles import ROLES

CASES = Path(__file__).parent / "cases"

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.slow]

XMP = """<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>Desk Officer Xanthe</rdf:li>
</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def case(name: str) -> bytes:
    return (CASES / name).read_bytes()


def pdf_with(change) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(files.pdf("A published statement"))))
    writer.metadata = None
    change(writer)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()


def with_xmp(writer):
    writer.xmp_metadata = XMP.encode()


def pdf_drawn(mode: int, *, over_picture: bool = False) -> bytes:
    file = BytesIO()
    canvas = Canvas(file)
    canvas.drawString(72, 760, "Seen by all")
    if over_picture:
        canvas.drawImage(ImageReader(Image.new("L", (60, 80), 200)), 0, 0, 595, 842)
    text = canvas.beginText(72, 700)
    text.setTextRenderMode(mode)
    text.textLine("ghostbelquist")
    canvas.drawText(text)
    canvas.save()
    return file.getvalue()


def word_file_by(author: str) -> bytes:
    document, file = docx.Document(), BytesIO()
    document.add_paragraph("Agreed text")
    document.core_properties.author = author
    document.core_properties.comments = document.core_properties.title = ""
    document.save(file)
    return file.getvalue()


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
HIDDEN_SHEET = (
    f'<workbook xmlns="{MAIN}"><sheets><sheet name="a"/><sheet name="b" state="hidden"/></sheets></workbook>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>Ms Zelquist</dc:creator></cp:coreProperties>'
)
ODF = (
    '<office:document-meta xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"><office:meta><dc:creator>Ms Zelquist</dc:creator>'
    "</office:meta></office:document-meta>"
)


def types(kind: str, part: str) -> str:
    """The content types part of an Office file of this kind."""
    return files.TYPES.replace("wordprocessingml.document", kind).replace("word/document.xml", part)


HELD = {
    "information of a PDF": (
        lambda: case("pdf_author_in_metadata.pdf"),
        "a.pdf",
        ["Personal Name, Desk Officer", "“DRAFT not for release”", r"C:\Users\pname\Drafts"],
    ),
    "XMP of a PDF": (lambda: pdf_with(with_xmp), "a.pdf", ["Desk Officer Xanthe"]),
    "a comment on a PDF": (
        lambda: pdf_with(
            lambda writer: writer.add_annotation(0, FreeText(text="Really?", rect=(50, 550, 200, 650)))
        ),
        "a.pdf",
        ["1 comment"],
    ),
    "text that a PDF draws in no way": (lambda: pdf_drawn(3), "a.pdf", ["hidden text"]),
    "a comment in a Word file": (lambda: case("docx_comment.docx"), "a.docx", ["1 comment", "A Person"]),
    "tracked changes": (
        lambda: case("docx_tracked_deletion.docx"),
        "a.docx",
        ["2 tracked changes", "A Person"],
    ),
    "hidden text in a Word file": (lambda: case("docx_hidden_text.docx"), "a.docx", ["hidden text"]),
    "the author of a Word file": (lambda: word_file_by("Ms Zelquist"), "a.docx", ["Ms Zelquist"]),
    "a hidden sheet": (
        lambda: files.package(
            {
                "[Content_Types].xml": types("spreadsheetml.sheet", "xl/workbook.xml"),
                "xl/workbook.xml": HIDDEN_SHEET,
                "docProps/core.xml": CORE,
            }
        ),
        "a.xlsx",
        ["1 hidden sheet", "Ms Zelquist"],
    ),
    "notes to slides": (
        lambda: files.package(
            {
                "[Content_Types].xml": types("presentationml.presentation", "ppt/presentation.xml"),
                "ppt/presentation.xml": "<p/>",
                "ppt/notesSlides/notesSlide1.xml": "<p/>",
            }
        ),
        "a.pptx",
        ["1 page of speaker’s notes"],
    ),
    "the author of an OpenDocument": (
        lambda: files.package(
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "meta.xml": ODF,
                "content.xml": "<c/>",
                "[Content_Types].xml": "",
                "_rels/.rels": "",
            }
        ),
        "a.odt",
        ["Ms Zelquist"],
    ),
}
HOLDS_NOTHING = {
    "a PDF": (lambda: pdf_with(lambda writer: None), "a.pdf"),
    "a scan with its words recognised": (lambda: pdf_drawn(3, over_picture=True), "a.pdf"),
    "a Word file": (lambda: word_file_by(""), "a.docx"),
}


@pytest.fixture(params=ROLES)
def admin(request, client):
    """A client signed in as editor, and as administrator."""
    client.force_login(
        request.getfixturevalue("editor") if request.param == "editor" else AdministratorFactory()
    )
    return client


@pytest.fixture
def upload(client, django_capture_on_commit_callbacks):
    """Uploads a file with the form for one document; returns the document."""

    def upload(content: bytes, name: str) -> PortalDocument:
        data = {"title": "Statement", "kind": "report", "language": "en", "tags": "", "issued": ""}
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(
                reverse("wagtaildocs:add"), data | {"file": SimpleUploadedFile(name, content)}
            )
        assert response.status_code == 302, response.context["form"].errors
        return PortalDocument.objects.get(title="Statement")

    return upload


def get_file_notes(client, document) -> str:
    page = BeautifulSoup(client.get(reverse("wagtaildocs:edit", args=[document.pk])).content, "html.parser")
    return " ".join(page.get_text(" ").split())


@pytest.mark.sample(4)
@pytest.mark.parametrize(("make", "name", "words"), HELD.values(), ids=HELD)
def test_hidden_content_of_a_file_is_named(upload, editor_client, make, name, words):
    message = get_file_notes(editor_client, upload(make(), name))
    assert "This file also holds" in message
    for word in words:
        assert word in message


def test_an_upload_warns_of_hidden_content(upload, admin):
    assert "2 tracked changes" in get_file_notes(admin, upload(case("docx_tracked_deletion.docx"), "a.docx"))


def test_an_upload_of_several_files_warns_beside_each(admin):
    data = {
        "title": "Statement",
        "files[]": SimpleUploadedFile("a.pdf", case("pdf_author_in_metadata.pdf")),
    }
    headers = {"x-requested-with": "XMLHttpRequest"}
    response = admin.post(reverse("wagtaildocs:add_multiple"), data, headers=headers).json()
    assert response["success"]
    assert "Personal Name, Desk Officer" in response["form"]


def choose(client, **fields) -> dict:
    """Submits the upload form of the document chooser; returns the response."""
    data = {"title": "Statement", "kind": "report", "language": "en", "tags": "", "issued": "", **fields}
    form = {f"document-chooser-upload-{name}": value for name, value in data.items()}
    return client.post(reverse("wagtaildocs_chooser:create"), form).json()


@pytest.mark.sample(2)
@pytest.mark.parametrize(("make", "name", "words"), HELD.values(), ids=HELD)
def test_a_chooser_warns_of_hidden_content_before_the_file_is_stored(admin, make, name, words):
    response = choose(admin, file=SimpleUploadedFile(name, make()))
    assert response["step"] == "reshow_creation_form"
    assert not PortalDocument.objects.exists()
    form = BeautifulSoup(response["htmlFragment"], "html.parser")
    text = " ".join(form.get_text(" ").split())
    assert "This file also holds" in text
    for word in words:
        assert word in text

    retained = form.select_one("[name$=retained_upload]")["value"]
    assert choose(admin, retained_upload=retained, store_traces="on")["step"] == "chosen"
    assert PortalDocument.objects.count() == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize(("make", "name"), HOLDS_NOTHING.values(), ids=HOLDS_NOTHING)
def test_a_chooser_asks_nothing_about_a_file_without_hidden_content(admin, make, name):
    assert choose(admin, file=SimpleUploadedFile(name, make()))["step"] == "chosen"


def test_a_replacement_warns_of_hidden_content_in_the_new_file(
    upload, admin, django_capture_on_commit_callbacks
):
    document = upload(case("docx_strict.docx"), "a.docx")
    assert "This file also holds" not in get_file_notes(admin, document)
    data = {"title": "Statement", "kind": "report", "language": "en", "tags": "", "issued": ""}
    new = SimpleUploadedFile("b.docx", case("docx_tracked_deletion.docx"))
    with django_capture_on_commit_callbacks(execute=True):
        response = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), data | {"file": new})
    assert response.status_code == 302

    assert "2 tracked changes" in get_file_notes(admin, document)


@pytest.mark.parametrize(("make", "name"), HOLDS_NOTHING.values(), ids=HOLDS_NOTHING)
def test_there_is_no_warning_for_a_file_without_hidden_content(upload, editor_client, make, name):
    document = upload(make(), name)
    assert document.traces == {}
    assert "This file also holds" not in get_file_notes(editor_client, document)


def test_a_title_that_is_also_that_of_the_document_is_not_named():
    document = PortalDocumentFactory.build(
        title="Joint Declaration", traces={"titles": ["JOINT declaration"]}
    )
    assert document.traces_warning == ""


@pytest.mark.parametrize(
    ("make", "name", "word"),
    [
        (lambda: pdf_drawn(3), "a.pdf", "ghostbelquist"),
        (lambda: case("docx_hidden_text.docx"), "a.docx", "vorbelquist"),
        (lambda: case("docx_comment.docx"), "a.docx", "plontrec"),
        (lambda: case("docx_tracked_deletion.docx"), "a.docx", "draxlume"),
    ],
    ids=["PDF", "hidden", "comment", "deleted"],
)
def test_text_that_readers_do_not_see_is_not_read(upload, editor_client, make, name, word):
    text = "".join(upload(make(), name).pages_text.values_list("text", flat=True))
    assert text
    assert word not in text


def test_words_recognised_on_a_scanned_page_are_read(upload, editor_client):
    text = "".join(upload(pdf_drawn(3, over_picture=True), "a.pdf").pages_text.values_list("text", flat=True))
    assert "ghostbelquist" in text


# Before publication


def save_page(client, page, **extra) -> list[str]:
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = client.post(url, get_form_fields(client.get(url)) | extra)
    assert response.status_code == 302
    return [str(message) for message in get_messages(response.wsgi_request)]


@pytest.mark.sample(2)
@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}], ids=["draft", "published"])
def test_saving_a_page_warns_of_hidden_content_in_its_files(admin, button):
    document = PortalDocumentFactory(title="Statement")
    PortalDocument.objects.filter(pk=document.pk).update(traces={"people": ["Ms Zelquist"], "changes": 3})
    meeting = DecisionFactory(document=document).page
    (message,) = [message for message in save_page(admin, meeting, **button) if "also holds" in message]
    assert "“Statement”" in message
    assert "Ms Zelquist" in message
    assert "3 tracked changes" in message


def test_a_page_whose_files_have_no_hidden_content_is_saved_without_a_warning(admin):
    meeting = DecisionFactory(document=PortalDocumentFactory(), page=MeetingPageFactory()).page
    assert not [message for message in save_page(admin, meeting) if "also holds" in message]
