"""Downloads: headers, ranges, conditional requests."""

from urllib.parse import quote

import pytest
from django.core.files.base import ContentFile

from admm_site.documents.models import PortalDocument
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory
from tests.factories.meetings import DecisionFactory
from tests.responses import read

CONTENT = b"%PDF-1.4 a few words"
SIZE = len(CONTENT)


@pytest.fixture
def document(portal):
    """A public document."""
    return DecisionFactory(document=PortalDocumentFactory(title="Joint Declaration")).document


def document_named(name: str, content: bytes = CONTENT) -> PortalDocument:
    document = PortalDocumentFactory(file=None)
    document.file.save(name, ContentFile(content))
    return DecisionFactory(document=document).document


# Type, name, protections

KINDS = {
    "a.pdf": ("application/pdf", "inline"),
    "a.PDF": ("application/pdf", "inline"),
    "a.docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "attachment"),
    "a.odt": ("application/vnd.oasis.opendocument.text", "attachment"),
    "a.csv": ("text/csv", "attachment"),
    "a.xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "attachment"),
    "a.html": ("text/html", "attachment"),
    "a.svg": ("image/svg+xml", "attachment"),
    "a": ("application/octet-stream", "attachment"),
}


@pytest.mark.parametrize(("name", "expected"), KINDS.items(), ids=KINDS)
def test_only_a_pdf_is_shown_in_the_browser(client, portal, name, expected):
    response = client.get(document_named(name).url)
    read(response)
    disposition, _, filename_parameter = response["Content-Disposition"].partition("; ")
    assert (response["Content-Type"].partition(";")[0], disposition) == expected
    assert filename_parameter == f'filename="{name}"'


@pytest.mark.parametrize("name", ["Tuyên bố.pdf", 'a "b".pdf', "100%.pdf"])
def test_a_file_name_in_any_script_is_sent_whole(client, portal, name):
    document = document_named(name)
    response = client.get(document.url)
    assert read(response) == CONTENT
    assert response["Content-Disposition"].isascii()


def test_a_file_name_in_another_script_is_encoded_by_rfc_5987(client, portal):
    response = client.get(document_named("Tuyên bố.pdf").url)
    read(response)
    assert response["Content-Disposition"] == "inline; filename*=utf-8''Tuy%C3%AAn_b%E1%BB%91.pdf"


def test_a_file_has_a_strict_content_security_policy(client, document):
    response = client.get(document.url)
    read(response)
    assert response["X-Content-Type-Options"] == "nosniff"
    policy = response["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy
    assert "sandbox" not in policy  # in which Chromium shows no PDF


def test_a_file_that_browsers_save_has_no_origin_either(client, portal):
    response = client.get(document_named("Paper.docx").url)
    read(response)
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


# Parts

PARTS = {
    "bytes=0-3": (0, 4),
    "bytes=4-4": (4, 5),
    "bytes=4-": (4, SIZE),
    "bytes=-5": (SIZE - 5, SIZE),
    "bytes=-500": (0, SIZE),
    "bytes=10-500": (10, SIZE),
    " bytes = 0 - 3 ": (0, 4),
    f"bytes=0-{'9' * 18}": (0, SIZE),
}


@pytest.mark.parametrize(("range_header", "part"), PARTS.items(), ids=PARTS)
def test_a_requested_range_is_sent(client, document, range_header, part):
    start, stop = part
    response = client.get(document.url, headers={"range": range_header})
    assert response.status_code == 206
    assert read(response) == CONTENT[start:stop]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"
    assert response["Content-Length"] == str(stop - start)


@pytest.mark.parametrize(
    "range_header",
    [
        "bytes=",
        "bytes=-",
        "bytes=3-1",
        "bytes=a-b",
        "bytes=0-1,4-5",
        "items=0-1",
        "0-1",
        "bytes=٠-١",
        "bytes=1",
    ],
)
def test_an_invalid_range_gives_the_whole_file(client, document, range_header):
    response = client.get(document.url, headers={"range": range_header})
    assert (response.status_code, read(response)) == (200, CONTENT)
    assert response["Accept-Ranges"] == "bytes"


@pytest.mark.parametrize("range_header", [f"bytes={SIZE}-", "bytes=500-600", "bytes=-0"])
def test_a_range_beyond_the_end_is_refused_with_the_size(client, document, range_header):
    response = client.get(document.url, headers={"range": range_header})
    assert (response.status_code, response.content) == (416, b"")
    assert response["Content-Range"] == f"bytes */{SIZE}"


def test_any_range_of_an_empty_file_is_refused(client, portal):
    response = client.get(document_named("a.pdf", b"").url, headers={"range": "bytes=0-"})
    assert response.status_code == 416


def test_only_the_requested_range_of_a_large_file_is_read(client, portal):
    content = bytes(range(256)) * 2_000
    response = client.get(document_named("a.pdf", content).url, headers={"range": "bytes=100-400099"})
    assert read(response) == content[100:400_100]


# Whether it has changed


def test_a_file_that_has_not_changed_is_not_sent_again(client, document):
    first = client.get(document.url)
    read(first)
    by_tag = client.get(document.url, headers={"if-none-match": first["ETag"]})
    by_time = client.get(document.url, headers={"if-modified-since": first["Last-Modified"]})
    assert (by_tag.status_code, by_time.status_code) == (304, 304)
    assert by_tag["ETag"] == first["ETag"]
    assert "Content-Security-Policy" not in by_tag, "it would replace that of the copy that the browser has"
    assert read(by_tag) == b""


def test_a_file_that_has_changed_is_sent_again(client, document):
    first = client.get(document.url)
    read(first)
    document.file.save("document.pdf", ContentFile(b"%PDF-1.4 other words"))
    response = client.get(document.url, headers={"if-none-match": first["ETag"]})
    assert (response.status_code, read(response)) == (200, b"%PDF-1.4 other words")


def test_a_download_of_the_same_file_is_resumed(client, document):
    first = client.get(document.url)
    read(first)
    for validator in (first["ETag"], first["Last-Modified"]):
        response = client.get(document.url, headers={"range": "bytes=4-", "if-range": validator})
        assert (response.status_code, read(response)) == (206, CONTENT[4:])


@pytest.mark.parametrize("validator", ['"another"', 'W/"weak"', "Mon, 01 Jan 2001 00:00:00 GMT", "nonsense"])
def test_a_download_of_a_changed_file_starts_again(client, document, validator):
    response = client.get(document.url, headers={"range": "bytes=4-", "if-range": validator})
    assert (response.status_code, read(response)) == (200, CONTENT)


def test_an_etag_reveals_nothing_of_the_content(client, document):
    response = client.get(document.url)
    read(response)
    assert document.file_hash not in response["ETag"]
    assert document.sha256 not in response["ETag"]
    assert response["ETag"].strip('"') not in document.sha256


def test_a_file_is_asked_for_each_time_so_that_it_can_be_withdrawn(client, editor_client, document):
    public = client.get(document.url)
    hidden = editor_client.get(PortalDocumentFactory().url)
    read(public), read(hidden)
    assert public["Cache-Control"] == "no-cache"
    assert hidden["Cache-Control"] == "private, no-store"


def test_the_head_of_a_file_is_that_of_the_whole(client, document):
    response = client.head(document.url, headers={"range": "bytes=0-3"})
    assert (response.status_code, read(response)) == (200, b"")
    assert response["Content-Length"] == str(SIZE)


# Earlier files


def test_an_earlier_file_is_given_as_long_as_its_document_is_public(client, document):
    version = DocumentVersionFactory(document=document)
    assert read(client.get(version.url)) == b"%PDF-1.4 a word of before"
    document.decisions_about.all().delete()
    assert client.get(version.url).status_code == 404


def test_the_name_of_an_earlier_file_leads_to_its_version(client, document):
    version = DocumentVersionFactory(document=document)
    address = f"/documents/{document.pk}/declaration.pdf"
    assert client.get(address).headers["Location"] == version.get_absolute_url()
    document.decisions_about.all().delete()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("name", ["other.pdf", "document.pdf", ""])
def test_an_earlier_file_has_no_second_address(client, document, name):
    DocumentVersionFactory(document=document)
    assert client.get(f"/documents/joint-declaration/versions/1/{name}").status_code == (
        200 if not name else 404
    )


# The first page


def test_the_picture_of_the_first_page_is_as_public_as_its_document(client, document):
    document.picture.save("page.webp", ContentFile(b"RIFF picture"))
    response = client.get("/documents/joint-declaration/first-page/")
    assert (read(response), response["Content-Type"]) == (b"RIFF picture", "image/webp")
    document.decisions_about.all().delete()
    assert client.get("/documents/joint-declaration/first-page/").status_code == 404


def test_a_document_without_a_picture_has_none(client, document):
    assert client.get("/documents/joint-declaration/first-page/").status_code == 404


# Sent by nginx


def test_with_x_accel_nginx_is_told_which_file_to_send(client, document, settings):
    settings.X_ACCEL = True
    response = client.get(document.url)
    assert (read(response), response["Content-Length"]) == (b"", "0")
    assert response["X-Accel-Redirect"] == f"/stored-files/{quote(document.file.name)}"
    assert response["Content-Security-Policy"].startswith("default-src 'none'")


def test_with_x_accel_a_client_with_a_validator_gets_304_as_before(client, document, settings):
    response = client.get(document.url)
    read(response)
    settings.X_ACCEL = True
    again = client.get(document.url, headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.has_header("X-Accel-Redirect")) == (304, False)


def test_with_x_accel_the_portal_compares_preconditions_and_sends_the_file(client, document, settings):
    settings.X_ACCEL = True
    etag = client.get(document.url)["ETag"]
    response = client.get(document.url, headers={"If-Match": etag})
    assert (response.status_code, read(response)) == (200, CONTENT)


def test_with_x_accel_a_hidden_file_is_not_found(client, portal, settings):
    settings.X_ACCEL = True
    response = client.get(PortalDocumentFactory(title="Not yet signed").url)
    assert (response.status_code, response.has_header("X-Accel-Redirect")) == (404, False)
