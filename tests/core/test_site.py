"""The site and the pages of the menu are cached, and never out of date."""

from wagtail.models import Page, Site

from admm_site.core.content_version import one_version
from meetings.models import MeetingPage
from tests.factories.pages import ContentPageFactory


def test_a_site_that_gets_another_home_page_shows_it_at_once(client, full_portal):
    page = ContentPageFactory(title="Another front door", introduction="Come in.")
    assert "Come in." not in client.get("/").text
    Site.objects.update(root_page=page)
    assert "Come in." in client.get("/").text


def test_a_home_page_changed_in_bulk_is_shown_at_once(client, full_portal):
    assert "A new heading" not in client.get("/").text
    type(full_portal.home).objects.update(heading="A new heading")
    assert "A new heading" in client.get("/").text


def test_a_section_changed_in_bulk_is_in_the_menu_at_once(client, full_portal):
    assert "Encounters" not in client.get("/countries/").text
    Page.objects.filter(pk=full_portal.meetings.pk).update(title="Encounters")
    assert "Encounters" in client.get("/countries/").text


def test_each_host_has_its_own_site(client, full_portal, settings):
    settings.ALLOWED_HOSTS = ["*"]
    page = ContentPageFactory(introduction="The other site.")
    Site.objects.create(hostname="other.example", root_page=page)
    assert "The other site." not in client.get("/").text
    assert "The other site." in client.get("/", headers={"host": "other.example"}).text


def test_links_name_the_host_as_soon_as_there_is_a_second_site(client, full_portal):
    path, site = full_portal.meeting.url, Site.objects.get()
    assert f'href="{path}"' in client.get("/meetings/").text
    Site.objects.bulk_create([Site(hostname="other.example", root_page=ContentPageFactory())])
    assert f'href="{site.root_url}{path}"' in client.get("/meetings/").text


def test_the_addresses_of_the_sites_are_read_once_for_all_pages(db, full_portal, monkeypatch):
    read, get = [], Site.get_site_root_paths
    monkeypatch.setattr(Site, "get_site_root_paths", lambda: read.append(1) or get())
    pages = list(MeetingPage.objects.all())
    with one_version():
        urls = [page.url for page in pages]
    assert len(read) == 1
    assert urls == [page.url for page in pages]
