"""What must be true of all pages of the demonstration together."""

import pytest

from tests.sitemap_pages import (
    ambiguous_links,
    get_pages,
    prefixes,
    shared_titles,
    sitemap_addresses,
    source_share,
)

# The pages on which every fact has a source.
WITH_SOURCES = ("/meetings/", "/initiatives/", "/concept-papers/", "/areas/", "/countries/", "/trail/")
MAX_SOURCE_SHARE = 0.12

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.exhaustive]


def test_titles_links_and_shortened_addresses(client):
    addresses = sitemap_addresses(client)
    pages = get_pages(client, addresses)
    assert shared_titles(pages) == {}
    assert ambiguous_links(pages) == {}
    statuses = {address: client.get(address, follow=True).status_code for address in prefixes(addresses)}
    assert {address: status for address, status in statuses.items() if status != 200} == {}


def test_sources_take_little_of_what_one_reads(client):
    """On no page of records do they take more than an eighth of the words; they were up to 65 % of them."""
    addresses = [address for address in sitemap_addresses(client) if address.startswith(WITH_SOURCES)]
    shares = {address: source_share(page) for address, page in get_pages(client, addresses).items()}
    assert {address: share for address, share in shares.items() if share > MAX_SOURCE_SHARE} == {}
