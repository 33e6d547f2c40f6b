"""Files in a private collection are named on no public address, even where public pages cite them."""

from collections.abc import Iterable
from contextlib import nullcontext
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction

from admm_site.core.clock import as_of
from admm_site.core.partial_dates import PartialDate
from admm_site.documents.models import PortalDocument
from tests.factories.changes import ChangeFactory, decision_values, record_difference
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import (
    ActivityDocumentFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.users import AdministratorFactory
from tests.public_urls import SURFACES
from tests.responses import read, response_text
from tests.visibility import hide

pytestmark = pytest.mark.slow

SECRET = "Quetzalcoatl"
SLUG = "quetzalcoatl"
PARAGRAPH = "12 (c)"  # where in it
PUBLIC_WORDS = "Words that cite it"
# Where the files are named while their collection is public.
SEEN = {
    *("meeting", "concept paper", "activity", "page of text", "country", "documents", "meetings compared"),
    *("statement of a report", "history of a meeting", "decisions", "decisions, csv", "decisions, json"),
    *("decisions, atom", "documents, csv", "documents, atom", "concept papers, csv", "status updates, json"),
    *("meeting as a ZIP", "API, meetings", "API, decisions", "API, activity", "API, initiative"),
    *("API, meeting", "sitemap"),
}


@pytest.fixture
def collection(db) -> Collection:
    outer = Collection.get_first_root_node().add_child(name="Outer")
    return outer.add_child(name="Inner")


@pytest.fixture
def files(full_portal, collection):
    """A document and an image that public pages cite in every possible way."""
    p = full_portal
    document = PortalDocumentFactory(title=SECRET, collection=collection, drawn=True)
    image = PortalImageFactory(title=SECRET, description=SECRET, credit=SECRET, collection=collection)
    DocumentVersionFactory(document=document)
    source = {"source_document": document, "source_paragraph": PARAGRAPH}
    DecisionFactory(page=p.meeting, subject=None, text="", document=document, **source)
    DecisionFactory(page=p.meeting, text="Ministers met.", document=document, **source)
    MeetingDocumentFactory(page=p.meeting, document=document, title=SECRET)
    ActivityDocumentFactory(page=p.activity, document=document, title=SECRET)
    StatusUpdateFactory(page=p.initiative, date=PartialDate(2013), note="Under way.", **source)
    for row in (p.paper, p.activity, p.initiative, p.country, p.area, p.admm, p.meeting):
        row.source_document = document
    p.paper.document = document
    p.meeting.photograph = image
    p.meeting.body = p.page.body = [
        ("rich_text", f'<p><a linktype="document" id="{document.pk}">{PUBLIC_WORDS}</a></p>'),
        ("quotation", {"text": "<p>We met.</p>", "document": document, "source": "", "url": ""}),
        ("image", {"image": image, "alt_text": SECRET, "caption": SECRET}),
        ("document_list", {"heading": "", "documents": [document]}),
    ]
    for row in (p.paper, p.activity, p.initiative, p.country, p.area, p.admm, p.meeting, p.page):
        row.save()
    p.initiative.status_updates.update(source_document=document)
    differences = record_difference(
        "decisions", "decisn22", decision_values(p.paper, p.document), decision_values(p.paper, document)
    )
    ChangeFactory(page=p.meeting, differences=differences)
    return document, image


def restrict(collection: Collection, kind: str = "login") -> CollectionViewRestriction:
    return CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=kind, password="a word of old"
    )


def addresses_naming(file: str, names: Iterable[str]) -> set[str]:
    """The public addresses whose response names one of the files."""
    client, secrets = Client(), (SECRET, f"/{SLUG}", file, PARAGRAPH)
    return {
        name
        for name in names
        if (text := response_text(client.get(SURFACES[name]))) and any(secret in text for secret in secrets)
    }


def test_files_of_a_private_collection_are_named_nowhere(client, files, collection, surfaces):
    document, image = files
    addresses = [document.url, document.get_absolute_url(), image.get_rendition("width-20").url]
    citing_surfaces = SEEN & surfaces.keys()
    assert citing_surfaces - addresses_naming(document.url, citing_surfaces) == set()
    assert client.get("/search/", {"q": SECRET}).context["count"] > 0
    assert client.get("/search/suggestions/", {"q": SLUG[:5]}).json()

    restrict(collection.get_parent())

    assert addresses_naming(document.url, surfaces) == set()
    assert client.get("/search/", {"q": SECRET}).context["count"] == 0
    assert SECRET not in response_text(client.get("/search/suggestions/", {"q": SLUG[:5]}))
    assert SECRET.lower() not in response_text(client.get("/search/", {"q": SLUG[:-1]}))
    for address in addresses:
        response = client.get(address)
        read(response)
        assert response.status_code == 404
    assert PUBLIC_WORDS in client.get("/about/background/").content.decode()


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", ["password", "groups"])
def test_whatever_keeps_a_collection_private_files_are_not_where_they_were_named(
    client, files, collection, kind
):
    document, image = files
    restrict(collection, kind)

    assert addresses_naming(document.url, SEEN) == set()
    assert client.get(document.url).status_code == 404
    assert client.get(image.get_rendition("width-20").url).status_code == 404


def test_a_collection_moved_below_a_private_one_takes_its_files_along(client, files, collection):
    private = Collection.get_first_root_node().add_child(name="Private")
    restrict(private, "password")
    client.force_login(AdministratorFactory())
    form = {"name": "Inner", "parent": private.pk}
    client.post(reverse("wagtailadmin_collections:edit", args=[collection.pk]), form)
    client.logout()

    assert SECRET not in response_text(client.get("/decisions.json"))
    assert client.get("/search/", {"q": SECRET}).context["count"] == 0


def test_files_put_into_a_private_collection_together_are_named_no_longer(client, files, collection):
    document, _ = files
    private = Collection.get_first_root_node().add_child(name="Private")
    restrict(private)
    client.force_login(AdministratorFactory())
    address = reverse("wagtail_bulk_action", args=["documents", "portaldocument", "add_to_collection"])
    client.post(f"{address}?id={document.pk}", {"collection": private.pk})
    client.logout()
    document.refresh_from_db()
    assert document.collection == private

    assert client.get("/search/", {"q": f'"{SECRET}"', "kind": "decision"}).context["count"] == 0
    assert document.url not in client.get("/meetings/5th-admm/").content.decode()


def test_the_admin_shows_and_keeps_references_to_private_files(client, files, collection, full_portal):
    document, _ = files
    restrict(collection)
    client.force_login(AdministratorFactory())

    html = client.get(reverse("wagtailadmin_pages:edit", args=[full_portal.paper.pk])).content.decode()
    assert SECRET in html
    full_portal.paper.save_revision().publish()

    full_portal.paper.refresh_from_db()
    assert full_portal.paper.document == document


def test_private_files_are_queried_once_per_request(client, files, collection, django_assert_max_num_queries):
    restrict(collection)
    client.get("/decisions.csv")
    with django_assert_max_num_queries(12):
        read(client.get("/decisions.csv"))


@pytest.fixture
def documents(portal, collection) -> dict[str, PortalDocument]:
    """Documents by who may see them."""
    documents = {
        "cited": PortalDocumentFactory(issued=PartialDate(2013)),
        "cited by nothing": PortalDocumentFactory(),
        "cited by a private page": PortalDocumentFactory(),
        "in a private collection": PortalDocumentFactory(collection=collection),
        "issued later": PortalDocumentFactory(issued=PartialDate(2015)),
    }
    names = ("cited", "in a private collection", "issued later")
    body = [("document_list", {"heading": "", "documents": [documents[name] for name in names]})]
    ContentPageFactory(body=body)
    body = [("document_list", {"heading": "", "documents": [documents["cited by a private page"]]})]
    hide(ContentPageFactory(body=body), "behind a password")
    restrict(collection)
    return documents


@pytest.mark.parametrize(("day", "names"), [(None, {"cited", "issued later"}), (date(2014, 5, 1), {"cited"})])
def test_the_public_documents_are_the_same_in_bulk(documents, day, names):
    """Counts of all documents ask for them by another query (`public_in_bulk`)."""
    with as_of(day) if day else nullcontext():
        public = set(PortalDocument.objects.public())
        in_bulk = set(PortalDocument.objects.public_in_bulk())

    assert in_bulk == public
    assert {name for name, document in documents.items() if document in public} == names
