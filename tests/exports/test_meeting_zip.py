"""A meeting as a ZIP: its page, record, documents and checksums."""

import hashlib
import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from wagtail.models import CollectionViewRestriction

from admm_site.documents.models import PortalDocument
from admm_site.exports.meeting_zip import safe_name
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory
from tests.factories.portal import every_block
from tests.responses import read
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def meeting(portal):
    """A meeting with an attached document, one decided on, and one that is a source."""
    page = MeetingPageFactory(custom_title="5th ADMM", slug="5th-admm", summary="Ministers met.")
    MeetingDocumentFactory(page=page, document=PortalDocumentFactory(file__data=b"%PDF-1.4 the declaration"))
    DecisionFactory(page=page, document=PortalDocumentFactory(file__filename="statement.pdf"), verb="issued")
    DecisionFactory(page=page, text="Ministers agreed.", source_document=PortalDocumentFactory())
    return page


def open_zip(client, address: str = "/meetings/5th-admm.zip") -> zipfile.ZipFile:
    response = client.get(address)
    assert response.status_code == 200
    return zipfile.ZipFile(io.BytesIO(read(response)))


def files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """The content of each file by its name in the folder of the meeting."""
    return {name.removeprefix("5th-admm/"): archive.read(name) for name in archive.namelist()}


def test_a_meeting_is_sent_as_a_zip(client, meeting):
    response = client.get("/meetings/5th-admm.zip")
    assert response["Content-Type"] == "application/zip"
    assert response["Content-Disposition"] == 'attachment; filename="5th-admm.zip"'
    assert open_zip(client).testzip() is None


def test_the_zip_has_page_record_documents_and_checksums(client, meeting):
    contents = files(open_zip(client))
    documents = {name for name in contents if name.startswith("documents/")}
    assert set(contents) - documents == {"meeting.html", "meeting.json", "SHA256SUMS"}
    assert len(documents) == 3
    assert b"%PDF-1.4 the declaration" in contents.values()


def test_the_checksums_are_those_of_the_files(client, meeting):
    contents = files(open_zip(client))
    lines = contents.pop("SHA256SUMS").decode().splitlines()
    assert {line[66:]: line[:64] for line in lines} == {
        name: hashlib.sha256(content).hexdigest() for name, content in contents.items()
    }


def test_the_record_says_what_the_lists_say(client, meeting):
    record = json.loads(files(open_zip(client))["meeting.json"])
    assert record["meeting"]["title"] == "5th ADMM"
    assert [decision["verb"] for decision in record["decisions"]] == ["issued", "adopted"]
    names = {document["in_this_archive"] for document in record["documents"]}
    assert names == {name for name in files(open_zip(client)) if name.startswith("documents/")}


def page_in(archive) -> BeautifulSoup:
    return BeautifulSoup(files(archive)["meeting.html"], "html.parser")


def test_the_page_says_what_the_portal_says(client, meeting):
    page = page_in(open_zip(client))
    assert page.h1.get_text() == "5th ADMM"
    assert "Ministers agreed." in page.get_text()
    assert "http://testserver/meetings/5th-admm/" in page.footer.get_text()


def test_the_page_needs_nothing_from_elsewhere(client, portal):
    document, image = PortalDocumentFactory(), PortalImageFactory()
    MeetingPageFactory(slug="5th-admm", custom_title="5th ADMM", body=every_block(document, image))
    archive = open_zip(client)
    page = page_in(archive)
    assert not page.select("link[rel=stylesheet], script, iframe, form")
    assert "url(" not in page.style.string
    assert "@import" not in page.style.string
    assert "@page" in page.style.string  # it prints as the portal does
    pictures = [picture["src"] for picture in page.find_all("img")]
    assert pictures
    assert set(pictures) <= set(files(archive))
    assert not page.select("[srcset]")


def test_links_of_the_page_lead_to_the_files_beside_it_or_to_the_portal(client, meeting):
    archive = open_zip(client)
    targets = {link["href"] for link in page_in(archive).find_all("a")}
    beside = {target for target in targets if target.startswith("documents/")}
    assert beside == {name for name in files(archive) if name.startswith("documents/")}
    assert not [target for target in targets - beside if not target.startswith(("http://", "https://", "#"))]


def test_files_of_one_name_have_two(client, portal):
    page = MeetingPageFactory(slug="5th-admm")
    for name in ("a/report.pdf", "b/report.pdf", "c/REPORT.pdf"):
        document = PortalDocumentFactory()
        document.file.storage.save(f"documents/{name}", ContentFile(b"%PDF-1.4"))
        PortalDocument.objects.filter(pk=document.pk).update(file=f"documents/{name}", file_size=8)
        MeetingDocumentFactory(page=page, document=document)
    names = [name for name in files(open_zip(client)) if name.startswith("documents/")]
    assert sorted(names) == ["documents/REPORT-3.pdf", "documents/report-2.pdf", "documents/report.pdf"]


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        ("a b?.pdf", "a_b.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("Họp.pdf", "Họp.pdf"),
    ],
)
def test_names_lead_nowhere_else(name, safe):
    assert safe_name(name) == safe


def test_a_missing_file_is_left_out_and_named(client, meeting):
    missing = PortalDocument.objects.first()
    missing.file.storage.delete(missing.file.name)
    contents = files(open_zip(client))
    documents = json.loads(contents["meeting.json"])["documents"]
    assert sorted(document["in_this_archive"] is None for document in documents) == [False, False, True]
    assert len([name for name in contents if name.startswith("documents/")]) == 2


def test_a_document_in_a_private_collection_is_left_out(client, meeting):
    private = PortalDocument.objects.first()
    collection = private.collection.add_child(name="Private")
    PortalDocument.objects.filter(pk=private.pk).update(collection=collection)
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    assert len([name for name in files(open_zip(client)) if name.startswith("documents/")]) == 2


def test_a_document_that_only_a_draft_cites_is_left_out(client, meeting):
    draft = type(meeting).objects.get(pk=meeting.pk)
    draft.source_document = PortalDocumentFactory(title="Secret", file__data=b"secret")
    draft.save_revision()
    assert b"secret" not in files(open_zip(client)).values()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_has_no_file(client, meeting, hiding_method):
    hide(meeting, hiding_method)
    assert client.get("/meetings/5th-admm.zip").status_code == 404


def test_only_a_meeting_has_one(client, portal):
    ConceptPaperPageFactory(slug="adic")
    assert client.get("/concept-papers/adic.zip").status_code == 404


def test_a_large_file_is_sent_in_parts(client, meeting):
    document = PortalDocumentFactory(file__data=b"%PDF-1.4" + b"0" * 3_000_000)
    MeetingDocumentFactory(page=meeting, document=document)
    chunks = list(client.get("/meetings/5th-admm.zip").streaming_content)
    assert max(map(len, chunks)) < 200_000


def test_the_page_of_a_meeting_offers_it(client, meeting):
    page = BeautifulSoup(client.get(meeting.url).content, "html.parser")
    assert page.select_one('.export-links a[href="/meetings/5th-admm.zip"]')
