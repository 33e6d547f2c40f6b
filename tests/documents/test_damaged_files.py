"""Damaged files: they are recorded as damaged, keep their checksum, and are not served."""

from hashlib import sha256
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from admm_site.documents.choices import Extraction
from admm_site.documents.models import DocumentVersion, PortalDocument
from tests.documents import files
from tests.editorial.browser_form import get_form_fields
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import DecisionFactory
from tests.factories.users import AdministratorFactory
from tests.roles import ROLES

pytestmark = pytest.mark.usefixtures("portal")


@pytest.fixture
def document(portal, django_capture_on_commit_callbacks):
    """A public document whose text was extracted."""
    with django_capture_on_commit_callbacks(execute=True):
        document = PortalDocumentFactory(
            title="Joint Declaration", file__data=files.pdf("Peace and stability")
        )
    DecisionFactory(document=document)
    return PortalDocument.objects.get(pk=document.pk)


def flip_bit(file_object) -> str:
    """Flips one bit of the stored file; returns the checksum from before."""
    path = Path(file_object.file.path)
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return sha256(content).hexdigest()


def truncate(file_object):
    path = Path(file_object.file.path)
    path.write_bytes(path.read_bytes()[:-5])


def read_again():
    call_command("extract_text")


def test_extracting_a_damaged_file_does_not_overwrite_its_checksum(document):
    checksum = flip_bit(document)
    read_again()
    document.refresh_from_db()
    assert (document.extraction, document.sha256) == (Extraction.CORRUPT, checksum)
    assert document.page_count == 1
    assert document.pages_text.get().text == "Peace and stability"


@pytest.mark.parametrize("who", ROLES)
def test_an_editor_sees_that_a_file_is_damaged_also_after_saving(client, editor, document, who):
    client.force_login(editor if who == "editor" else AdministratorFactory())
    checksum = flip_bit(document)
    address = reverse("wagtaildocs:edit", args=[document.pk])

    response = client.get(address)
    assert "no longer what was uploaded" in response.content.decode()

    form = get_form_fields(response, "//main//form") | {"symbol": "ADMM/5"}
    assert client.post(address, form).status_code == 302
    document.refresh_from_db()
    assert (document.symbol, document.sha256) == ("ADMM/5", checksum)
    assert "no longer what was uploaded" in client.get(address).content.decode()


def test_the_list_of_documents_marks_damaged_files(editor_client, document):
    flip_bit(document)
    read_again()
    page = BeautifulSoup(editor_client.get(reverse("wagtaildocs:index")).content, "html.parser")
    assert page.find("span", string="Damaged in storage")


def test_visitors_read_that_the_file_is_damaged(client, document):
    flip_bit(document)
    read_again()
    response = client.get(document.url)
    assert response.status_code == 503
    assert "damaged in storage" in response.content.decode()
    page = client.get(document.get_absolute_url()).content.decode()
    assert "damaged in storage" in page
    assert 'class="download"' not in page


def test_a_file_that_was_cut_off_is_not_handed_out(client, document):
    truncate(document)
    assert client.get(document.url).status_code == 503


def test_an_earlier_version_that_was_cut_off_is_not_handed_out(client, document):
    version = DocumentVersionFactory(document=document)
    truncate(version)
    assert client.get(version.url).status_code == 503


def test_a_file_that_was_restored_is_handed_out(client, document):
    content = Path(document.file.path).read_bytes()
    flip_bit(document)
    read_again()
    Path(document.file.path).write_bytes(content)
    read_again()
    document.refresh_from_db()
    assert document.extraction == Extraction.READ
    assert b"".join(client.get(document.url)) == content


@pytest.mark.parametrize(
    "factory", [PortalDocumentFactory, DocumentVersionFactory], ids=["document", "earlier version"]
)
def test_a_file_is_compared_with_its_checksum(factory):
    file_object = factory()
    assert file_object.file_matches_checksum() is True
    flip_bit(file_object)
    assert file_object.file_matches_checksum() is False


def test_a_picture_is_compared_with_its_checksum():
    image = PortalImageFactory()
    assert image.file_matches_checksum() is None
    image.get_file_hash()
    assert image.file_matches_checksum() is True
    flip_bit(image)
    assert image.file_matches_checksum() is False


def test_the_version_that_is_kept_has_the_checksum_of_what_was_uploaded(editor_client, document):
    checksum = flip_bit(document)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    form = get_form_fields(editor_client.get(address), "//main//form") | {
        "file": SimpleUploadedFile("document.pdf", files.pdf("Anew")),
        "replacement_reason": "It was damaged",
    }
    assert editor_client.post(address, form).status_code == 302
    version = DocumentVersion.objects.get()
    assert version.sha256 == checksum
    assert version.file_matches_checksum() is False
