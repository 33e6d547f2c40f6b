"""Metadata for reference managers: meta elements, and links to BibTeX, RIS and JSON."""

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup

from tests.public_urls import API_RECORDS, PAGES
from tests.visibility import hide

CITED = {
    "meeting": ("/meetings/5th-admm/", "5th ADMM"),
    "concept paper": ("/concept-papers/adic/", "ADIC"),
    "initiative": ("/initiatives/adic/", "ADIC"),
    "activity": ("/initiatives/adic/workshop/", "Workshop"),
    "document": ("/documents/joint-declaration/", "Joint Declaration"),
    "decision": ("/d/decisn22/", "Adopted at the 5th ADMM: ADIC"),
    "status update": ("/d/report22/", "ADIC, 27 January 2016: under way"),
}
UNCITED = ("/countries/viet-nam/", "/areas/hadr/", "/meetings/series/hadr-ewg/")


def page(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def citation_meta(soup: BeautifulSoup) -> dict[str, str]:
    elements = soup.head.find_all("meta", attrs={"name": lambda name: name and name.startswith("citation_")})
    return {meta["name"].removeprefix("citation_"): meta["content"] for meta in elements}


def links(soup: BeautifulSoup) -> dict[str, str]:
    return {link["type"]: link["href"] for link in soup.head.find_all("link", rel="alternate", type=True)}


def test_a_record_says_title_date_and_author(client, full_portal):
    for address, title in CITED.values():
        citation_metas = citation_meta(page(client, address))
        assert citation_metas["title"] == title
        assert citation_metas["author"]
        assert citation_metas["publication_date"][:2] == "20"
        assert citation_metas["public_url"].startswith("http://testserver/")


@pytest.mark.parametrize("name", ["document", "concept paper"])
def test_the_file_is_found_where_there_is_one(client, full_portal, name):
    citation_metas = citation_meta(page(client, CITED[name][0]))
    assert citation_metas["pdf_url"] == f"http://testserver{full_portal.document.url}"
    assert citation_metas["author"] == full_portal.admm.name


def test_a_file_that_is_not_public_is_not_named(client, full_portal):
    full_portal.document.collection = full_portal.document.collection.add_child(name="Secret")
    full_portal.document.collection.view_restrictions.create(restriction_type="login")
    full_portal.document.save()
    assert "pdf_url" not in citation_meta(page(client, "/concept-papers/adic/"))


def test_a_reference_can_be_downloaded_as_the_page_says(client, full_portal):
    for address, title in CITED.values():
        soup = page(client, address)
        alternates = links(soup)
        bibtex = client.get(alternates["application/x-bibtex"])
        [entry] = bibtexparser.parse_string(bibtex.content.decode()).entries
        assert entry.fields_dict["title"].value == f"{{{title}}}"
        ris = client.get(alternates["application/x-research-info-systems"])
        [content] = rispy.loads(ris.content.decode())
        assert content["title"] == title
        assert content["urls"] == [citation_meta(soup)["public_url"]]


def test_every_record_is_offered_as_data(client, full_portal):
    for address in (*(address for address, _title in CITED.values()), *UNCITED):
        data = links(page(client, address))["application/json"]
        response = client.get(data)
        assert response.status_code == 200
        assert response.json()["url"] == f"http://testserver{data}"
        redirect = client.get(f"{address.rstrip('/')}.json")
        assert (redirect.status_code, redirect["Location"]) == (302, data)


def test_a_hidden_page_has_no_data_or_citation(client, full_portal):
    hide(full_portal.meeting, "draft")
    hide(full_portal.paper, "below a private page")
    hide(full_portal.initiative, "draft")
    for place in ("/meetings/5th-admm", "/concept-papers/adic", "/d/decisn22", "/d/report22"):
        assert {client.get(f"{place}.{suffix}").status_code for suffix in ("json", "bib", "ris")} == {404}


@pytest.mark.parametrize(
    "place", ["/about", "/search", "/meetings", "/nothing", "/countries/viet-nam", "/about/map"]
)
def test_a_page_that_is_no_record_has_no_citation_metadata(client, full_portal, place):
    assert {client.get(f"{place}.{suffix}").status_code for suffix in ("bib", "ris")} == {404}


def test_every_record_type_of_the_api_is_tested():
    assert {address.split("/")[3] for address in API_RECORDS.values()} == {
        *("meetings", "papers", "initiatives", "activities", "documents", "countries", "areas", "series")
    }
    assert set(UNCITED) <= set(PAGES.values())
