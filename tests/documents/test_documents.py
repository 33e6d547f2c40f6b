"""Access to documents: public once a public page cites them, before that for editors only."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from admm_site.documents.models import PortalDocument
from meetings.models import Decision
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityDocumentFactory,
    ConceptPaperPageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.factories.users import UserFactory
from tests.responses import read
from tests.visibility import HIDING_METHODS, hide


def in_text(kind: str, value) -> ContentPageFactory:
    return ContentPageFactory(body=[(kind, value)])


def link_to(document) -> str:
    return f'<p><a linktype="document" id="{document.pk}">the text</a></p>'


# How a page may cite a document: each returns the page.
CITING = {
    "document of a meeting": lambda document: MeetingDocumentFactory(document=document).page,
    "document of a decision": lambda document: DecisionFactory(document=document).page,
    "source of a decision": lambda document: DecisionFactory(source_document=document).page,
    "source of a meeting": lambda document: MeetingPageFactory(source_document=document),
    "document of a paper": lambda document: ConceptPaperPageFactory(document=document),
    "source of an update": lambda document: StatusUpdateFactory(source_document=document).page,
    "document of an activity": lambda document: ActivityDocumentFactory(document=document).page,
    "list in a text": lambda document: in_text("document_list", {"heading": "", "documents": [document]}),
    "link in a text": lambda document: in_text("rich_text", link_to(document)),
    "link in a call-out": lambda document: in_text("call_out", {"heading": "", "text": link_to(document)}),
    "quotation": lambda document: in_text(
        "quotation", {"text": "<p>x</p>", "document": document, "source": "", "url": ""}
    ),
}

SNIPPETS = {
    "a country": lambda document: CountryFactory(source_document=document),
    "an area": lambda document: CooperationAreaFactory(source_document=document),
    "a series": lambda document: MeetingSeriesFactory(source_document=document),
    "a chair term": lambda document: ChairTermFactory(source_document=document),
}


@pytest.fixture
def document(portal):
    return PortalDocumentFactory(title="Joint Declaration")


def status(client, document: PortalDocument) -> int:
    response = client.get(document.url)
    is_document = read(response) == b"%PDF-1.4 a few words"
    assert is_document is (response.status_code == 200)
    return response.status_code


def test_a_document_that_nothing_cites_is_not_public(client, document):
    assert status(client, document) == 404


@pytest.mark.sample(4)
@pytest.mark.parametrize("citing", CITING)
def test_a_document_that_a_public_page_cites_is_public(client, document, citing):
    CITING[citing](document)
    assert status(client, document) == 200
    assert document.is_public


@pytest.mark.sample(4)
@pytest.mark.parametrize("citing", CITING)
def test_a_document_that_a_draft_cites_is_not_public(client, document, citing):
    hide(CITING[citing](document), "draft")
    assert status(client, document) == 404
    assert not document.is_public


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_document_that_a_hidden_page_cites_is_not_public(client, document, hiding_method):
    hide(CITING["document of a decision"](document), hiding_method)
    assert status(client, document) == 404


@pytest.mark.parametrize("citing", SNIPPETS)
def test_a_document_that_a_public_record_cites_is_public(client, document, citing):
    SNIPPETS[citing](document)
    assert status(client, document) == 200


def test_one_public_page_among_hidden_ones_is_enough(client, document):
    hide(CITING["document of a meeting"](document), "draft")
    CITING["document of a paper"](document)
    assert status(client, document) == 200


def test_a_document_added_in_the_draft_of_a_live_page_is_not_public(client, document):
    meeting = MeetingPageFactory()
    meeting.decisions = [Decision(document=document, verb="signed")]
    revision = meeting.save_revision()
    assert status(client, document) == 404

    revision.publish()
    assert status(client, document) == 200


def test_a_document_is_no_longer_public_once_a_new_version_leaves_it_out(client, document):
    meeting = CITING["document of a decision"](document)
    meeting.decisions = []
    meeting.save_revision().publish()
    assert status(client, document) == 404


def test_a_document_is_no_longer_public_once_the_record_that_cites_it_is_deleted(client, document):
    CITING["document of a decision"](document)
    Decision.objects.get().delete()
    assert status(client, document) == 404


def test_a_document_is_no_longer_public_once_its_page_is_deleted(client, document):
    CITING["document of a decision"](document).delete()
    assert status(client, document) == 404


def test_a_scheduled_page_keeps_its_document_until_then(client, document):
    page = ConceptPaperPageFactory(live=False)
    page.document = document
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert status(client, document) == 404


def test_a_document_in_a_private_collection_is_never_public(client, document):
    CITING["document of a decision"](document)
    collection = Collection.get_first_root_node().add_child(name="Before signature")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    document.collection = collection
    document.save()
    assert status(client, document) == 404


# Every form of its address


ADDRESSES = {
    "its address": "{document.url}",
    "with a query": "{document.url}?download=1",
    "with another name": "/documents/{document.pk}/other.pdf",
}
PATHS = {
    "the file itself": "/media/{document.file.name}",
    "the path of the file": "/{document.file.name}",
    "above the path": "/documents/../media/{document.file.name}",
}


@pytest.mark.parametrize("form", (ADDRESSES | PATHS).values(), ids=(ADDRESSES | PATHS).keys())
def test_a_hidden_document_has_no_address(client, document, form):
    hide(CITING["document of a decision"](document), "draft")
    assert client.get(form.format(document=document)).status_code == 404


@pytest.mark.parametrize("form", PATHS.values(), ids=PATHS.keys())
def test_a_public_document_has_no_second_address(client, document, form):
    CITING["document of a decision"](document)
    assert client.get(form.format(document=document)).status_code == 404


@pytest.mark.parametrize("method", ["head", "options", "post"])
def test_a_hidden_document_is_not_found_by_any_method(client, document, method):
    assert getattr(client, method)(document.url).status_code in (404, 405)


def test_a_conditional_request_reveals_nothing_of_a_hidden_document(client, document):
    CITING["document of a decision"](document)
    response = client.get(document.url)
    read(response)
    etag = response.headers["ETag"]
    Decision.objects.all().delete()

    response = client.get(document.url, headers={"if-none-match": etag})

    assert response.status_code == 404
    assert "ETag" not in response.headers


# Who works on it


def test_an_editor_may_read_what_is_not_public(editor_client, document):
    hide(CITING["document of a decision"](document), "draft")
    assert status(editor_client, document) == 200


def test_an_account_without_permissions_may_not(client, document):
    client.force_login(UserFactory())
    assert status(client, document) == 404


def test_a_deactivated_editor_may_not(client, editor, document):
    client.force_login(editor)
    editor.is_active = False
    editor.save()
    assert status(client, document) == 404


# The file


def test_a_public_document_whose_file_is_lost_is_not_found(client, document):
    CITING["document of a decision"](document)
    document.file.storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404


def test_a_document_is_found_by_its_file(document):
    assert PortalDocument.objects.get_by_natural_key(*document.natural_key()) == document
