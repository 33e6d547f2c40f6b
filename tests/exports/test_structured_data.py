"""Structured data of pages: valid schema.org, no more than the page shows, and escaped."""

import json
import re

import pytest
from bs4 import BeautifulSoup
from django.conf.urls.i18n import i18n_patterns
from django.test import override_settings
from django.utils import translation
from django.utils.translation import trans_real

from admm_site.core.partial_dates import PartialDate
from admm_site.exports.structured_data import json_ld_script
from admm_site.urls import urlpatterns as addresses_of_the_portal
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.public_urls import NOT_FOUND, PAGES
from tests.responses import read
from tests.schema_org import find_errors

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def documents(response) -> list[dict]:
    """The JSON-LD documents of the page."""
    page = BeautifulSoup(response.content, "html.parser")
    return [json.loads(block.string) for block in page.find_all("script", type="application/ld+json")]


def structured_data_of(client, address: str, kind: str) -> list[dict]:
    """The items of that type in the structured data of the page, at any depth."""

    def walk(value):
        if isinstance(value, dict):
            if value.get("@type") == kind:
                yield value
            for child in value.values():
                yield from walk(child)
        elif isinstance(value, list):
            for child in value:
                yield from walk(child)

    return list(walk(documents(client.get(address))))


# Every page


@pytest.fixture(scope="module")
def responses(get_responses) -> dict:
    """The responses of all pages, requested once for the module."""
    return get_responses(PAGES.values())


def test_every_page_has_valid_structured_data(responses):
    wrong, silent = {}, set()
    for name, address in PAGES.items():
        expected = documents(responses[address])
        if not expected:
            silent.add(name)
        if error := [fault for document in expected for fault in find_errors(document)]:
            wrong[name] = error
    assert (wrong, silent) == ({}, set())


def test_breadcrumbs_in_structured_data_are_those_of_the_page(responses):
    different = {}
    for name, address in PAGES.items():
        response = responses[address]
        page = BeautifulSoup(response.content, "html.parser")
        visible = [item.get_text(strip=True) for item in page.select(".breadcrumbs li")]
        expected = [
            [step["name"] for step in node["itemListElement"]]
            for document in documents(response)
            for node in document["@graph"]
            if node["@type"] == "BreadcrumbList"
        ]
        if expected != ([visible] if visible else []):
            different[name] = (visible, expected)
    assert different == {}


def test_every_address_in_structured_data_is_absolute_and_works(client, full_portal, responses):
    addresses = {
        error
        for address in PAGES.values()
        for block in documents(responses[address])
        for error in re.findall(r'"(?:url|contentUrl|@id)": "([^"#]+)"', json.dumps(block))
    }
    assert all(address.startswith("http://testserver/") for address in addresses)
    broken = {}
    for address in addresses:
        response = responses.get(address.removeprefix("http://testserver")) or client.get(address)
        read(response)
        if response.status_code != 200:
            broken[address] = response.status_code
    assert broken == {}


def test_a_page_that_is_not_found_has_no_structured_data(client, full_portal):
    assert {name for name, address in NOT_FOUND.items() if documents(client.get(address))} == set()


# Kinds of pages


def test_the_home_page_has_a_search_action(client, full_portal):
    (action,) = structured_data_of(client, "/", "SearchAction")
    assert action["target"]["urlTemplate"] == "http://testserver/search/?q={search_term_string}"
    assert action["query-input"] == "required name=search_term_string"


def test_a_meeting_is_an_event(client, full_portal):
    (event, *_) = structured_data_of(client, "/meetings/5th-admm/", "Event")
    assert event["startDate"] == event["endDate"] == "2011-05-19"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["eventAttendanceMode"] == "https://schema.org/OfflineEventAttendanceMode"
    assert event["location"][0]["address"] == {
        "@type": "PostalAddress",
        "addressLocality": "Jakarta",
        "addressCountry": "VN",
    }
    assert event["organizer"]["url"] == "http://testserver/meetings/series/admm/"
    assert [work["name"] for work in event["workFeatured"]] == ["Joint Declaration"]


@pytest.mark.parametrize(
    ("state", "expected"),
    [("planned", "EventScheduled"), ("postponed", "EventPostponed"), ("cancelled", "EventCancelled")],
)
def test_the_state_of_a_meeting_is_in_structured_data(client, portal, state, expected):
    page = MeetingPageFactory(state=state, start_date=PartialDate(2027))
    assert structured_data_of(client, page.url, "Event")[0]["eventStatus"] == f"https://schema.org/{expected}"


@pytest.mark.parametrize(
    ("date", "expected"),
    [(None, None), (PartialDate(2026), "2026"), (PartialDate(2026, 11), "2026-11")],
    ids=["unknown", "year", "month"],
)
def test_a_date_has_the_precision_that_is_known(client, portal, date, expected):
    page = MeetingPageFactory(state="planned", start_date=date)
    assert structured_data_of(client, page.url, "Event")[0].get("startDate") == expected


def test_a_video_conference_has_a_virtual_location(client, portal):
    page = MeetingPageFactory(format="video-conference", city="", country=None)
    (event,) = structured_data_of(client, page.url, "Event")
    assert [place["@type"] for place in event["location"]] == ["VirtualLocation"]


def test_an_activity_is_an_event_of_its_working_group(client, full_portal):
    (event,) = structured_data_of(client, "/initiatives/adic/workshop/", "Event")
    assert event["startDate"] == "2012-09"
    assert [row["@type"] for row in event["organizer"]] == ["GovernmentOrganization", "Project"]


def test_a_paper_that_lays_down_rules_is_legislation_with_body_and_date(client, portal):
    paper = ConceptPaperPageFactory(kind="terms-of-reference")
    DecisionFactory(page=MeetingPageFactory(), subject=paper)
    (text,) = structured_data_of(client, paper.url, "Legislation")
    assert text["legislationDate"] == "2011-05-19"
    assert text["legislationPassedBy"]["@type"] == "GovernmentOrganization"


def test_a_concept_paper_is_no_legislation(client, full_portal):
    assert structured_data_of(client, "/concept-papers/adic/", "Legislation") == []
    assert (
        structured_data_of(client, "/concept-papers/adic/", "CreativeWork")[0]["subjectOf"][0]["name"]
        == "5th ADMM"
    )


def test_a_register_is_a_dataset_with_its_formats(client, full_portal):
    (dataset,) = structured_data_of(client, "/meetings/", "Dataset")
    assert {row["contentUrl"]: row["encodingFormat"] for row in dataset["distribution"]} == {
        "http://testserver/meetings.csv": "text/csv",
        "http://testserver/meetings.json": "application/json",
        "http://testserver/meetings.atom": "application/atom+xml",
        "http://testserver/meetings.ics": "text/calendar",
    }


@pytest.mark.parametrize(
    "address", ["/meetings/", "/concept-papers/", "/initiatives/", "/documents/", "/countries/", "/areas/"]
)
def test_every_register_is_a_dataset(client, full_portal, address):
    assert len(structured_data_of(client, address, "Dataset")) == 1


def test_a_document_has_its_file_in_structured_data(client, full_portal):
    (text,) = structured_data_of(client, full_portal.document.get_absolute_url(), "Legislation")
    assert text["datePublished"] == "2011-05-19"
    assert text["encoding"]["contentUrl"] == f"http://testserver{full_portal.document.url}"


# Safely


HOSTILE = ["</script><script>alert(1)</script>", "<!-- <script>", "]]>", "a & b", "&lt;", "\u2028", '"\\']


def test_no_text_breaks_out_of_the_data(client, portal):
    title = f"Meeting {' '.join(HOSTILE)}"
    page = MeetingPageFactory(custom_title=title, slug="a-meeting", theme=title, summary=title)
    response = client.get(page.url)
    blocks = re.findall(rb'<script type="application/ld\+json">(.*?)</script>', response.content, re.DOTALL)
    assert len(blocks) == 2
    assert not [character for block in blocks for character in b"<>&" if character in block]
    assert b"<script>" not in response.content
    assert title in {node.get("name") for node in structured_data_of(client, page.url, "Event")}


def test_the_element_is_one_that_no_browser_runs():
    assert json_ld_script([]).startswith('<script type="application/ld+json">')


# Previews


@pytest.mark.parametrize("model", ["meeting", "paper", "initiative", "activity", "page", "home"])
def test_a_preview_has_structured_data_as_far_as_possible(full_portal, rf, model):
    page = getattr(full_portal, model)
    page.refresh_from_db()
    response = type(page).objects.get(pk=page.pk).make_preview_request(rf.get("/"), "")
    response.render()
    assert [fault for document in documents(response) for fault in find_errors(document)] == []


def test_a_page_that_is_not_yet_saved_can_be_previewed(full_portal, rf):
    page = MeetingPageFactory.build(series=full_portal.admm, country=full_portal.country, chair_country=None)
    full_portal.meetings.refresh_from_db()
    page.set_url_path(full_portal.meetings)
    page.path, page.depth = full_portal.meetings.path + "000Z", full_portal.meetings.depth + 1
    response = page.make_preview_request(rf.get("/"), "")
    assert response.status_code == 200


# In other languages

with override_settings(USE_I18N=True):
    urlpatterns = i18n_patterns(*addresses_of_the_portal, prefix_default_language=False)


def alternates(response) -> dict[str, str]:
    page = BeautifulSoup(response.content, "html.parser")
    return {link["hreflang"]: link["href"] for link in page.find_all("link", hreflang=True)}


def test_a_portal_of_one_language_names_no_other(responses):
    assert {address for address, response in responses.items() if alternates(response)} == set()


@pytest.mark.parametrize("address", ["/meetings/", "/meetings/5th-admm/", "/countries/viet-nam/"])
def test_a_portal_of_two_languages_names_both_on_every_page(client, full_portal, address, monkeypatch):
    # A process decides once whether it translates.
    monkeypatch.setattr(translation, "_trans", trans_real)
    languages = [("en", "English"), ("vi", "Tiếng Việt")]
    with override_settings(ROOT_URLCONF=__name__, LANGUAGES=languages, USE_I18N=True):
        assert alternates(client.get(address)) == {
            "en": f"http://testserver{address}",
            "vi": f"http://testserver/vi{address}",
            "x-default": f"http://testserver{address}",
        }


# The check itself


A = {"@type": "Event", "name": "a", "url": "http://a.b/"}


@pytest.mark.parametrize(
    ("node", "fault"),
    [
        ({"@type": "Evnet"}, "there is no type"),
        ({"@type": "Event", "name": "a"}, "lacks url"),
        (A | {"url": "/a/"}, "is none of"),
        (A | {"isbn": "1"}, "has no property"),
        (A | {"startDate": "May 2011"}, "is none of"),
        (A | {"name": ""}, "says nothing"),
        (A | {"attendees": []}, "superseded"),
        (A | {"eventStatus": "https://schema.org/Held"}, "member of none"),
        (A | {"organizer": {"@type": "Country", "name": "b", "url": "http://a.b/"}}, "is none of"),
        (A | {"organizer": {"name": "b"}}, "neither an item"),
    ],
)
def test_the_check_of_the_vocabulary_finds_errors(node, fault):
    assert any(fault in error for error in find_errors({"@context": "https://schema.org", "@graph": [node]}))
