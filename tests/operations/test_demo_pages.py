"""What must be true of all pages of the demonstration together."""

import re
from statistics import median

import pytest

from tests.sitemap_pages import (
    ambiguous_links,
    get_pages,
    prefixes,
    shared_titles,
    sitemap_addresses,
    source_share,
)

# The addresses of each kind of page on which every fact has a source.
WITH_SOURCES = {
    "meeting": r"/meetings/[^/]+/",
    "initiative": r"/initiatives/[^/]+/",
    "concept paper": r"/concept-papers/[^/]+/",
    "area": r"/areas/[^/]+/",
    "country": r"/countries/[^/]+/",
}
MAX_SOURCE_SHARE = 0.12

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.exhaustive]


def test_titles_links_and_shortened_addresses(client):
    addresses = sitemap_addresses(client)
    pages = get_pages(client, addresses)
    assert shared_titles(pages) == {}
    assert ambiguous_links(pages) == {}
    statuses = {address: client.get(address, follow=True).status_code for address in prefixes(addresses)}
    assert {address: status for address, status in statuses.items() if status != 200} == {}


@pytest.mark.parametrize("pattern", WITH_SOURCES.values(), ids=WITH_SOURCES)
def test_sources_take_little_of_what_one_reads(client, pattern):
    """On half of the pages of a kind they take less than an eighth of the words; they were up to 65 %."""
    addresses = filter(re.compile(pattern).fullmatch, sitemap_addresses(client))
    shares = map(source_share, get_pages(client, addresses).values())
    assert median(shares) <= MAX_SOURCE_SHARE


def test_each_number_of_a_source_leads_to_it_and_back(client):
    """Those of the decision tracker too, which shows steps of many pages."""
    page = client.get("/trail/").content.decode()
    links = set(re.findall(r'href="#((?:source|reference)-[\d-]+)"', page))
    assert links
    assert links <= set(re.findall(r' id="([^"]+)"', page))
