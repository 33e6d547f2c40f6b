"""Uploading files: several at once, in a chooser, one by one; and uploads that are refused."""

import json
import os
from hashlib import sha1, sha256
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import Collection, GroupCollectionPermission, UploadedFile

from admm_site.core.partial_dates import PartialDate
from admm_site.documents.choices import DocumentKind, DocumentLanguage
from admm_site.documents.models import PortalDocument, PortalImage
from tests.documents import counted_uploads, files, hostile_files
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.users import EditorFactory
from tests.roles import ROLE_FACTORIES

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.slow]

PROGRAM = b"MZ\x90\0\3\0\0\0" + bytes(200)
HTML = b"<!DOCTYPE html><script>alert(document.cookie)</script>"
DECLARATION = files.pdf(
    "JOINT DECLARATION OF THE ASEAN DEFENCE MINISTERS\nJakarta, 19 May 2011\n"
    "We, the Defence Ministers of the Member States of ASEAN, met in Jakarta with the aim of peace."
)


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client, db):
    """A client signed in to the admin."""
    client.force_login(request.param())
    return client


@pytest.fixture
def upload(admin, django_capture_on_commit_callbacks):
    """Uploads a file with Wagtail's form for several files; returns the response."""

    def upload(content: bytes, name: str, kind="documents", **details):
        file = SimpleUploadedFile(name, content)
        with django_capture_on_commit_callbacks(execute=True):
            response = admin.post(
                reverse(f"wagtail{'docs' if kind == 'documents' else kind}:add_multiple"),
                {"title": name.rpartition(".")[0], "files[]": file, **details},
                headers={"X-Requested-With": "XMLHttpRequest"},
            )
        assert response.status_code == 200
        return json.loads(response.content)

    return upload


def content_of(document) -> bytes:
    with document.file.open() as file:
        return file.read()


def fields(html: str) -> tuple[str, dict]:
    """The action of a form, and the data that a browser would submit."""
    form = BeautifulSoup(html, "html.parser").form
    data = {}
    for field in form.find_all(["input", "textarea", "select"]):
        if field.name == "select":
            option = field.find("option", selected=True)
            data[field["name"]] = option["value"] if option else ""
        elif field.get("type") != "checkbox" and field.get("name"):
            data[field["name"]] = field.get("value", "")
    return form["action"], data


def test_each_of_several_files_is_stored_at_once(upload):
    for number in range(3):
        assert upload(files.pdf(f"Text {number}"), f"paper-{number}.pdf")["success"]
    assert list(PortalDocument.objects.order_by("pk").values_list("title", "kind", "language")) == [
        (f"paper-{number}", DocumentKind.OTHER, DocumentLanguage.ENGLISH) for number in range(3)
    ]


def test_metadata_of_a_file_is_offered_and_stored_with_update(admin, upload):
    response = upload(DECLARATION, "Joint_Declaration_of_the_5th_ADMM.pdf")
    action, data = fields(response["form"])
    prefix = f"doc-{response['doc_id']}-"
    assert data[f"{prefix}title"] == "Joint Declaration of the 5th ADMM"
    assert data[f"{prefix}kind"] == DocumentKind.JOINT_DECLARATION
    assert data[f"{prefix}issued"] == "2011-05-19"
    assert json.loads(admin.post(action, data).content)["success"]
    document = PortalDocument.objects.get()
    assert (document.kind, document.issued) == (DocumentKind.JOINT_DECLARATION, PartialDate(2011, 5, 19))


INDONESIAN = "Menteri Pertahanan yang hadir dalam pertemuan ini dengan tujuan untuk perdamaian bisa"
FRENCH = "Les ministres de la Défense des pays se sont réunis pour la paix dans une région"
LAO = "ຖະແຫຼງການຮ່ວມຂອງລັດຖະມົນຕີປ້ອງກັນປະເທດອາຊຽນ ກ່ຽວກັບການຮ່ວມມືດ້ານການປ້ອງກັນປະເທດ"
OFFERED = [
    ("20101012_Chairman's Statement", "Hanoi", {"kind": "chairmans-statement", "issued": "2010-10-12"}),
    ("cp", "Concept Paper on Guidelines, May 9, 2006", {"kind": "concept-paper", "issued": "2006-05-09"}),
    ("a", INDONESIAN, {"language": "id"}),
    ("a", FRENCH, {"language": "fr"}),
    ("a", LAO, {"language": "lo"}),
    ("a", "Programme for 31 February 2011 and 9 May 2099", {"issued": "", "kind": "other"}),
]


@pytest.mark.sample(3)
@pytest.mark.parametrize(("name", "text", "expected"), OFFERED)
def test_details_are_offered_from_name_and_text(upload, name, text, expected):
    response = upload(files.word(text), f"{name}.docx")
    data = fields(response["form"])[1]
    assert {key: data[f"doc-{response['doc_id']}-{key}"] for key in expected} == expected


def test_details_chosen_for_all_apply_to_each_file(upload, admin):
    page = BeautifulSoup(admin.get(reverse("wagtaildocs:add_multiple")).content, "html.parser")
    assert {field["name"] for field in page.select("#details-for-all [name]")} == {
        "kind",
        "issued",
        "language",
    }
    for number in range(2):
        upload(files.pdf(f"{number}"), f"{number}.pdf", kind="documents", language="lo", issued="2012-03")
    documents = PortalDocument.objects.all()
    assert {(document.language, str(document.issued)) for document in documents} == {("lo", "2012-03")}


def test_a_wrong_detail_for_all_is_asked_for_again(upload, admin):
    response = upload(files.pdf("A"), "a.pdf", issued="some day")
    action, data = fields(response["form"])
    assert not PortalDocument.objects.exists()
    assert json.loads(admin.post(action, data).content)["success"]
    assert PortalDocument.objects.get().filename == "a.pdf"


REFUSED = {
    "a program": (PROGRAM, "paper.pdf"),
    "a page": (HTML, "paper.pdf"),
    "a page with the mark of a PDF": (HTML + b"%PDF-1.4", "paper.pdf"),
    "a program with the mark of a PDF": (PROGRAM + b"%PDF-1.4", "paper.pdf"),
    "a page as a table": (HTML, "table.csv"),
    "a program as a table": (PROGRAM, "table.csv"),
    "a table as text": (files.spreadsheet(), "text.docx"),
    "a text as a table": (files.word("A"), "table.xlsx"),
    "a text as slides": (files.word("A"), "slides.pptx"),
    "a PDF as text": (DECLARATION, "text.docx"),
    "a PDF as an open document": (DECLARATION, "text.odt"),
    "a text as an open table": (files.word("A"), "table.ods"),
    "a name of its own": (PROGRAM, "paper.exe"),
}


@pytest.mark.sample(8)
@pytest.mark.parametrize(("content", "name"), REFUSED.values(), ids=REFUSED.keys())
def test_a_file_of_another_kind_than_its_name_says_is_refused(upload, content, name):
    response = upload(content, name)
    assert not response["success"]
    assert response["error_message"]
    assert not PortalDocument.objects.exists()
    assert not UploadedFile.objects.exists()


@pytest.mark.sample(5)
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"\xef\xbb\xbfname;year\nADMM;2006", "table.csv"),
        ("name;year\nADMM;2006".encode("utf-16"), "table.csv"),
        ("nom;année".encode("latin-1"), "table.csv"),
        (files.spreadsheet(), "table.xlsx"),
        (files.word("A"), "text.docx"),
        (DECLARATION, "PAPER.PDF"),
        (b"\n" + DECLARATION, "paper.pdf"),
    ],
)
def test_a_file_that_is_what_its_name_says_is_stored(upload, content, name):
    assert upload(content, name)["success"]
    assert PortalDocument.objects.count() == 1


UNREADABLE = {
    "a PDF with a password": (files.encrypted_pdf("secret"), "paper.pdf"),
    "half a PDF": (b"%PDF-1.4\n" + DECLARATION[9:200], "paper.pdf"),
    "a text with a password": (files.locked_word(), "text.docx"),
    "half a text": (files.word("A")[:300], "text.docx"),
    "half a table": (files.spreadsheet()[:150], "table.xlsx"),
}


@pytest.mark.sample(3)
@pytest.mark.parametrize(("content", "name"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_unreadable_file_is_stored_after_the_editor_confirms(upload, admin, content, name):
    response = upload(content, name)
    assert "open" in BeautifulSoup(response["form"], "html.parser").text
    assert not PortalDocument.objects.exists()
    action, data = fields(response["form"])
    errors = json.loads(admin.post(action, data).content)
    assert not errors["success"]
    confirmed_data = data | {f"uploaded-document-{response['uploaded_file_id']}-store_unreadable": "on"}
    assert json.loads(admin.post(action, confirmed_data).content)["success"]
    assert PortalDocument.objects.get().filename == name
    assert not UploadedFile.objects.exists()


def test_the_same_file_twice_is_noticed(upload):
    upload(DECLARATION, "declaration.pdf")
    response = upload(DECLARATION, "again.pdf")
    assert response["success"]
    assert "already stored as" in response["form"]
    assert "declaration" in response["form"]


# One file with its form: the chooser's tab, the page to add one, and the page to edit one


def chooser_form(admin) -> dict:
    prefix = "document-chooser-upload-"
    return {
        f"{prefix}title": "A paper",
        f"{prefix}tags": "",
        f"{prefix}kind": "other",
        f"{prefix}language": "en",
    }


@pytest.fixture
def choose(admin):
    """Uploads a file in the tab of the chooser; returns the response."""

    def choose(content: bytes, name: str, **more):
        values = chooser_form(admin) | {
            f"document-chooser-upload-{key}": value for key, value in more.items()
        }
        if content:
            values["document-chooser-upload-file"] = SimpleUploadedFile(name, content)
        response = admin.post(reverse("wagtaildocs_chooser:create"), values)
        assert response.status_code == 200
        return json.loads(response.content)

    return choose


def test_a_file_can_be_added_in_a_chooser(choose):
    assert choose(DECLARATION, "paper.pdf")["step"] == "chosen"


@pytest.mark.sample(4)
@pytest.mark.parametrize(("content", "name"), REFUSED.values(), ids=REFUSED.keys())
def test_a_chooser_refuses_a_file_of_another_kind(choose, content, name):
    assert choose(content, name)["step"] != "chosen"
    assert not PortalDocument.objects.exists()


def test_the_file_of_a_refused_form_is_kept(choose):
    response = choose(DECLARATION, "the declaration.pdf", issued="some day")
    html = BeautifulSoup(response["htmlFragment"], "html.parser")
    assert "the declaration.pdf" in html.text
    retained = html.select_one("[name=document-chooser-upload-retained_upload]")["value"]
    assert choose(b"", "", issued="2011", retained_upload=retained)["step"] == "chosen"
    document = PortalDocument.objects.get()
    assert content_of(document) == DECLARATION
    assert not UploadedFile.objects.exists()


def test_a_kept_file_is_given_to_nobody_else(choose, client):
    response = choose(DECLARATION, "draft.pdf", issued="some day")
    retained = BeautifulSoup(response["htmlFragment"], "html.parser").select_one("[name$=retained_upload]")[
        "value"
    ]
    client.force_login(EditorFactory())
    assert choose(b"", "", retained_upload=retained)["step"] != "chosen"
    assert choose(b"", "", retained_upload=retained[:-2])["step"] != "chosen"
    assert not PortalDocument.objects.exists()


@pytest.mark.parametrize(
    ("content", "name", "box"),
    [
        (files.encrypted_pdf("secret"), "paper.pdf", "store_unreadable"),
        (DECLARATION, "again.pdf", "store_again"),
    ],
)
def test_a_chooser_asks_before_it_stores(choose, content, name, box):
    PortalDocumentFactory(title="Declaration", file__data=DECLARATION)
    response = choose(content, name)
    html = BeautifulSoup(response["htmlFragment"], "html.parser")
    assert html.select_one(f"[name=document-chooser-upload-{box}]")
    retained = html.select_one("[name$=retained_upload]")["value"]
    assert choose(b"", "", retained_upload=retained, **{box: "on"})["step"] == "chosen"


def test_a_document_that_the_editor_may_not_see_is_not_named(client, choose):
    """An editor with rights to another collection alone is told nothing about the documents of the first."""
    PortalDocumentFactory(title="Vorbelquist", file__data=DECLARATION)
    own = Collection.get_first_root_node().add_child(name="Own")
    group = Group.objects.create(name="Others")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in ("add_document", "choose_document"):
        permission = Permission.objects.get(codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=own, permission=permission)
    client.force_login(EditorFactory(groups=[group]))
    response = choose(DECLARATION, "again.pdf")
    assert response["step"] == "chosen"
    assert "Vorbelquist" not in str(response)


def edit_form(admin, document) -> dict:
    form = admin.get(reverse("wagtaildocs:edit", args=[document.pk])).context["form"]
    values = {name: form[name].value() for name in form.fields if name not in ("file", "tags")}
    return {name: "" if value is None else value for name, value in values.items()} | {"tags": ""}


def test_a_refused_replacement_says_why_and_keeps_the_file(admin):
    document = PortalDocumentFactory(file__data=DECLARATION)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    new = files.pdf("Corrected")
    values = edit_form(admin, document)
    response = admin.post(
        address, values | {"issued": "some day", "file": SimpleUploadedFile("new.pdf", new)}
    )
    html = BeautifulSoup(response.content, "html.parser")
    assert "could not be found" not in html.text
    assert "new.pdf" in html.text
    retained = html.select_one("[name=retained_upload]")["value"]
    assert admin.post(address, values | {"retained_upload": retained}).status_code == 302
    document.refresh_from_db()
    assert content_of(document) == new


@pytest.mark.parametrize(
    ("content", "name"), [(PROGRAM, "new.pdf"), (HTML, "new.pdf"), (DECLARATION, "new.docx")]
)
def test_a_replacement_of_another_kind_is_refused(admin, content, name):
    document = PortalDocumentFactory(file__data=DECLARATION)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    values = edit_form(admin, document)
    response = admin.post(address, values | {"file": SimpleUploadedFile(name, content)})
    assert response.status_code == 200
    assert "content is of another kind" in response.content.decode()
    document.refresh_from_db()
    assert content_of(document) == DECLARATION


def test_a_document_is_edited_without_its_file(admin):
    document = PortalDocumentFactory(file__data=DECLARATION)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    assert admin.post(address, edit_form(admin, document) | {"title": "Another"}).status_code == 302
    document.refresh_from_db()
    assert document.title == "Another"


def test_one_document_is_added_with_its_form(admin):
    values = {"title": "Paper", "file": SimpleUploadedFile("paper.pdf", DECLARATION), "tags": ""}
    assert admin.post(reverse("wagtaildocs:add"), values).status_code == 302
    assert PortalDocument.objects.get().kind == DocumentKind.OTHER


@pytest.mark.parametrize("factory", [PortalDocumentFactory, PortalImageFactory], ids=["document", "image"])
def test_several_files_are_put_into_a_collection_tagged_and_deleted_at_once(admin, factory):
    first, second = factory(), factory()
    collection = Collection.get_first_root_node().add_child(name="Declarations")
    for group in Group.objects.all():  # editors may add files to it as to the root
        for permission in Permission.objects.filter(codename__startswith="add_"):
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    model, meta = type(first), type(first)._meta

    def act(action: str, **data):
        url = reverse("wagtail_bulk_action", args=[meta.app_label, meta.model_name, action])
        url = f"{url}?id={first.pk}&id={second.pk}&next={reverse('wagtailadmin_home')}"
        assert admin.get(url).status_code == 200
        assert admin.post(url, data).status_code == 302

    act("add_to_collection", collection=str(collection.pk))
    act("add_tags", tags="hadr")
    rows = [(row.collection, [tag.name for tag in row.tags.all()]) for row in model.objects.all()]
    act("delete")

    assert rows == [(collection, ["hadr"]), (collection, ["hadr"])]
    assert not model.objects.exists()


def test_a_picture_is_replaced_in_its_form(admin):
    image = PortalImageFactory()
    address = reverse("wagtailimages:edit", args=[image.pk])
    data = {"title": "A flag", "description": "A flag", "tags": "", "collection": str(image.collection_id)}

    response = admin.post(address, data | {"file": SimpleUploadedFile("flag.png", picture())})

    image.refresh_from_db()
    assert response.status_code == 302
    assert (image.title, image.width, image.height) == ("A flag", 20, 10)


# Pictures


def picture(format_name="PNG") -> bytes:
    file = BytesIO()
    Image.new("RGB", (20, 10), "blue").save(file, format_name)
    return file.getvalue()


def test_each_of_several_pictures_is_stored_at_once(upload, admin):
    for name, format_name in (("a.png", "PNG"), ("b.jpg", "JPEG"), ("c.webp", "WEBP"), ("d.avif", "AVIF")):
        response = upload(picture(format_name), name, kind="images")
        assert response["success"], name
        action, data = fields(response["form"])
        data[f"image-{response['image_id']}-description"] = "A flag"
        assert json.loads(admin.post(action, data).content)["success"]
    assert PortalImage.objects.filter(description="A flag").count() == 4


@pytest.mark.sample(4)
@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "a.jpg"),
        (PROGRAM, "a.png"),
        (picture("PNG"), "a.jpg"),
        (DECLARATION, "a.webp"),
        (b"<svg/>", "a.svg"),
    ],
)
def test_a_picture_of_another_kind_is_refused(upload, content, name):
    assert not upload(content, name, kind="images")["success"]
    assert not PortalImage.objects.exists()


def test_a_picture_can_be_added_in_a_chooser(admin):
    prefix = "image-chooser-upload-"
    values = {f"{prefix}title": "A flag", f"{prefix}tags": "", f"{prefix}description": "A flag"}
    values[f"{prefix}file"] = SimpleUploadedFile("flag.png", picture())
    response = admin.post(reverse("wagtailimages_chooser:create"), values)
    assert json.loads(response.content)["step"] == "chosen"


def add_stream(document, content: bytes):
    document.Root.Padding = document.make_stream(content)


def test_the_checksums_of_an_upload_are_made_in_one_reading(admin, settings):
    settings.FILE_UPLOAD_HANDLERS = ["tests.documents.counted_uploads.CountingHandler"]
    content = hostile_files.pdf_with(lambda document: add_stream(document, os.urandom(1024**2)))
    collection = Collection.get_first_root_node().pk
    data = {
        "title": "Paper",
        "file": SimpleUploadedFile("paper.pdf", content),
        "kind": DocumentKind.OTHER,
        "language": DocumentLanguage.ENGLISH,
        "collection": collection,
    }

    counted_uploads.lengths_read.clear()
    assert admin.post(reverse("wagtaildocs:add"), data).status_code == 302

    document = PortalDocument.objects.get()
    times_read = sum(counted_uploads.lengths_read) / len(content)
    assert 2 <= times_read < 3  # once to look into it, once for the checksums, and the beginning and end
    assert document.sha256 == sha256(content).hexdigest()
    assert document.file_hash == sha1(content, usedforsecurity=False).hexdigest()
    assert document.file_size == len(content)
