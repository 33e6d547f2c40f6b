"""The licence of the records, and how to contact the editors."""

import json

import pytest
from bs4 import BeautifulSoup

from tests.responses import read

LICENCE = "https://licence.example/open/"


@pytest.fixture
def licence(portal, settings):
    settings.REUSE_LICENCE_URL, settings.REUSE_LICENCE_NAME = LICENCE, "Open"


@pytest.mark.parametrize("suffix", ["csv", "json", "atom", "ics"])
def test_every_download_says_its_licence(client, licence, suffix):
    response = client.get(f"/meetings.{suffix}")
    assert response["Link"] == f'<{LICENCE}>; rel="license"'
    if suffix in ("json", "atom"):
        assert LICENCE in read(response).decode()


def test_linked_data_says_it_of_pages_and_of_lists(client, licence):
    page = BeautifulSoup(client.get("/meetings/").content, "html.parser")
    [of_page] = [
        node
        for script in page.find_all("script", type="application/ld+json")
        for node in json.loads(script.string)["@graph"]
        if node["@type"] == "CollectionPage"
    ]
    assert of_page["license"] == of_page["mainEntity"]["license"] == LICENCE


def test_the_description_of_the_api_says_it(client, db, settings):
    licence = client.get("/api/v1/openapi.json").json()["info"]["license"]
    assert licence == {"name": settings.REUSE_LICENCE_NAME, "url": settings.REUSE_LICENCE_URL}


def test_a_page_says_it_and_every_page_leads_there(client, licence):
    footer = BeautifulSoup(client.get("/").content, "html.parser").footer
    soup = BeautifulSoup(client.get(footer.find("a", string="Reuse")["href"]).content, "html.parser").main
    assert soup.find("a", rel="license", string="Open")["href"] == LICENCE
    assert "doesn’t cover them" in soup.get_text()


def test_the_editors_can_be_reached_from_every_page(client, licence, settings):
    footer = BeautifulSoup(client.get("/").content, "html.parser").footer
    soup = BeautifulSoup(client.get(footer.find("a", string="Contact")["href"]).content, "html.parser").main
    assert soup.find("a", href="/report/")
    assert soup.find("a", href=settings.SECURITY_CONTACT)
