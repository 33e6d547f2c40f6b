"""Files in a bucket that several machines share: all works as in a folder, and an outage is named."""

import io
import time
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image

from admm_site import circuit_breaker
from admm_site.documents.checks import check_bucket
from admm_site.documents.models import DocumentVersion, PageText, PortalDocument, PortalImage
from admm_site.operations import probes, verification
from admm_site.operations.checks import check_local_state
from admm_site.pages.models import ContentPage
from meetings.models import Decision
from tests.documents import files
from tests.editorial.browser_form import get_form_fields
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import DecisionFactory
from tests.factories.pages import ContentPageFactory
from tests.object_server import Bucket
from tests.ports import free_port
from tests.responses import read

from .faults import silent_server
from .test_settings import load_settings

pytestmark = pytest.mark.slow

PAPER, CORRECTED = files.pdf("Ministers met in Jakarta."), files.pdf("Ministers met in Jakarta again.")


def png() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), "maroon").save(file, "PNG")
    return file.getvalue()


def page_with(image: PortalImage) -> ContentPage:
    return ContentPageFactory(body=[("image", {"image": image, "alt_text": "", "caption": ""})])


@pytest.fixture
def admin(editor_client, django_capture_on_commit_callbacks):
    """Sends the form of a file as an editor sees it, with a file and other values."""

    def send(address: str, file: SimpleUploadedFile, **values):
        fields = get_form_fields(editor_client.get(address), "//form[.//input[@type='file']]")
        fields.pop("file", None)
        with django_capture_on_commit_callbacks(execute=True):
            return editor_client.post(address, fields | values | {"file": file})

    return send


@pytest.fixture
def reader() -> Client:
    """A visitor; `client` is signed in as the editor."""
    return Client()


@pytest.fixture
def document(portal, bucket, admin) -> PortalDocument:
    """A document that an editor has uploaded and that a public page cites."""
    response = admin(reverse("wagtaildocs:add"), SimpleUploadedFile("tuyên bố.pdf", PAPER), title="Paper")
    assert response.status_code == 302
    return DecisionFactory(document=PortalDocument.objects.get(title="Paper")).document


# Uploads and downloads


def test_an_upload_is_an_object_and_its_text_is_read(document, bucket):
    assert document.file.name == "documents/tuyên_bố.pdf"
    assert bucket.files()["documents/tuyên_bố.pdf"] == PAPER
    assert "Ministers met in Jakarta" in PageText.objects.get(document=document).text
    assert document.picture.name in bucket.files()


def test_readers_get_it_whole_in_parts_or_not_again(document, reader):
    whole = reader.get(document.url)
    assert (whole.status_code, read(whole)) == (200, PAPER)
    assert whole["Content-Length"] == str(len(PAPER))

    part = reader.get(document.url, headers={"Range": "bytes=100-199"})
    assert (part.status_code, read(part)) == (206, PAPER[100:200])
    end = reader.get(document.url, headers={"Range": "bytes=-7"})
    assert (end.status_code, read(end)) == (206, PAPER[-7:])
    head = reader.head(document.url)
    assert (head.status_code, head["Content-Length"], read(head)) == (200, str(len(PAPER)), b"")
    unchanged = reader.get(document.url, headers={"If-None-Match": whole["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


def test_nginx_is_told_of_no_file():
    """`X_ACCEL` means a folder: with a bucket, the setting has no effect."""
    variables = {"X_ACCEL": "true", "STORAGE_URL": "s3://s3.example.org/bucket"}
    assert not load_settings(**variables)["X_ACCEL"]
    assert load_settings(X_ACCEL="true")["X_ACCEL"]


def test_no_address_leads_into_the_bucket(document):
    assert document.file.url == "/media/documents/tuy%C3%AAn_b%E1%BB%91.pdf"


def test_what_is_withdrawn_is_gone_at_once(document, reader):
    address = document.url
    assert reader.get(address).status_code == 200
    Decision.objects.get(document=document).page.unpublish()
    assert reader.get(address).status_code == 404


def test_a_lost_object_is_not_found(document, bucket, reader):
    bucket.remove(document.file.name)
    assert reader.get(document.url).status_code == 404


def test_a_replaced_file_is_kept_as_an_earlier_version(document, bucket, admin, reader):
    old_name = document.file.name
    response = admin(
        reverse("wagtaildocs:edit", args=[document.pk]),
        SimpleUploadedFile("tuyên bố.pdf", CORRECTED),
        replaced_on="2026-02-27",
        replacement_reason="Paragraph 4 corrected",
    )
    assert response.status_code == 302
    document.refresh_from_db()
    version = DocumentVersion.objects.get()
    objects = bucket.files()
    assert (objects[document.file.name], objects[version.file.name]) == (CORRECTED, PAPER)
    assert old_name == document.file.name or old_name not in objects
    assert read(reader.get(document.url)) == CORRECTED


def test_a_picture_has_renditions_in_the_bucket(portal, bucket, admin, reader):
    response = admin(reverse("wagtailimages:add"), SimpleUploadedFile("a.png", png()), title="Photograph")
    assert response.status_code == 302
    image = PortalImage.objects.get(title="Photograph")
    assert reader.get(page_with(image).url).status_code == 200
    rendition = image.get_rendition("width-20")
    answer = reader.get(rendition.url)
    assert read(answer) == bucket.files()[rendition.file.name]
    assert answer["Cache-Control"] == "no-cache"


# Nothing is written over, and changes follow the transaction


def test_two_files_of_one_name_are_two_objects(bucket):
    first, second = (default_storage.save("documents/a.pdf", ContentFile(text)) for text in (b"1", b"2"))
    assert bucket.files() == {first: b"1", second: b"2"}


def test_a_name_that_another_machine_takes_meanwhile_is_left_to_it(bucket, monkeypatch):
    default_storage.exists("documents/a.pdf")
    storage = default_storage._wrapped
    find_name = storage.get_available_name

    def find_and_lose(name, max_length=None):
        free = find_name(name, max_length)
        if free == "documents/a.pdf":
            bucket.put(free, b"theirs")
        return free

    monkeypatch.setattr(storage, "get_available_name", find_and_lose)
    ours = default_storage.save("documents/a.pdf", ContentFile(b"ours"))
    assert bucket.files() == {"documents/a.pdf": b"theirs", ours: b"ours"}


# Commands


@pytest.mark.exhaustive
def test_a_static_copy_has_the_files_of_the_bucket(document, tmp_path, settings):
    settings.PORTAL_URL = "http://testserver"
    call_command("export_site", tmp_path / "copy", verbosity=0)
    (copied,) = (tmp_path / "copy" / "documents").rglob("*.pdf")
    assert copied.read_bytes() == PAPER


def test_a_meeting_is_packed_with_the_files_of_the_bucket(document, reader):
    meeting = Decision.objects.get(document=document).page
    with zipfile.ZipFile(io.BytesIO(read(reader.get(f"{meeting.url.rstrip('/')}.zip")))) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".pdf"))
        assert archive.read(name) == PAPER


@pytest.mark.exhaustive
def test_verify_names_what_is_lost_and_what_belongs_to_nothing(document, bucket):
    bucket.remove(document.file.name)
    bucket.put("documents/left.pdf", b"A")
    lost, left = list(verification.check_files()), list(verification.check_orphaned_files())
    assert [document.file.name in fault and "is missing" in fault for fault in lost] == [True]
    assert left == ["The file documents/left.pdf belongs to nothing."]


def test_verify_names_what_is_no_longer_as_it_was_uploaded(document, bucket):
    bucket.put(document.file.name, PAPER[:-1] + b"?")
    (fault,) = verification.check_files()
    assert "is no longer what was uploaded" in fault


# The store is away


@pytest.fixture
def silent_store(portal, use_store, settings):
    """A store that accepts connections and never answers."""
    settings.STORAGE_TIMEOUT = 1
    with silent_server() as port:
        use_store(Bucket(port, "bucket").url)
        yield


@pytest.fixture
def closed_store(portal, use_store):
    use_store(Bucket(free_port(), "bucket").url)


@pytest.fixture
def document_before(portal) -> PortalDocument:
    """A public document of before the outage."""
    return DecisionFactory(document=PortalDocumentFactory(title="Paper")).document


def get(address: str):
    client = Client(raise_request_exception=False)
    return client.get(address)


@pytest.mark.exhaustive
@pytest.mark.parametrize("store", ["silent_store", "closed_store"])
def test_while_the_store_is_away_pages_are_served_and_files_are_503(document_before, store, request):
    request.getfixturevalue(store)
    start = time.monotonic()
    answer = get(document_before.url)
    first, start = time.monotonic() - start, time.monotonic()
    again = get(document_before.url)
    assert (answer.status_code, answer["Retry-After"], answer["Cache-Control"]) == (503, "30", "no-store")
    assert "Files are not available right now" in answer.content.decode()
    assert again.status_code == 503
    assert first < 6
    assert time.monotonic() - start < 0.5  # without asking the store
    assert get("/documents/").status_code == 200
    assert get(document_before.get_absolute_url()).status_code == 200


@pytest.mark.exhaustive
def test_a_probe_says_so_in_time(silent_store, monkeypatch):
    monkeypatch.setattr(probes, "_pending", {})
    start = time.monotonic()
    assert probes.ask_all()["storage"] is False
    assert time.monotonic() - start < 2


def test_a_bucket_that_does_not_exist_is_not_usable(server, use_store, monkeypatch):
    monkeypatch.setattr(probes, "_pending", {})
    use_store(Bucket(server.port, "no-such-bucket").url)
    assert probes.ask_all()["storage"] is False


@pytest.mark.exhaustive
def test_who_uploads_is_told_and_nothing_is_stored(silent_store, editor_client):
    editor_client.raise_request_exception = False
    address, file = reverse("wagtaildocs:add"), SimpleUploadedFile("a.pdf", PAPER)
    fields = get_form_fields(editor_client.get(address), "//form[.//input[@type='file']]")
    answer = editor_client.post(address, fields | {"title": "Paper", "file": file})
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Nothing was saved" in answer.content.decode()
    assert not PortalDocument.objects.filter(title="Paper").exists()


@pytest.fixture
def short_outage(server, settings, monkeypatch):
    """Lets the store hang while a function runs, and waits until the portal asks it again."""
    settings.STORAGE_TIMEOUT = 1
    monkeypatch.setattr(circuit_breaker, "PAUSE", 0.5)

    def during_outage(function):
        server.hang()
        try:
            return function()
        finally:
            server.go_on()
            time.sleep(0.6)

    return during_outage


@pytest.mark.exhaustive
def test_a_page_without_its_picture_is_not_cached(portal, short_outage, bucket):
    """A rendition that can't be made for the moment is made when the store answers again."""
    page = page_with(PortalImageFactory())
    without = short_outage(lambda: get(page.url))
    assert (without.status_code, "/images/" in without.content.decode()) == (200, False)
    assert "/images/" in get(page.url).content.decode()


@pytest.mark.exhaustive
def test_after_an_outage_files_are_back(short_outage, document):
    assert short_outage(lambda: get(document.url)).status_code == 503
    assert read(get(document.url)) == PAPER


# Checks of a deployment


def test_a_bucket_that_strangers_can_read_is_named(bucket):
    bucket.put("documents/a.pdf", b"A")
    assert check_bucket(None) == []
    bucket.put("documents/a.pdf", b"A", ACL="public-read")
    assert [warning.id for warning in check_bucket(None)] == ["documents.W002"]


def test_a_bucket_that_is_not_there_is_named(server, use_store):
    use_store(Bucket(server.port, "no-such-bucket").url)
    assert [warning.id for warning in check_bucket(None)] == ["documents.W001"]


def test_a_check_names_what_each_machine_has_for_itself(settings):
    settings.OBJECT_STORE = {"bucket_name": "bucket"}
    (warning,) = check_local_state(None)
    local = ["the cache (CACHE_URL)"]
    if connection.vendor == "sqlite":
        local.insert(0, "the database (DATABASE_URL)")
    assert ", ".join(local) in warning.msg


def test_a_folder_needs_nothing_else_to_be_shared():
    assert check_local_state(None) == []
