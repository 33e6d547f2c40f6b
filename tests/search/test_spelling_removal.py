"""Words of pages that are no longer public are removed from the spelling dictionary."""

import pytest
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from admm_site.documents.models import PageText, PortalDocument
from admm_site.search import indexing
from admm_site.search.models import Spelling
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import MeetingDocumentFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory

from .response_parsing import titles


def rename(page):
    page.title = "Other"
    page.save_revision().publish()


REMOVALS = {
    "unpublished": lambda page: page.unpublish(),
    "deleted": lambda page: page.delete(),
    "deleted with the page above": lambda page: page.get_parent().delete(),
    "edited": rename,
    "private": lambda page: PageViewRestriction.objects.create(page=page, restriction_type="login"),
    "below a private page": lambda page: PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="login"
    ),
}


@pytest.mark.parametrize("removal", REMOVALS)
def test_the_words_of_a_removed_page_are_removed_from_spelling(search, portal, removal):
    parent = ContentPageFactory(title="Above")
    page = ContentPageFactory(title="Vientianes hotlines", parent=parent)
    ContentPageFactory(title="Hotlines")
    assert Spelling.objects.filter(word="vientianes").exists()
    REMOVALS[removal](Page.objects.get(pk=page.pk).specific)
    assert not Spelling.objects.filter(word="vientianes").exists()
    assert titles(search("Hotlnes")) == ["Hotlines"]


def document_of(meeting_document):
    PageText.objects.create(document=meeting_document.document, number=1, text="Vientianes.")
    indexing.index_row(meeting_document.document)
    return PortalDocument.objects.get(pk=meeting_document.document_id)


OF_DOCUMENTS = {
    "deleted": lambda attachment: document_of(attachment).delete(),
    "cited by nothing": lambda attachment: (document_of(attachment), attachment.page.specific.unpublish()),
    "in a private collection": lambda attachment: CollectionViewRestriction.objects.create(
        collection=document_of(attachment).collection, restriction_type="login"
    ),
}


@pytest.mark.parametrize("removal", OF_DOCUMENTS)
def test_the_words_of_a_removed_document_are_removed_from_spelling(portal, removal):
    collection = Collection.get_first_root_node().add_child(name="Apart")
    attachment = MeetingDocumentFactory(document=PortalDocumentFactory(collection=collection))
    OF_DOCUMENTS[removal](attachment)
    assert not Spelling.objects.filter(word="vientianes").exists()


def test_words_that_are_public_again_return_to_spelling(search, portal):
    page = ContentPageFactory(title="Vientianes")
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    restriction.delete()
    assert titles(search("Vientiannes")) == ["Vientianes"]


def test_deleting_a_page_in_the_admin_removes_its_words_from_spelling(client, search, portal):
    client.force_login(AdministratorFactory())
    for ending in ("a", "b", "c", "d"):
        page = ContentPageFactory(title=f"Vientian{ending}")
        client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), {"reason": "Made twice"})
    ContentPageFactory(title="Vientiane")
    assert set(Spelling.objects.filter(word__startswith="vientian").values_list("word", flat=True)) == {
        "vientiane"
    }
    assert titles(search("Vientianx")) == ["Vientiane"]
