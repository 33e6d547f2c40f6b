"""Replacing the file of a document: versions that were public are kept, with date and reason."""

from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from admm_site.documents.models import DocumentVersion, PortalDocument
from tests.documents import files
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory
from tests.factories.meetings import DecisionFactory
from tests.factories.users import UserFactory
from tests.module_fixtures import TODAY
from tests.validation import validation_errors

pytestmark = pytest.mark.usefixtures("portal")

OLD, NEW = b"%PDF-1.4 a few words", files.pdf("Corrected words")


@pytest.fixture
def document(portal):
    """A public document."""
    return DecisionFactory(document=PortalDocumentFactory(title="Joint Declaration")).document


@pytest.fixture
def edit(editor_client, django_capture_on_commit_callbacks):
    """Submits the form of a document as it is shown, with these changes."""

    def edit(document: PortalDocument, **changes):
        address = reverse("wagtaildocs:edit", args=[document.pk])
        form = editor_client.get(address).context["form"]
        values = {name: form[name].value() for name in form.fields if name not in ("file", "tags")}
        values = {name: "" if value is None else value for name, value in values.items()} | {"tags": ""}
        with django_capture_on_commit_callbacks(execute=True):
            return editor_client.post(address, values | changes)

    return edit


def file(content: bytes = NEW, name: str = "document.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def content_of(field) -> bytes:
    with field.open() as stream:
        return stream.read()


def test_the_replaced_file_is_kept_with_date_and_reason(edit, document):
    sha256 = document.sha256
    edit(document, file=file(), replaced_on="2026-02-27", replacement_reason="Paragraph 4 corrected")

    version = DocumentVersion.objects.get()
    assert (version.document, version.number, version.reason) == (document, 1, "Paragraph 4 corrected")
    assert (version.replaced_on, version.sha256, version.file_size) == (date(2026, 2, 27), sha256, len(OLD))
    assert (content_of(version.file), version.filename) == (OLD, "document.pdf")
    document.refresh_from_db()
    assert (content_of(document.file), document.file_size) == (NEW, len(NEW))
    assert document.sha256 != sha256


def test_the_file_keeps_its_name_and_the_page_its_address(edit, document):
    address, page = document.url, document.get_absolute_url()
    edit(document, file=file(), replacement_reason="Corrected")
    document.refresh_from_db()
    assert (document.url, document.get_absolute_url()) == (address, page)


def test_versions_are_counted(edit, document):
    for number in range(3):
        edit(document, file=file(NEW + bytes(number)), replacement_reason=f"Reason {number}")
    assert list(document.versions.values_list("number", "reason")) == [
        (3, "Reason 2"),
        (2, "Reason 1"),
        (1, "Reason 0"),
    ]


def test_the_day_is_today_unless_another_is_given(edit, document):
    edit(document, file=file(), replacement_reason="Corrected")
    assert document.versions.get().replaced_on == TODAY


def test_a_reason_is_asked_for_what_the_public_has_read(edit, document):
    response = edit(document, file=file())
    assert "The public may have read the file of before" in response.content.decode()
    document.refresh_from_db()
    assert content_of(document.file) == OLD


def test_a_day_is_asked_for_with_the_reason(edit, document):
    response = edit(document, file=file(), replacement_reason="Corrected", replaced_on="")
    assert "Say since when" in response.content.decode()


def test_a_draft_that_nobody_has_seen_is_not_kept(edit):
    """A declaration is uploaded before it is signed: its drafts never become public."""
    hidden = PortalDocumentFactory()
    storage, name = hidden.file.storage, hidden.file.name
    edit(hidden, file=file(name="signed.pdf"))
    hidden.refresh_from_db()
    assert content_of(hidden.file) == NEW
    assert not hidden.versions.exists()
    assert not storage.exists(name)


def test_a_file_that_was_lost_can_be_replaced(edit, document):
    document.file.storage.delete(document.file.name)
    edit(document, file=file(), replacement_reason="It was lost")
    document.refresh_from_db()
    assert content_of(document.file) == NEW
    assert not document.versions.exists()


def test_a_reason_without_another_file_keeps_nothing(edit, document):
    edit(document, replacement_reason="Corrected", symbol="ADMM/5/1")
    document.refresh_from_db()
    assert (document.symbol, document.versions.count()) == ("ADMM/5/1", 0)


def test_a_version_takes_its_file_along(document, django_capture_on_commit_callbacks):
    version = DocumentVersionFactory(document=document)
    with django_capture_on_commit_callbacks(execute=True):
        version.delete()
    assert not version.file.storage.exists(version.file.name)


def test_an_editor_sees_what_was_found_and_what_was_replaced(edit, editor_client, document):
    edit(document, file=file(files.scan()), replacement_reason="Corrected")
    page = BeautifulSoup(
        editor_client.get(reverse("wagtaildocs:edit", args=[document.pk])).content, "html.parser"
    )
    text = " ".join(page.get_text(" ").split())
    assert "There is no text in it" in text
    assert "Version 1 , replaced on 2 March 2026: Corrected" in text
    assert page.find("a", href="/documents/joint-declaration/")


def test_an_editor_sees_in_the_list_what_was_read(edit, editor_client, document):
    edit(document, file=file(files.scan()), replacement_reason="Corrected")
    page = BeautifulSoup(editor_client.get(reverse("wagtaildocs:index")).content, "html.parser")
    cell = page.find("span", string="No text")
    assert "it was probably scanned" in cell["title"]


def test_a_new_document_is_asked_nothing_of_versions(editor_client):
    form = editor_client.get(reverse("wagtaildocs:add")).context["form"]
    assert not {"replaced_on", "replacement_reason", "translation_of", "replaced_by"} & set(form.fields)


def test_someone_who_may_not_edit_documents_replaces_none(client, document):
    client.force_login(UserFactory())
    response = client.post(reverse("wagtaildocs:edit", args=[document.pk]), {"file": file()})
    assert response.status_code in (302, 403)
    document.refresh_from_db()
    assert content_of(document.file) == OLD


# What belongs together


def test_a_translation_is_of_an_original():
    original = PortalDocumentFactory()
    translation = PortalDocumentFactory(translation_of=original, language="th")
    translation.full_clean()
    second_translation = PortalDocumentFactory(translation_of=translation)
    assert "itself a translation" in validation_errors(second_translation.full_clean)["translation_of"][0]
    original.translation_of = PortalDocumentFactory()
    assert "translations of this one" in validation_errors(original.full_clean)["translation_of"][0]


def test_a_document_is_no_translation_of_itself():
    document = PortalDocumentFactory()
    document.translation_of = document
    assert "translation_of" in validation_errors(document.full_clean)


def test_documents_do_not_replace_each_other_in_a_circle():
    first, second = PortalDocumentFactory(), PortalDocumentFactory()
    third = PortalDocumentFactory(replaced_by=first)
    first.replaced_by, second.replaced_by = second, third
    first.save()
    assert "replaced_by" in validation_errors(second.full_clean)
    third.replaced_by = third
    assert "replaced_by" in validation_errors(third.full_clean)


def test_the_successor_of_a_document_is_chosen_in_its_form(edit, document):
    newer = PortalDocumentFactory()
    edit(document, replaced_by=newer.pk)
    document.refresh_from_db()
    assert document.replaced_by == newer
