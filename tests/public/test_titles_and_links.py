"""What must be true of all pages of the sitemap together: titles, words of links, shortened addresses."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from admm_site.core.partial_dates import PartialDate
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory
from tests.public_urls import PAGES
from tests.sitemap_pages import (
    ambiguous_links,
    get_pages,
    prefixes,
    shared_titles,
    sitemap_addresses,
    words,
)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def addresses(module_portal) -> set[str]:
    """The addresses of the sitemap and of the other pages of the portal, without those that are filtered."""
    return {*sitemap_addresses(Client()), *(address for address in PAGES.values() if "?" not in address)}


@pytest.fixture(scope="module")
def pages(addresses) -> dict[str, BeautifulSoup]:
    return get_pages(Client(), addresses)


def test_no_two_pages_have_one_title(pages):
    assert shared_titles(pages) == {}


def test_documents_of_one_name_differ_by_their_date_or_language(client, full_portal):
    declaration = PortalDocumentFactory(title="Declaration", issued=PartialDate(2011, 5, 19))
    later = PortalDocumentFactory(title="Declaration", issued=PartialDate(2012, 5, 29))
    translation = PortalDocumentFactory(
        title="Declaration", issued=PartialDate(2011, 5, 19), translation_of=declaration, language="vi"
    )
    documents = [declaration, later, translation]
    for document in documents:
        DecisionFactory(document=document)
    pages = get_pages(client, [document.get_absolute_url() for document in documents])
    assert shared_titles(pages) == {}


def test_the_histories_of_a_paper_and_an_initiative_of_one_name_have_their_own_titles(client, full_portal):
    pages = get_pages(client, ["/changes/concept-papers/adic/", "/changes/initiatives/adic/"])
    assert shared_titles(pages) == {}


def test_links_with_the_same_words_lead_to_the_same_page(pages):
    assert ambiguous_links(pages) == {}


def test_a_number_in_the_timeline_says_of_which_year_it_is(pages):
    links = [words(link) for link in pages["/meetings/timeline/"].select(".tally a")]
    assert "2 decisions in 2011" in links
    assert all(re.search(r" in \d{4}$", text) for text in links)


def test_a_link_to_a_file_says_of_which_type_it_is(client, full_portal):
    page = get_pages(client, ["/concept-papers/adic/"])["/concept-papers/adic/"]
    links = [words(link) for link in page.find("main").find_all("a", href=full_portal.document.url)]
    assert links
    assert all(text.endswith("(PDF)") for text in links)


def test_every_address_that_is_cut_short_answers(client, full_portal, addresses):
    shortened = prefixes({*addresses, "/documents/joint-declaration/versions/1/", "/d/decisn22/"})
    shortened -= {"/changes/about/", "/changes/initiatives/", "/changes/meetings/"}  # no change is recorded
    statuses = {address: client.get(address, follow=True).status_code for address in sorted(shortened)}
    assert {address: status for address, status in statuses.items() if status != 200} == {}


@pytest.mark.parametrize(
    ("address", "target"),
    [
        ("/d/", "/decisions/"),
        ("/meetings/calendar/2011/", "/meetings/calendar/2011/1/"),
        ("/documents/joint-declaration/versions/", "/documents/joint-declaration/"),
    ],
)
def test_an_address_that_is_cut_short_leads_to_what_it_is_part_of(client, full_portal, address, target):
    assert client.get(address).url == target
    assert client.get(f"{address}?as_of=2014-05-01").url == f"{target}?as_of=2014-05-01"
