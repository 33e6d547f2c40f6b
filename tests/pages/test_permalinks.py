"""Permalinks of decisions and status updates."""

import pytest
from bs4 import BeautifulSoup

from initiatives.models import StatusUpdate
from meetings.models import Decision, MeetingPage
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.portal import create_full_portal
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def decision(portal):
    return DecisionFactory(
        page=MeetingPageFactory(custom_title="5th ADMM"),
        subject=ConceptPaperPageFactory(title="Concept paper on ADIC"),
        text="Ministers adopted the paper.",
        source_document=PortalDocumentFactory(title="Joint Declaration"),
        source_paragraph="4",
        source_confirms=True,
    )


@pytest.fixture
def report(portal):
    return StatusUpdateFactory(page=InitiativePageFactory(title="ADIC"))


def open_permalink(client, record) -> BeautifulSoup:
    response = client.get(record.permalink)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text_of(page) -> str:
    return " ".join(page.find("main").get_text(" ").split())


def test_a_decision_says_what_where_when_and_from_which_source(client, decision):
    text = text_of(open_permalink(client, decision))
    for fact in ("Concept paper on ADIC", "5th ADMM", "19 May 2011", "Joint Declaration", "paragraph 4"):
        assert fact in text


def test_a_report_says_of_what_it_is_and_when(client, report):
    page = open_permalink(client, report)
    assert page.h1.get_text() == "ADIC, 27 January 2016: under way"
    assert "Work went on." in text_of(page)


def test_a_statement_leads_to_its_place_on_its_page(client, decision, report):
    for record in (decision, report):
        assert open_permalink(client, record).find("a", href=record.address)


def test_a_statement_has_its_own_title_address_and_card(client, decision):
    page = open_permalink(client, decision)
    address = f"http://testserver{decision.permalink}"
    assert page.find("link", rel="canonical")["href"] == address
    assert page.find("meta", property="og:url")["content"] == address
    assert page.find("meta", property="og:title")["content"] == (
        "Adopted at the 5th ADMM: Concept paper on ADIC"
    )
    assert page.find("meta", property="og:description")["content"] == "Ministers adopted the paper."


def test_a_statement_says_how_to_cite_it(client, decision):
    text = text_of(open_permalink(client, decision))
    assert "5th ADMM. (2011, May 19). Adopted at the 5th ADMM" in text
    assert f"http://testserver{decision.permalink}" in text


def test_every_record_of_the_portal_that_is_shown_has_an_address(client, db):
    create_full_portal()
    records = [*Decision.objects.public(), *StatusUpdate.objects.public()]
    assert len(records) == 3
    assert {client.get(record.permalink).status_code for record in records} == {200}
    for record in records:
        assert record.permalink in client.get(record.page.url).content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_statement_of_a_hidden_page_is_not_there(client, decision, report, hiding_method):
    hide(decision.page, hiding_method)
    hide(report.page, hiding_method)
    status = 410 if hiding_method == "unpublished" else 404
    assert client.get(decision.permalink).status_code == status
    assert client.get(report.permalink).status_code == status


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "hiding_method", [method for method in HIDING_METHODS if method != "below a private page"]
)
def test_a_decision_on_a_hidden_paper_does_not_name_it(client, decision, hiding_method):
    hide(decision.subject, hiding_method)
    content = client.get(decision.permalink).content.decode()
    assert "Ministers adopted the paper." in content
    assert "Concept paper on ADIC" not in content

    Decision.objects.filter(pk=decision.pk).update(text="")
    assert client.get(decision.permalink).status_code == 404


def test_an_address_stays_when_its_page_is_renamed_and_published_again(client, decision):
    meeting = MeetingPage.objects.get(pk=decision.page_id)
    meeting.custom_title, meeting.slug = "Fifth meeting", "fifth-meeting"
    meeting.save_revision().publish()
    assert open_permalink(client, decision).find("a", href=f"/meetings/fifth-meeting/#{decision.anchor}")


def test_an_alias_is_not_the_home_of_a_statement(client, report):
    initiative = type(report.page).objects.get(pk=report.page_id)
    initiative.create_alias(update_slug="alias")
    page = open_permalink(client, report)
    assert page.find("a", href=report.address)
    hide(initiative, "draft")
    assert client.get(report.permalink).status_code == 404


# As data


@pytest.fixture(params=["decision", "report"])
def record(request):
    return request.getfixturevalue(request.param)


def as_data(client, record) -> dict:
    """The JSON that the page of the record links to."""
    json_link = open_permalink(client, record).head.find("link", rel="alternate", type="application/json")
    response = client.get(json_link["href"])
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")
    return response.json()


def test_a_decision_as_data_says_what_where_when_and_from_which_source(client, decision):
    text = as_data(client, decision)
    assert text["permanent_url"] == f"http://testserver{decision.permalink}"
    assert text["page_url"] == f"http://testserver{decision.address}"
    assert text["date"] == {"value": "2011-05-19", "precision": "day"}
    assert (text["verb"], text["text"]) == ("adopted", "Ministers adopted the paper.")
    assert text["meeting"]["name"] == decision.page.title
    assert text["subject"]["name"] == "Concept paper on ADIC"
    assert (text["source"]["document"]["name"], text["source"]["paragraph"]) == ("Joint Declaration", "4")


def test_a_report_as_data_says_of_what_it_is_when_and_to_whom(client, portal):
    report = StatusUpdateFactory(page=InitiativePageFactory(title="ADIC"), reported_to=MeetingPageFactory())
    text = as_data(client, report)
    assert text["permanent_url"] == f"http://testserver{report.permalink}"
    assert text["page_url"] == f"http://testserver{report.address}"
    assert text["date"] == {"value": "2016-01-27", "precision": "day"}
    assert (text["status"], text["note"]) == ("under-way", "Work went on.")
    assert text["initiative"]["name"] == "ADIC"
    assert text["reported_to"]["name"] == report.reported_to.title


@pytest.mark.parametrize("confirms", [True, False], ids=["in part", "not at all"])
def test_a_statement_as_data_says_what_its_source_does_not_confirm(client, record, confirms):
    type(record).objects.filter(pk=record.pk).update(
        source_document=None,
        source_name="Chair's statement",
        source_confirms=confirms,
        source_unconfirmed="the day",
    )
    source, text = as_data(client, record)["source"], text_of(open_permalink(client, record))
    assert (source["name"], source["confirms"]) == ("Chair's statement", confirms)
    assert "the day" in source["unconfirmed"]
    assert ("Not confirmed by this source: the day" if confirms else "Not confirmed by a source") in text


def test_a_statement_with_an_ending_leads_to_its_data(client, record):
    place = record.permalink.rstrip("/")
    for method in ("get", "head"):
        response = getattr(client, method)(f"{place}.json?as_of=2020-01-01")
        assert (response.status_code, response.content) == (302, b"")
        assert (
            response["Location"]
            == f"{as_data(client, record)['url'].partition('testserver')[2]}?as_of=2020-01-01"
        )


def test_a_statement_and_its_data_say_to_head_what_they_say_to_get(client, record):
    data = as_data(client, record)["url"]
    for address in (record.permalink, data):
        for encoding in ("identity", "gzip"):
            headers = {"accept-encoding": encoding}
            of_get, of_head = client.get(address, headers=headers), client.head(address, headers=headers)
            assert (of_head.status_code, of_head.content) == (200, b"")
            del of_get["Server-Timing"], of_head["Server-Timing"]
            assert dict(of_head.headers) == dict(of_get.headers)


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_the_data_of_a_statement_of_a_hidden_page_is_not_there(client, record, hiding_method):
    text = as_data(client, record)
    hide(record.page, hiding_method)
    for address in (text["url"], f"{record.permalink.rstrip('/')}.json"):
        response = client.get(address)
        assert response.status_code == 404
        assert (text.get("text") or text["note"]) not in response.content.decode()
