"""Restricted pages: all their links work for those who may read them; the login form is the portal's own."""

from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from meetings.models import MeetingPage
from tests.factories.initiatives import StatusUpdateFactory
from tests.factories.users import UserFactory
from tests.responses import read

pytestmark = pytest.mark.slow

ORIGIN = "http://testserver"
PASSWORD = "a word of old"
PLACES = ("href", "src", "action")


def behind_a_password(page: Page) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type="password", password=PASSWORD)


def give_password(client: Client, address: str, password: str = PASSWORD):
    """Submits the password form that is shown in place of the page; returns the response after it."""
    return fill_in(client, address, password=password)


def fill_in(client: Client, address: str, **values: str):
    """Submits the login form at the address with these values, as a browser does."""
    form = BeautifulSoup(client.get(address, follow=True).content, "html.parser").select_one("main form")
    fields = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
    return client.post(form["action"], fields | values, follow=True)


def links_of(response) -> set[str]:
    """The portal's addresses in a page, in its text and its metadata."""
    here = f"{ORIGIN}{response.request['PATH_INFO']}"
    page = BeautifulSoup(response.content, "html.parser")
    addresses = {urljoin(here, element[place]) for place in PLACES for element in page.select(f"[{place}]")}
    parts = {
        urlsplit(address)._replace(fragment="") for address in addresses if address.startswith(f"{ORIGIN}/")
    }
    return {part.geturl().removeprefix(ORIGIN) for part in parts if not part.path.startswith("/static/")}


def failing_addresses(client: Client, addresses: set[str]) -> dict[str, int]:
    """The status of each address that does not answer with 200."""
    responses = {address: client.get(address, follow=True) for address in addresses}
    for response in responses.values():
        read(response)
    return {
        address: response.status_code
        for address, response in responses.items()
        if response.status_code != 200
    }


@pytest.fixture(
    params=["meeting", "planned", "paper", "initiative", "activity", "page", "meetings", "papers", "home"]
)
def page(request, full_portal) -> Page:
    """A page of each type, with everything on it, and lists."""
    is_planned = request.param == "planned"
    page = MeetingPage.objects.get(ordinal=20) if is_planned else getattr(full_portal, request.param)
    return Page.objects.get(pk=page.pk).specific


@pytest.mark.sample(3)
@pytest.mark.parametrize("query", ["", "?as_of=2019-05-01"])
def test_every_link_of_a_page_leads_those_somewhere_who_gave_its_password(client, page, query):
    behind_a_password(page)
    page_response = give_password(client, page.url + query)
    assert "password" not in page_response.context
    addresses = links_of(page_response)

    assert len(addresses) > 15
    assert failing_addresses(client, addresses) == {}


def test_what_a_public_page_offers_is_offered_again_once_the_page_is_public_again(client, full_portal):
    restriction = behind_a_password(full_portal.meeting)
    address = full_portal.meeting.url
    place = address.rstrip("/")
    exports = {f"{place}.{suffix}" for suffix in ("zip", "bib", "ris")} | {"/d/decisn22/"}
    assert links_of(give_password(client, address)) & exports == set()

    restriction.delete()

    assert exports <= links_of(client.get(address))


def test_members_of_a_group_find_every_link_answered(client, full_portal, editor):
    readers = Group.objects.create(name="Readers")
    editor.groups.set([readers])
    restriction = PageViewRestriction.objects.create(page=full_portal.meeting, restriction_type="groups")
    restriction.groups.add(readers)
    client.force_login(editor)

    assert failing_addresses(client, links_of(client.get(full_portal.meeting.url))) == {}


def test_those_who_gave_the_password_read_what_became_of_an_initiative(client, full_portal):
    StatusUpdateFactory(
        page=full_portal.initiative,
        date=PartialDate(2026, 2),
        status=Status.COMPLETED,
        note="The hotline rings.",
    )
    behind_a_password(full_portal.initiative)

    assert "The hotline rings." not in client.get(full_portal.initiative.url).content.decode()
    soup = BeautifulSoup(give_password(client, full_portal.initiative.url).content, "html.parser")
    assert "The hotline rings." in soup.main.get_text()
    assert "Completed" in soup.select_one("dl.facts").get_text()


# The way in


@pytest.mark.sample(3)
def test_the_form_names_nothing_of_the_page_and_is_kept_by_no_cache(client, page):
    page.title = "Quetzalcoatl"
    page.search_description = "Quetzalcoatl as well"
    page.save()
    behind_a_password(page)

    password_form = client.get(page.url)
    wrong_password = give_password(client, page.url, "another word")

    for response in (password_form, wrong_password):
        html = response.content.decode()
        assert "<h1>Password required</h1>" in html
        assert "quetzalcoatl" not in html.lower()
        assert '<meta name="robots" content="noindex">' in html
        assert "no-store" in response["Cache-Control"]
        assert "Cookie" in response["Vary"]
    assert "not correct" in response.content.decode()


def test_the_form_has_a_label_and_says_at_its_field_what_is_wrong(client, full_portal):
    behind_a_password(full_portal.paper)

    response = BeautifulSoup(
        give_password(client, full_portal.paper.url, "another word").content, "html.parser"
    )

    field = response.select_one("main input[type=password]")
    assert response.find("label", attrs={"for": field["id"]}).get_text() == "Password"
    assert field["aria-invalid"] == "true"
    assert "not correct" in response.find(id=field["aria-describedby"]).get_text()


def test_the_address_of_the_form_opened_by_itself_leads_to_the_home_page(client, full_portal):
    """As when the browser reloads after a wrong password."""
    restriction = behind_a_password(full_portal.paper)
    address = reverse("wagtailcore_authenticate_with_password", args=[restriction.pk, full_portal.paper.pk])

    assert give_password(client, address).request["PATH_INFO"] == "/"


def test_an_editor_is_asked_for_the_password_of_a_collection(editor_client, full_portal):
    collection = Collection.get_first_root_node().add_child(name="Private")
    CollectionViewRestriction.objects.create(
        collection=collection, restriction_type="password", password=PASSWORD
    )
    full_portal.document.collection = collection
    full_portal.document.save()

    response = editor_client.get(full_portal.document.url)
    assert "<h1>Password required</h1>" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert (
        "no-store" in give_password(editor_client, full_portal.document.url, "another word")["Cache-Control"]
    )

    assert read(give_password(editor_client, full_portal.document.url)).startswith(b"%PDF")


def sign_in(client: Client, address: str, password: str):
    return fill_in(client, address, username="reader", password=password)


def test_a_page_for_those_who_sign_in_is_shown_to_them(client, full_portal):
    UserFactory(username="reader", password=make_password(PASSWORD))
    PageViewRestriction.objects.create(page=full_portal.paper, restriction_type="login")

    response = sign_in(client, full_portal.paper.url, "another word")
    assert "password or code didn’t match" in response.content.decode()
    assert full_portal.paper.title not in response.content.decode()
    assert "no-store" in response["Cache-Control"]

    assert sign_in(client, full_portal.paper.url, PASSWORD).request["PATH_INFO"] == full_portal.paper.url


def test_whoever_signs_in_without_having_asked_for_a_page_is_led_to_the_home_page(client, full_portal):
    UserFactory(username="reader", password=make_password(PASSWORD))

    assert sign_in(client, reverse("wagtailcore_login"), PASSWORD).request["PATH_INFO"] == "/"


def test_an_account_that_may_not_read_the_page_is_told_so(client, full_portal):
    restriction = PageViewRestriction.objects.create(page=full_portal.paper, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Readers"))
    client.force_login(UserFactory())

    assert (
        "Your account can’t read this page" in client.get(full_portal.paper.url, follow=True).content.decode()
    )


def test_a_browser_without_cookies_is_told_what_to_do(full_portal):
    browser = Client(enforce_csrf_checks=True)
    behind_a_password(full_portal.paper)
    form = BeautifulSoup(browser.get(full_portal.paper.url).content, "html.parser").select_one("main form")
    browser.cookies.clear()

    response = browser.post(form["action"], {"password": PASSWORD, "return_url": full_portal.paper.url})

    assert response.status_code == 403
    assert "<h1>The form is out of date</h1>" in response.content.decode()
    assert full_portal.paper.title not in response.content.decode()
