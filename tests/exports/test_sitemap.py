"""Sitemaps."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.contrib.sitemaps import Sitemap
from django.utils import timezone
from wagtail.models import Page

from meetings.models import MeetingPage
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.portal import add_many
from tests.factories.reference import CountryFactory

NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def last_modified_dates(client, address: str = "/sitemap.xml") -> dict[str, str | None]:
    """The date of the last change of each address."""
    root = ElementTree.fromstring(client.get(address).content)  # noqa: S314 (made by the portal)
    return {
        url.findtext(f"{NAMESPACE}loc").removeprefix("http://testserver"): url.findtext(f"{NAMESPACE}lastmod")
        for url in root
    }


def test_a_page_changed_when_it_was_published(client, portal):
    meeting = MeetingPageFactory()
    Page.objects.filter(pk=meeting.pk).update(last_published_at=datetime(2026, 2, 5, tzinfo=UTC))
    assert last_modified_dates(client)[meeting.url] == "2026-02-05"


def test_a_record_changed_when_an_editor_last_saved_it(client, portal, admin_user):
    from wagtail.log_actions import log

    edited_country, unedited_country = CountryFactory(), CountryFactory()
    entry = log(instance=edited_country, action="wagtail.edit", user=admin_user)
    dates = last_modified_dates(client)
    assert dates[edited_country.get_absolute_url()] == timezone.localdate(entry.timestamp).isoformat()
    assert dates[unedited_country.get_absolute_url()] is None


def test_the_sitemap_lists_the_pages_of_public_documents(client, portal):
    public, secret = PortalDocumentFactory(), PortalDocumentFactory()
    DecisionFactory(document=public)
    dates = last_modified_dates(client)
    assert dates[public.get_absolute_url()] == timezone.localdate(public.created_at).isoformat()
    assert secret.get_absolute_url() not in dates


@pytest.fixture
def small_sitemaps(monkeypatch):
    """Limits a sitemap to ten addresses instead of fifty thousand."""
    monkeypatch.setattr(Sitemap, "limit", 10)


def test_many_addresses_are_split_over_several_sitemaps(client, portal, small_sitemaps):
    add_many(MeetingPage, portal.meetings, 25, series=MeetingSeriesFactory(), state="planned")
    parts = list(last_modified_dates(client))
    assert parts[:4] == [
        "/sitemap-pages.xml",
        "/sitemap-pages.xml?p=2",
        "/sitemap-pages.xml?p=3",
        "/sitemap-documents.xml",
    ]
    addresses = [address for part in parts for address in last_modified_dates(client, part)]
    assert len(addresses) == len(set(addresses))
    assert len([address for address in addresses if address.startswith("/meetings/many-")]) == 25


@pytest.mark.parametrize(
    "address", ["/sitemap-nothing.xml", "/sitemap-pages.xml?p=99", "/sitemap-pages.xml?p=x"]
)
def test_a_sitemap_that_does_not_exist_is_not_found(client, portal, address):
    assert client.get(address).status_code == 404
