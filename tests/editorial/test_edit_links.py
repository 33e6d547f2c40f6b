"""Edit links on public pages, which cost visitors nothing."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories.users import EditorFactory, UserFactory
from tests.public_urls import PAGES

LINK = ".edit-link a"


@pytest.fixture
def full_portal_client(full_portal):
    return Client()


def links(client, address) -> list[str]:
    page = BeautifulSoup(client.get(address).content, "html.parser")
    return [link["href"] for link in page.select(LINK)]


def test_an_editor_is_led_to_the_form_of_what_a_page_shows(full_portal, full_portal_client, editor):
    full_portal_client.force_login(editor)
    meeting, document = full_portal.meeting, full_portal.document

    links_by_address = {
        address: links(full_portal_client, address) for address in (meeting.url, document.get_absolute_url())
    }

    home = reverse("wagtailadmin_home")
    assert links_by_address[meeting.url] == [reverse("wagtailadmin_pages:edit", args=[meeting.pk]), home]
    assert links_by_address[document.get_absolute_url()] == [
        reverse("wagtaildocs:edit", args=[document.pk]),
        home,
    ]


def test_an_editor_is_led_to_the_form_of_a_country_an_area_and_a_series(full_portal_client, editor):
    full_portal_client.force_login(editor)

    for address, model in {
        "/countries/viet-nam/": "reference_country",
        "/areas/hadr/": "reference_cooperationarea",
        "/meetings/series/admm/": "meetings_meetingseries",
    }.items():
        (form, _home) = links(full_portal_client, address)
        assert form.startswith(f"/admin/snippets/{model.replace('_', '/')}/edit/")


def test_visitors_are_not_offered_the_edit_link(full_portal, full_portal_client):
    assert links(full_portal_client, full_portal.meeting.url) == []

    full_portal_client.force_login(UserFactory())
    assert links(full_portal_client, full_portal.meeting.url) == []

    full_portal_client.cookies[settings.SESSION_COOKIE_NAME] = "made-up"
    assert links(full_portal_client, full_portal.meeting.url) == []


@pytest.fixture
def pages(surfaces) -> list[str]:
    """The pages, except the report form, whose token differs in each response."""
    return [
        address for name, address in surfaces.items() if name in PAGES and not address.startswith("/report")
    ]


def test_responses_to_editors_are_not_stored_by_shared_caches(full_portal_client, editor, pages):
    full_portal_client.force_login(editor)
    pages = [address for address in pages if not address.startswith("/search")]

    responses = {address: full_portal_client.get(address) for address in pages}

    assert {
        address
        for address, response in responses.items()
        if "private" not in response.get("Cache-Control", "")
    } == set()
    assert {
        address for address, response in responses.items() if "Cookie" not in response.get("Vary", "")
    } == set()


def test_visitors_get_the_same_response_with_and_without_editors(full_portal_client, get_responses, pages):
    before = get_responses(pages)
    EditorFactory()

    for address in pages:
        response = full_portal_client.get(address)
        assert "Cookie" not in response.get("Vary", ""), address
        assert "private" not in response.get("Cache-Control", ""), address
        assert not response.cookies, address
        assert response.content == before[address].content, address
