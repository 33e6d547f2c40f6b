"""Names of uploaded files keep their words in any script, wherever the file is downloaded."""

from io import BytesIO
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from admm_site.documents.models import PortalDocument, PortalImage
from admm_site.documents.storage import MAX_NAME_BYTES, valid_file_name
from tests.documents import files
from tests.factories.meetings import DecisionFactory
from tests.factories.users import AdministratorFactory
from tests.responses import read
from tests.roles import ROLES

pytestmark = pytest.mark.usefixtures("portal")

NAMES = {
    "Thai": "แถลงการณ์ร่วม.pdf",
    "Lao": "ຖະແຫຼງການຮ່ວມ.pdf",
    "Khmer": "សេចក្តីថ្លែងការណ៍.pdf",
    "Burmese": "ပူးတွဲကြေညာချက်.pdf",
    "Hindi": "संयुक्त_घोषणा.pdf",
    "Vietnamese": "Tuyên_bố_chung_Đà_Nẵng.pdf",
    "Chinese": "联合宣言.pdf",
}


@pytest.fixture(params=ROLES)
def admin(request, client):
    client.force_login(
        request.getfixturevalue("editor") if request.param == "editor" else AdministratorFactory()
    )
    return client


def upload(client, name: str) -> PortalDocument:
    data = {"title": "Statement", "files[]": SimpleUploadedFile(name, files.pdf("Peace"))}
    headers = {"x-requested-with": "XMLHttpRequest"}
    response = client.post(reverse("wagtaildocs:add_multiple"), data, headers=headers).json()
    assert response["success"], response
    return PortalDocument.objects.get(pk=response["doc_id"])


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_keeps_its_name(editor_client, name):
    document = upload(editor_client, name)
    assert document.filename == name
    response = editor_client.get(document.url)
    assert read(response).startswith(b"%PDF")
    assert f"filename*=utf-8''{quote(name)}" in response["Content-Disposition"]


def test_whoever_uploads_a_file_finds_it_under_its_name(admin):
    assert upload(admin, NAMES["Thai"]).filename == NAMES["Thai"]


def test_a_file_keeps_its_name_in_the_archive_of_a_meeting(editor_client, client):
    meeting = DecisionFactory(document=upload(editor_client, NAMES["Thai"])).page
    response = client.get(meeting.url.rstrip("/") + ".zip")
    names = ZipFile(BytesIO(read(response))).namelist()
    assert [name for name in names if name.endswith(f"/documents/{NAMES['Thai']}")]


def test_a_name_of_many_bytes_is_stored(editor_client):
    document = upload(editor_client, "แถลงการณ์" * 25 + ".pdf")
    assert document.file.storage.exists(document.file.name)
    assert document.filename.endswith(".pdf")


def test_a_picture_named_in_thai_is_stored_under_a_readable_name(editor_client):
    content = BytesIO()
    Image.new("RGB", (8, 8)).save(content, "PNG")
    data = {"title": "Picture", "files[]": SimpleUploadedFile("รูปภาพ.png", content.getvalue())}
    headers = {"x-requested-with": "XMLHttpRequest"}
    response = editor_client.post(reverse("wagtailimages:add_multiple"), data, headers=headers).json()
    image = PortalImage.objects.get(pk=response["image_id"])
    assert image.file.storage.exists(image.file.name)
    assert image.file.name.removeprefix("original_images/").split(".")[0].strip("_")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b.pdf", "a_b.pdf"),
        ("john's <b>.pdf", "johns_b.pdf"),
        ("../up.pdf", "up.pdf"),
        ("x" * 400 + ".pdf", "x" * MAX_NAME_BYTES + ".pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("a\u202egpj.pdf", "agpj.pdf"),
        ("a\r\nb\t\x1b[2J.pdf", "ab2J.pdf"),
        ('a"; filename="b.exe".pdf', "a_filenameb.exe.pdf"),
    ],
)
def test_a_name_holds_nothing_that_means_something_to_a_system(name, expected):
    assert valid_file_name(name) == expected


HOSTILE_NAMES = {
    "a path": ("../../etc/passwd.pdf", "passwd.pdf"),
    "a path of Windows": ("..\\..\\boot.pdf", "boot.pdf"),
    "a drive": ("C:\\Users\\name\\report.pdf", "report.pdf"),
    "an encoded path": ("..%2f..%2freport.pdf", "2f..2freport.pdf"),
    "a turned name": ("report\u202efdp.exe.pdf", "reportfdp.exe.pdf"),
    "characters without width": ("re\u200bport\ufeff.pdf", "report.pdf"),
    "control characters": ("re\tport\x1b[2J.pdf", "report2J.pdf"),
    "a zero": ("report.pdf\0.pdf", "report.pdf.pdf"),
    "markup": ("<script>alert(1)<script>.pdf", "scriptalert1script.pdf"),
    "a hidden file": ("...htaccess.pdf", "htaccess.pdf"),
    "an option": ("-rf.pdf", "rf.pdf"),
    "a device": ("CON.pdf", "_CON.pdf"),
    "a device with more": ("lpt1.figures.pdf", "_lpt1.figures.pdf"),
    "a stream": ("report.pdf:run.exe:.pdf", "report.pdfrun.exe.pdf"),
}


@pytest.mark.parametrize(("name", "expected"), HOSTILE_NAMES.values(), ids=HOSTILE_NAMES)
def test_a_hostile_name_is_stored_and_sent_as_a_plain_one(editor_client, name, expected):
    document = upload(editor_client, name)
    assert document.file.name == f"documents/{expected}"
    response = editor_client.get(document.url)
    assert read(response).startswith(b"%PDF")
    assert response["Content-Disposition"] == f'inline; filename="{expected}"'


REFUSED_NAMES = [
    "report.pdf.exe",
    "report\u202efdp.exe",
    "report.p\u0064\u03dd",
    "report.рdf",
    "report.pdf\u2024exe",
]


@pytest.mark.parametrize("name", [*REFUSED_NAMES, "report", ".pdf", "report.ｐｄｆ", "report.pdf."])
def test_a_name_that_only_looks_like_that_of_a_document_is_refused(admin, name):
    data = {"title": "Statement", "files[]": SimpleUploadedFile(name, files.pdf("Peace"))}
    headers = {"x-requested-with": "XMLHttpRequest"}
    response = admin.post(reverse("wagtaildocs:add_multiple"), data, headers=headers).json()
    assert not response["success"]
    assert "extension" in response["error_message"]
    assert not PortalDocument.objects.exists()
