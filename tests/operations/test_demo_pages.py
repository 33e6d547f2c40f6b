"""What must be true of all pages of the demonstration together."""

import pytest

from tests.sitemap_pages import ambiguous_links, get_pages, prefixes, shared_titles, sitemap_addresses

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.exhaustive]


def test_titles_links_and_shortened_addresses(client):
    addresses = sitemap_addresses(client)
    pages = get_pages(client, addresses)
    assert shared_titles(pages) == {}
    assert ambiguous_links(pages) == {}
    statuses = {address: client.get(address, follow=True).status_code for address in prefixes(addresses)}
    assert {address: status for address, status in statuses.items() if status != 200} == {}
