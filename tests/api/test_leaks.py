"""The API says nothing about what is not public; `tests/public/test_leaks.py` requests every list too."""

import pytest
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory
from tests.visibility import HIDING_METHODS, hide

WORD = "Quetzalcoatl"
LISTS = ("decisions/", "meetings/?include=decisions,documents", "initiatives/?include=decisions", "papers/")


def get_lists(client) -> str:
    return "".join(client.get(f"/api/v1/{address}").content.decode() for address in LISTS)


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_decision_does_not_name_a_subject_that_is_hidden(client, full_portal, ask, hiding_method):
    paper = ConceptPaperPageFactory(title=WORD, slug="negotiation", area=full_portal.area)
    DecisionFactory(page=MeetingPageFactory(), subject=paper, text="Ministers adopted a paper.")
    assert WORD in get_lists(client)

    hide(paper, hiding_method)

    decision = next(
        record for record in ask("decisions/")["results"] if record["text"] == "Ministers adopted a paper."
    )
    assert (decision["subject"], decision["title"]) == (None, "Ministers adopted a paper.")
    assert WORD not in get_lists(client)
    assert "negotiation" not in get_lists(client)


def test_a_decision_about_nothing_but_a_hidden_page_is_left_out(portal, ask):
    DecisionFactory(
        page=MeetingPageFactory(slug="alone"), subject=ConceptPaperPageFactory(live=False), text=""
    )
    assert ask("decisions/?meeting=alone")["results"] == []


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_record_of_a_hidden_page_has_no_address(client, full_portal, ask, hiding_method):
    address = ask("meetings/5th-admm/?include=decisions")["decisions"][0]["url"]
    hide(full_portal.meeting, hiding_method)
    assert client.get(address).status_code == 404
    assert client.get("/api/v1/meetings/5th-admm/").status_code == 404


def test_a_document_in_a_private_collection_is_not_named(client, full_portal):
    private = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(collection=private, restriction_type="login")
    document = PortalDocumentFactory(title=WORD, collection=private)
    MeetingDocumentFactory(page=full_portal.meeting, document=document)
    DecisionFactory(page=full_portal.meeting, document=document, source_document=document, text="Signed.")
    assert WORD not in get_lists(client)
    assert document.slug not in get_lists(client)
    assert client.get(f"/api/v1/documents/{document.slug}/").status_code == 404


def test_a_document_that_nothing_public_cites_is_not_in_the_register(client, portal, ask):
    document = PortalDocumentFactory(title=WORD)
    assert document.slug not in [record["slug"] for record in ask("documents/")["results"]]
    assert client.get(f"/api/v1/documents/{document.slug}/").status_code == 404


def test_an_activity_does_not_name_an_initiative_that_is_hidden(portal, ask):
    initiative = InitiativePageFactory(title=WORD)
    ActivityPageFactory(parent=initiative, title="Conference")
    initiative.refresh_from_db()
    initiative.live = False
    initiative.save(clean=False)
    records = ask("activities/")["results"]
    assert [record["initiative"] for record in records if record["title"] == "Conference"] == [None]


def test_a_paper_does_not_name_its_successor_while_that_is_hidden(full_portal, ask):
    hide(full_portal.paper, "draft")
    assert ask("papers/older-paper/")["superseded_by"] is None
    assert ask("initiatives/adic/")["papers"] == []
    assert ask("initiatives/adic/")["adopted_on"] is None


def test_a_report_does_not_name_a_meeting_that_is_hidden(full_portal, ask):
    hide(full_portal.meeting, "draft")
    assert [record["reported_to"] for record in ask("status-updates/")["results"]] == [None]


@pytest.mark.parametrize("query", ["year=2011", "series=admm", "country=viet-nam", "meeting=5th-admm"])
def test_a_filter_finds_nothing_that_is_hidden(full_portal, ask, query):
    hide(full_portal.meeting, "behind a password")
    assert ask(f"decisions/?{query}")["results"] == []
