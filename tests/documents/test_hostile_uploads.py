"""Uploads that attack readers or the portal are refused with a sentence, whichever way they come in."""

from functools import partial
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from wagtail.models import UploadedFile

from admm_site.documents import image_forms, upload_checks
from admm_site.documents.extraction import Reader
from admm_site.documents.models import PortalDocument, PortalImage
from tests.documents import files
from tests.documents import hostile_files as hostile
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.roles import ROLE_FACTORIES

pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.slow]

AJAX = {"X-Requested-With": "XMLHttpRequest"}
FIELDS = {"title": "Statement", "kind": "report", "language": "en", "tags": "", "issued": ""}
MAX_GROWTH = 40 * 1024  # kilobytes of the process that serves, whatever the file unpacks to


@pytest.fixture(params=ROLE_FACTORIES)
def admin(request, client):
    """A client signed in to the admin."""
    client.force_login(request.param())
    return client


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").get_text(" ").split())


def add_one(client, kind: str, file) -> str:
    response = client.post(reverse(f"wagtail{kind}:add"), FIELDS | {"file": file})
    return "" if response.status_code == 302 else words(response.content.decode())


def add_several(client, kind: str, file) -> str:
    data = {"title": "Statement", "files[]": file}
    response = client.post(reverse(f"wagtail{kind}:add_multiple"), data, headers=AJAX).json()
    return "" if response["success"] else response.get("error_message", response.get("form"))


def choose(client, kind: str, file) -> str:
    name = {"docs": "document", "images": "image"}[kind]
    data = {f"{name}-chooser-upload-{field}": value for field, value in (FIELDS | {"file": file}).items()}
    response = client.post(reverse(f"wagtail{kind}_chooser:create"), data).json()
    return "" if response["step"] == "chosen" else words(response["htmlFragment"])


def replace(client, kind: str, file) -> str:
    factory = {"docs": PortalDocumentFactory, "images": PortalImageFactory}[kind]
    address = reverse(f"wagtail{kind}:edit", args=[factory(title="Before").pk])
    response = client.post(address, FIELDS | {"file": file})
    return "" if response.status_code == 302 else words(response.content.decode())


WAYS = [add_one, add_several, choose, replace]


def stored(kind: str) -> list[str]:
    """The titles of what was stored, but not of what was there before."""
    model = {"docs": PortalDocument, "images": PortalImage}[kind]
    return list(model.objects.exclude(title="Before").values_list("title", flat=True))


def assert_refused(client, way, kind: str, content: bytes, name: str, expected: str) -> None:
    message = way(client, kind, SimpleUploadedFile(name, content))
    assert expected in message
    assert stored(kind) == []
    assert not UploadedFile.objects.exists()


def reset_peak_memory() -> int:
    """Forgets what the process needed before; returns what it needs now, in kilobytes."""
    Path("/proc/self/clear_refs").write_text("5")
    return peak_memory()


def peak_memory() -> int:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


ACTIVE = {name: (make, "a.pdf", words) for name, (make, words) in hostile.ACTIVE_PDF.items()}
ACTIVE |= hostile.ACTIVE_OFFICE


@pytest.mark.sample(12)
@pytest.mark.parametrize(("make", "name", "expected"), ACTIVE.values(), ids=ACTIVE)
def test_active_content_is_named_and_refused(editor_client, make, name, expected):
    message = add_one(editor_client, "docs", SimpleUploadedFile(name, make()))
    assert expected in message
    assert "The portal doesn’t store such files." in message
    assert not PortalDocument.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_active_content_is_refused_on_every_way_in(admin, way):
    content = hostile.pdf_with(hostile.opening)
    assert_refused(admin, way, "docs", content, "a.pdf", "Print it to a new PDF, and upload that.")


def test_active_content_is_stored_and_named_where_it_is_allowed(
    admin, settings, django_capture_on_commit_callbacks
):
    settings.REFUSE_ACTIVE_CONTENT = False
    file = SimpleUploadedFile("a.pdf", hostile.pdf_with(hostile.with_attachment))
    with django_capture_on_commit_callbacks(execute=True):
        assert add_one(admin, "docs", file) == ""
    document = PortalDocument.objects.get()
    assert document.traces["active"] == {"attachments": 1}
    page = admin.get(reverse("wagtaildocs:edit", args=[document.pk])).content.decode()
    assert "This file can do more than be read: it holds 1 attached file." in words(page)


def test_where_it_is_allowed_a_chooser_asks_and_several_files_are_warned_of(admin, settings):
    settings.REFUSE_ACTIVE_CONTENT = False
    content = hostile.pdf_with(hostile.opening)
    assert "it holds 1 script" in choose(admin, "docs", SimpleUploadedFile("a.pdf", content))
    data = {"title": "Statement", "files[]": SimpleUploadedFile("a.pdf", content)}
    response = admin.post(reverse("wagtaildocs:add_multiple"), data, headers=AJAX).json()
    assert "it holds 1 script" in response["form"]


def test_a_stored_file_with_active_content_can_still_be_described(
    admin, settings, django_capture_on_commit_callbacks
):
    """The setting is about new files: the title of one that was stored before can be changed."""
    with django_capture_on_commit_callbacks(execute=True):
        document = PortalDocumentFactory(title="Old", file__data=hostile.pdf_with(hostile.opening))
    response = admin.post(reverse("wagtaildocs:edit", args=[document.pk]), FIELDS)
    assert response.status_code == 302
    document.refresh_from_db()
    assert (document.title, document.traces["active"]) == ("Statement", {"scripts": 1})


@pytest.mark.sample(2)
@pytest.mark.parametrize(("make", "name", "expected"), hostile.HARMFUL.values(), ids=hostile.HARMFUL)
def test_a_bomb_is_refused_within_time_and_memory(editor_client, make, name, expected):
    content = make()
    before = reset_peak_memory()
    assert_refused(editor_client, add_one, "docs", content, name, expected)
    assert peak_memory() - before < MAX_GROWTH


@pytest.mark.sample(2)
@pytest.mark.parametrize("way", WAYS)
def test_a_bomb_is_refused_on_every_way_in(admin, way):
    assert_refused(admin, way, "docs", hostile.twice_packed_pdf(), "a.pdf", "unpacks to far more")


@pytest.mark.parametrize(("make", "name"), hostile.TWO_KINDS.values(), ids=hostile.TWO_KINDS)
def test_a_file_of_two_kinds_is_refused(editor_client, make, name):
    assert_refused(editor_client, add_several, "docs", make(), name, "Open it in the program that made it")


@pytest.mark.parametrize(("make", "name"), hostile.HARMLESS.values(), ids=hostile.HARMLESS)
def test_what_producers_do_is_stored(editor_client, make, name):
    assert add_one(editor_client, "docs", SimpleUploadedFile(name, make())) == ""
    assert stored("docs") == ["Statement"]


def test_a_file_that_takes_too_long_is_refused(editor_client, monkeypatch):
    hasty = partial(Reader, seconds=0.001)
    monkeypatch.setattr(upload_checks, "Reader", hasty)
    monkeypatch.setattr(image_forms, "Reader", hasty)
    assert_refused(editor_client, add_one, "docs", files.pdf("A"), "a.pdf", "couldn’t be checked")
    assert_refused(editor_client, add_one, "images", hostile.image("PNG"), "a.png", "couldn’t be checked")


@pytest.mark.exhaustive
def test_an_archive_with_a_long_list_of_parts_is_refused_before_it_is_read(editor_client):
    content = hostile.long_list()
    before = reset_peak_memory()
    assert_refused(editor_client, add_one, "docs", content, "a.docx", "Open it in the program")
    assert peak_memory() - before < 3 * len(content) // 1024  # copies of what was sent


IMAGES = hostile.HARMFUL_IMAGES


@pytest.mark.sample(4)
@pytest.mark.parametrize(("make", "name", "expected"), IMAGES.values(), ids=IMAGES)
def test_a_harmful_image_is_refused_within_time_and_memory(editor_client, make, name, expected):
    content = make()
    before = reset_peak_memory()
    assert_refused(editor_client, add_one, "images", content, name, expected)
    assert peak_memory() - before < MAX_GROWTH


@pytest.mark.parametrize("way", WAYS)
def test_a_harmful_image_is_refused_on_every_way_in(admin, way):
    assert_refused(admin, way, "images", hostile.large_png(), "a.png", "too many pixels")


@pytest.mark.parametrize(("make", "name"), hostile.IMAGES.values(), ids=hostile.IMAGES)
def test_pictures_of_each_kind_are_stored(editor_client, make, name):
    assert add_one(editor_client, "images", SimpleUploadedFile(name, make())) == ""
    assert stored("images") == ["Statement"]


def test_a_picture_that_moves_a_little_is_stored(editor_client):
    file = SimpleUploadedFile("a.webp", hostile.film("WEBP", 10))
    assert add_one(editor_client, "images", file) == ""


def test_a_picture_is_replaced_by_another(admin):
    assert replace(admin, "images", SimpleUploadedFile("a.png", hostile.image("PNG"))) == ""
    assert stored("images") == ["Statement"]


# Names

TITLES = {
    "a turned title": "report\u202efdp.exe",
    "an isolated title": "report\u2067fdp\u2069.exe",
    "a title of two lines": "report\r\nX-Header: a",
}


@pytest.mark.parametrize("title", TITLES.values(), ids=TITLES)
@pytest.mark.parametrize("kind", ["docs", "images"])
def test_a_title_has_no_hidden_characters(editor_client, kind, title):
    content = {"docs": files.pdf("A"), "images": hostile.image("PNG")}[kind]
    file = SimpleUploadedFile({"docs": "a.pdf", "images": "a.png"}[kind], content)
    data = FIELDS | {"title": title, "file": file}
    assert editor_client.post(reverse(f"wagtail{kind}:add"), data).status_code == 302
    [title] = stored(kind)
    assert title.isprintable()
    assert title.startswith("report")


def test_a_title_of_hidden_characters_alone_is_refused(editor_client):
    data = FIELDS | {"title": "\u202e\u2066", "file": SimpleUploadedFile("a.pdf", files.pdf("A"))}
    response = editor_client.post(reverse("wagtaildocs:add"), data)
    assert "Enter a title." in words(response.content.decode())


def test_a_title_keeps_the_joiners_of_its_script(editor_client):
    title = "ក្រុម\u200bការងារ \u0915\u094d\u200d\u0937"
    data = FIELDS | {"title": title, "file": SimpleUploadedFile("a.pdf", files.pdf("A"))}
    assert editor_client.post(reverse("wagtaildocs:add"), data).status_code == 302
    assert stored("docs") == [title]
