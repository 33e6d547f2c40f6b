"""The log says nothing about what is not public at the time of the request."""

import pytest

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.models import FeaturedPage
from initiatives.models import StatusUpdate
from meetings.models import Decision, MeetingDocument
from tests.exports.lists import rows_of_json
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory
from tests.factories.reference import CountryFactory
from tests.responses import response_text
from tests.visibility import HIDING_METHODS, hide

from .publishing import draft, publish

pytestmark = pytest.mark.django_db

LOG = ("/changes/", "/changes.csv", "/changes.json", "/changes.atom")


def read_log(client, *addresses) -> str:
    return " ".join(response_text(client.get(address)) for address in (*LOG, *addresses))


def history(page) -> str:
    return f"/changes{page.url}"


@pytest.fixture
def page(portal):
    """A public page with a history, all of which contains the word."""
    page = ConceptPaperPageFactory(title="Quetzal paper", slug="counted")
    publish(page, summary="A quetzal.")
    publish(page, summary="Two quetzals.", change_note="Quetzals were counted.")
    return page


def test_the_history_of_a_public_page_is_seen(client, page):
    assert read_log(client).lower().count("quetzal") >= 4
    assert "Two quetzals." in read_log(client, history(page))


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_page_that_is_hidden_is_not_named(client, page, hiding_method):
    address = history(page)
    hide(page, hiding_method)

    assert "quetzal" not in read_log(client, address).lower()
    assert client.get(address).status_code == 404


def test_a_page_that_was_withdrawn_is_listed_as_no_more_than_that(client, page):
    hide(page, "unpublished")
    (row,) = rows_of_json(client, "/changes.json?kind=withdrawn")
    assert (row["title"], row["summary"], row["page_url"]) == (
        "A page was withdrawn",
        "A page was withdrawn",
        "http://testserver/changes/",
    )
    assert "A page was withdrawn" in response_text(client.get("/changes/"))


def test_a_private_page_is_not_even_listed_as_withdrawn(client, page):
    hide(page, "below a private page")
    type(page).objects.get(pk=page.pk).unpublish()
    assert "withdrawn" not in response_text(client.get("/changes.csv"))


@pytest.mark.parametrize("about", ["area", "country"])
def test_filters_by_what_a_page_is_about_find_no_withdrawn_one(client, page, about):
    page.proposed_by.set([CountryFactory()])
    page.save()
    slug = {"area": page.area, "country": page.proposed_by.get()}[about].slug
    assert "uetzal" in response_text(client.get(f"/changes.csv?{about}={slug}"))

    hide(page, "unpublished")

    assert response_text(client.get(f"/changes.csv?{about}={slug}")).count("withdrawn") == 0


def test_a_draft_of_a_public_page_is_in_no_log(client, page):
    draft(
        page, summary="Axolotl", change_note="Axolotl", change_is_correction=True, correction_reason="Axolotl"
    )
    assert "axolotl" not in read_log(client, history(page), page.url).lower()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_what_a_meeting_decided_on_is_not_named_while_it_is_hidden(client, portal, page, hiding_method):
    meeting = MeetingPageFactory()
    publish(meeting)
    publish(meeting, decisions=[Decision(subject=page)])
    publish(meeting, decisions=[])
    assert "Quetzal" in read_log(client, history(meeting))

    hide(page, hiding_method)

    assert "quetzal" not in read_log(client, history(meeting)).lower()


def test_a_draft_meeting_that_was_reported_to_is_not_named(client, portal):
    meeting, initiative = MeetingPageFactory(custom_title="Axolotl meeting"), InitiativePageFactory()
    publish(initiative)
    status_update = StatusUpdate(date=PartialDate(2025), note="Work.", key="update99")
    publish(initiative, status_updates=[status_update])
    status_update.reported_to = meeting
    publish(initiative, status_updates=[status_update])
    assert "Axolotl" in read_log(client, history(initiative))

    hide(meeting, "draft")

    assert "axolotl" not in read_log(client, history(initiative)).lower()


def test_a_document_that_nothing_public_cites_any_more_is_not_named(client, portal):
    document, meeting = PortalDocumentFactory(title="Axolotl declaration"), MeetingPageFactory()
    publish(meeting)
    publish(meeting, documents=[MeetingDocument(document=document, title="The axolotl")])
    assert "Axolotl" in read_log(client, history(meeting))

    publish(meeting, documents=[])

    assert "axolotl" not in read_log(client, history(meeting)).lower()


def test_what_the_home_page_said_of_a_hidden_page_is_not_in_the_log(client, portal, page):
    publish(portal.home)
    publish(portal.home, featured=[FeaturedPage(target=page, text="A quetzal")])
    hide(page, "draft")
    assert "quetzal" not in read_log(client).lower()
