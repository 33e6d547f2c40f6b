"""The register of documents, and what machines are told of the portal."""

import re
from datetime import datetime

import pytest

from admm_site.content.partial_dates import PartialDate
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.media import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.hiding import HIDING, hide


@pytest.fixture
def document(portal):
    """A public document, and one that nothing cites."""
    PortalDocumentFactory()
    public = PortalDocumentFactory(
        title="Joint Declaration",
        issued=PartialDate(2011, 5, 19),
        kind="joint-declaration",
        symbol="ADMM/5/1",
    )
    DecisionFactory(document=public)
    return public


def listed(client, query: str = "") -> list:
    return list(client.get(f"/documents/{query}").context["rows"])


def test_the_register_holds_what_the_public_may_read(client, document):
    assert listed(client) == [document]


@pytest.mark.parametrize("way", HIDING)
def test_the_register_does_not_hold_what_it_may_not(client, document, way):
    paper = ConceptPaperPageFactory(document=PortalDocumentFactory())
    hide(paper, way)
    assert listed(client) == [document]


def test_a_document_is_listed_with_what_is_known_of_it(client, document):
    said = client.get("/documents/").content.decode()
    for words in (
        document.url,
        "Joint Declaration",
        "ADMM/5/1",
        "19 May 2011",
        "PDF",
        "English",
        "Joint declaration",
    ):
        assert words in said


def test_the_newest_document_comes_first_and_undated_ones_last(client, document):
    undated, newer = (
        PortalDocumentFactory(title="A"),
        PortalDocumentFactory(title="B", issued=PartialDate(2013)),
    )
    for one in (undated, newer):
        DecisionFactory(document=one)
    assert listed(client) == [newer, document, undated]


@pytest.mark.parametrize("query", ["?kind=joint-declaration", "?year=2011", "?language=en"])
def test_the_register_can_be_filtered(client, document, query):
    DecisionFactory(document=PortalDocumentFactory(kind="report", issued=PartialDate(2010), language="th"))
    assert listed(client, query) == [document]


@pytest.mark.parametrize(
    "query", ["?kind=nonsense", "?year=1900", "?year=abc", "?language=xx", f"?year={'9' * 40}"]
)
def test_a_filter_that_does_not_exist_says_so(client, document, query):
    response = client.get(f"/documents/{query}")
    assert response.status_code == 400
    assert "The list can’t be filtered like this" in response.content.decode()


# Sitemap, robots.txt, security.txt


def addresses(client) -> list[str]:
    return re.findall(r"<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode())


def test_the_sitemap_lists_every_public_address_once(client, portal):
    country, area, series = CountryFactory(), CooperationAreaFactory(), MeetingSeriesFactory()
    page = ContentPageFactory()
    found = addresses(client)

    assert len(found) == len(set(found))
    assert set(found) == {
        "/",
        "/meetings/",
        "/concept-papers/",
        "/initiatives/",
        "/about/",
        page.url,
        *(record.get_absolute_url() for record in (country, area, series)),
        "/about/structure/",
        "/areas/",
        "/countries/",
        "/documents/",
        "/meetings/calendar/",
    }


def test_every_address_of_the_sitemap_works(client, portal):
    DecisionFactory(subject=ConceptPaperPageFactory())
    assert {address: client.get(address).status_code for address in addresses(client)} == dict.fromkeys(
        addresses(client), 200
    )


@pytest.mark.parametrize("way", HIDING)
def test_a_hidden_page_is_in_no_sitemap(client, portal, way):
    page = ContentPageFactory()
    hide(page, way)
    assert page.get_url() not in addresses(client)


def test_robots_are_kept_from_the_admin_and_shown_the_sitemap(client, portal):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    said = response.content.decode()
    assert "Disallow: /admin/" in said
    assert "Sitemap: http://testserver/sitemap.xml" in said


def test_whoever_finds_a_hole_is_told_where_to_report_it(client, portal):
    said = client.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in said.splitlines() if line)
    assert fields["Contact"].startswith(("mailto:", "https:"))
    assert datetime.fromisoformat(fields["Expires"]).tzinfo
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
