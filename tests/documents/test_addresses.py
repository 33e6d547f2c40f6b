"""The slug of a document follows its title until the document is public; from then on its address stays."""

import pytest

from admm_site.documents.models import PortalDocument
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory

pytestmark = pytest.mark.usefixtures("portal")

TITLES = {
    "Joint Declaration of the ADMM on Cooperation": "joint-declaration-of-the-admm-on-cooperation",
    "Chairman’s Statement (2011)": "chairmans-statement-2011",
    "2011": "2011",
    "ปฏิญญาร่วม": "document",
    "—": "document",
    "a" * 200: "a" * 94,
    "long words " * 20: "long-words-" * 8 + "long",
}


@pytest.mark.parametrize(("title", "slug"), TITLES.items(), ids=lambda value: value[:20])
def test_an_address_is_made_of_the_title(title, slug):
    assert PortalDocumentFactory(title=title).slug == slug


def test_a_second_document_of_the_same_title_has_a_number():
    slugs = [PortalDocumentFactory(title="Joint Declaration").slug for _ in range(3)]
    assert slugs == ["joint-declaration", "joint-declaration-2", "joint-declaration-3"]


def test_the_address_of_a_document_that_was_never_public_follows_its_title(client):
    document = PortalDocumentFactory(title="scan0012")
    document.title = "Joint Declaration"
    document.save()
    assert document.slug == "joint-declaration"


def test_the_address_of_a_public_document_stays(client):
    document = DecisionFactory(document=PortalDocumentFactory(title="Joint Declaration")).document
    document.title = "Joint Declaration of the 5th ADMM"
    document.save()
    assert document.slug == "joint-declaration"
    assert client.get("/documents/joint-declaration/").status_code == 200


def test_a_former_address_redirects_unless_the_document_is_hidden(client):
    document = PortalDocumentFactory(title="Draft declaration")
    document.title = "Joint Declaration"
    document.save()
    assert client.get("/documents/draft-declaration/").status_code == 404

    DecisionFactory(document=document)
    response = client.get("/documents/draft-declaration/")
    assert (response.status_code, response["Location"]) == (301, "/documents/joint-declaration/")


def test_a_former_address_is_not_given_to_another_document():
    document = PortalDocumentFactory(title="Declaration")
    document.title = "Joint Declaration"
    document.save()
    assert PortalDocumentFactory(title="Declaration").slug == "declaration-2"


def test_a_title_that_comes_back_brings_its_address_back(client):
    document = PortalDocumentFactory(title="Declaration")
    for title in ("Joint Declaration", "Declaration"):
        document.title = title
        document.save()
    assert document.slug == "declaration"
    assert list(document.earlier_addresses.values_list("slug", flat=True)) == ["joint-declaration"]


def test_saving_one_field_leaves_the_address():
    document = PortalDocumentFactory(title="Declaration")
    document.title = "Another"
    document.save(update_fields=["title"])
    assert PortalDocument.objects.get().slug == "declaration"
