"""Absolute URLs have the portal's own host, whichever host was requested."""

import pytest
from django.contrib.sitemaps import Sitemap
from django.core.cache import cache
from django.test import Client

from tests.public_urls import SURFACES
from tests.responses import response_text

OTHER = "other-name.example"
WITH_WHOLE_ADDRESSES = (
    "home",
    "meeting",
    "document",
    "statement of a decision",
    "API for people",
    "sitemap",
    "robots.txt",
    "security.txt",
    "meetings, csv",
    "meetings, json",
    "meetings, atom",
    "meetings, ics",
    "calendar, ics",
    "meeting as a ZIP",
    "API",
    "API, meetings",
    "API, document",
    "calendar",
    "how to cite",
)


@pytest.fixture(scope="module")
def contents(module_portal, surfaces):
    """The content and headers of every response to a request for another host."""
    texts = {}
    with pytest.MonkeyPatch.context() as patch:
        from django.conf import settings

        patch.setattr(settings, "ALLOWED_HOSTS", ["*"])
        patch.setattr(settings, "PORTAL_URL", "https://portal.example")
        cache.clear()
        client = Client(headers={"host": OTHER})
        addresses = surfaces | {name: SURFACES[name] for name in WITH_WHOLE_ADDRESSES}
        for name, address in addresses.items():
            response = client.get(address)
            texts[name] = f"{response.headers}\n{response_text(response)}"
    return texts


def test_no_response_repeats_the_host_of_the_request(contents):
    assert [name for name, words in contents.items() if OTHER in words] == []


@pytest.mark.parametrize("name", WITH_WHOLE_ADDRESSES)
def test_whole_addresses_begin_with_that_of_the_portal(contents, name):
    assert "https://portal.example/" in contents[name]


def test_the_pages_of_a_list_follow_each_other_at_the_portal(client, full_portal, settings):
    settings.PORTAL_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["*"]
    response = client.get("/api/v1/meetings/?page_size=1&series=admm", headers={"host": OTHER})
    assert response.json()["next"].startswith("https://portal.example/api/v1/meetings/?")
    assert OTHER not in response["Link"]


def test_the_parts_of_a_large_sitemap_are_at_the_portal(client, full_portal, settings, monkeypatch):
    settings.PORTAL_URL = "https://portal.example"
    settings.ALLOWED_HOSTS = ["*"]
    monkeypatch.setattr(Sitemap, "limit", 2)
    contents = client.get("/sitemap.xml", headers={"host": OTHER}).content.decode()
    assert OTHER not in contents
    assert "https://portal.example/sitemap-pages.xml" in contents
