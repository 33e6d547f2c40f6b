"""Errors in the admin, and what editors see of them."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import OperationalError
from django.urls import reverse
from wagtail.models import Page

from admm_site.core.page_base import PortalPage
from tests.factories.pages import ContentPageFactory

from .browser_form import edit_url, get_form_fields

FROM_A_SCRIPT = {
    "modal window": {"X-Requested-With": "XMLHttpRequest"},
    "autosave": {"Accept": "application/json"},
    "fetch": {"Sec-Fetch-Dest": "empty"},
}
each_script = pytest.mark.parametrize("headers", FROM_A_SCRIPT.values(), ids=FROM_A_SCRIPT)


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


@pytest.fixture
def failing(editor_client):
    """A client signed in as editor that gets the portal's page for status 500."""
    editor_client.raise_request_exception = False
    return editor_client


@pytest.fixture
def page(portal):
    return ContentPageFactory(title="Working groups")


@pytest.fixture
def unsaveable(monkeypatch):
    """Saving a page fails after it was stored."""

    def fail(page):
        raise RuntimeError("The disk is full.")

    monkeypatch.setattr(PortalPage, "get_warnings", fail)


def test_an_error_in_the_admin_leads_back_and_names_a_reference(failing, portal):
    home = reverse("wagtailadmin_home")
    previous = f"http://testserver{home}pages/"

    response = failing.get(reverse("wagtailadmin_error_test"), headers={"Referer": previous})

    page = BeautifulSoup(response.content, "html.parser")
    reference = page.select_one("main strong").text
    assert response.status_code == 500
    assert [link["href"] for link in page.select("main a")] == [previous, home]
    assert re.fullmatch("[0-9a-f]{32}", reference)
    assert "Nothing was changed" in visible_text(response)


def test_the_link_back_never_leads_to_another_site(failing, portal):
    response = failing.get(
        reverse("wagtailadmin_error_test"), headers={"Referer": "https://evil.example/admin/"}
    )

    assert "evil.example" not in response.content.decode()


def test_a_failed_save_is_rolled_back_and_the_form_keeps_its_values(failing, page, unsaveable):
    form = get_form_fields(failing.get(edit_url(page)))
    data = form | {"title": 'ໜ້າໃໝ່ <b>"new"</b>', "action-publish": "1"}

    response = failing.post(edit_url(page), data)

    fields = get_form_fields(response, "//form")
    assert response.status_code == 500
    assert "Nothing was saved" in visible_text(response)
    assert BeautifulSoup(response.content, "html.parser").form["action"] == edit_url(page)
    assert {name: value for name, value in fields.items() if name != "csrfmiddlewaretoken"} == {
        name: value for name, value in data.items() if name != "csrfmiddlewaretoken"
    }
    assert Page.objects.get(pk=page.pk).title == "Working groups"
    assert not Page.objects.get(pk=page.pk).revisions.exists()


@each_script
def test_a_script_gets_an_error_as_json(failing, portal, headers):
    response = failing.get(reverse("wagtailadmin_error_test"), headers=headers)

    assert response.status_code == 500
    assert response.json()["success"] is False
    assert "went wrong" in response.json()["error_message"]
    assert re.fullmatch("[0-9a-f]{32}", response.json()["reference"])


def test_the_page_of_an_error_asks_the_database_nothing(failing, portal, monkeypatch):
    def away(*args, **kwargs):
        raise OperationalError("The server closed the connection unexpectedly.")

    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)

    response = failing.get(reverse("wagtailadmin_home"))

    assert response.status_code in (500, 503)
    assert "<main" in response.content.decode()


def test_an_address_without_a_page_leads_back(editor_client, portal):
    previous = f"http://testserver{reverse('wagtailadmin_home')}pages/"
    addresses = [
        reverse("wagtailadmin_pages:edit", args=[99999]),
        reverse("wagtailadmin_pages:unpublish", args=[99999]),
        reverse("wagtailadmin_home") + "nothing/here/",
    ]

    for address in addresses:
        response = editor_client.get(address, headers={"Referer": previous})
        assert response.status_code == 404
        assert "may have been deleted" in visible_text(response)
        assert previous in response.content.decode()


@each_script
def test_a_script_gets_404_as_json(editor_client, portal, headers):
    response = editor_client.get(reverse("wagtailadmin_pages:edit", args=[99999]), headers=headers)

    assert response.status_code == 404
    assert response.json()["error_code"] == "not_found"


def test_missing_permission_is_explained(editor_client, portal):
    people = reverse("wagtailusers_users:index")

    response = editor_client.get(people, follow=True)
    script_response = editor_client.get(people, headers={"X-Requested-With": "XMLHttpRequest"})

    assert "do not have permission" in response.content.decode()
    assert script_response.status_code == 403
    assert "have permission" in script_response.json()["error_message"]


def test_a_form_that_is_too_large_is_refused_with_an_explanation(failing, page, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3

    response = failing.post(edit_url(page), {f"field-{number}": "" for number in range(10)})

    assert response.status_code == 400
    assert "Nothing was saved" in visible_text(response)


def test_an_error_on_a_public_page_stays_the_public_one(client, page, monkeypatch):
    def fail(page, request, *args, **kwargs):
        raise RuntimeError("The disk is full.")

    client.raise_request_exception = False
    monkeypatch.setattr(PortalPage, "serve", fail)

    response = client.get(page.url)

    assert response.status_code == 500
    assert b"start from the home page" in response.content
