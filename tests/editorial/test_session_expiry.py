"""What was typed survives the end of a session, and other sites can't make use of that."""

import json

import pytest
from bs4 import BeautifulSoup
from django.templatetags.static import static
from django.test import Client
from django.urls import reverse

from admm_site.editorial.failed_saves import UnsavedForm
from admm_site.pages.models import ContentPage
from admm_site.reference.models import Country
from tests.factories.documents import PortalDocumentFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory

from .browser_form import edit_url, get_form_fields

OURS = {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}
HOSTILE = {
    "another site": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
    "a sandboxed frame": {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    "a neighbour": {"Origin": "http://other.testserver", "Sec-Fetch-Site": "same-site"},
    "an old browser on another site": {"Origin": "https://evil.example"},
    "something that says nothing": {},
}
TEXT = 'ຂໍ້ຄວາມ <script>alert(1)</script> "quoted"\nsecond line'
PASSWORD = "correct horse battery staple"


class Browser(Client):
    """A client with CSRF checks, which the test client leaves out."""

    def __init__(self):
        super().__init__(enforce_csrf_checks=True)

    def sign_in(self, user):
        user.set_password(PASSWORD)
        user.save()
        self.submit(self.get(reverse("wagtailadmin_login")), username=user.username, password=PASSWORD)

    def submit(self, response, headers=OURS, **changes):
        """Submits a form of the response with changes."""
        action = BeautifulSoup(response.content, "html.parser").form["action"]
        return self.post(action, get_form_fields(response, "//form") | changes, headers=headers)

    def end_session(self):
        del self.cookies["sessionid"]


@pytest.fixture
def browser(editor):
    browser = Browser()
    browser.sign_in(editor)
    return browser


@pytest.fixture
def page(portal):
    return ContentPageFactory(title="Working groups")


def edited_form(browser, page) -> dict:
    return get_form_fields(browser.get(edit_url(page))) | {"introduction": TEXT, "action-publish": "1"}


def introduction(page) -> str:
    return ContentPage.objects.get(pk=page.pk).introduction.replace("\r\n", "\n")


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


# The honest way


def test_what_was_typed_is_saved_after_signing_in_again(browser, editor, page):
    form = edited_form(browser, page)
    browser.end_session()

    response = browser.post(edit_url(page), form, headers=OURS)
    recovery_page = browser.submit(response, username=editor.username, password=PASSWORD)
    unsaved_still = introduction(page)
    browser.submit(recovery_page)

    assert "Your session has ended" in visible_text(response)
    assert f"You are signed in as {editor}" in visible_text(recovery_page)
    assert unsaved_still != TEXT
    assert introduction(page) == TEXT


def test_a_wrong_password_loses_nothing(browser, editor, page):
    form = edited_form(browser, page)
    browser.end_session()

    response = browser.post(edit_url(page), form, headers=OURS)
    wrong_password_response = browser.submit(response, username=editor.username, password="wrong")
    browser.submit(browser.submit(wrong_password_response, username=editor.username, password=PASSWORD))

    assert "password or code didn’t match" in visible_text(wrong_password_response)
    assert introduction(page) == TEXT


def test_signing_in_elsewhere_meanwhile_loses_nothing(browser, editor, page):
    form = edited_form(browser, page)
    browser.end_session()
    browser.sign_in(editor)  # in another tab: the token in the form is no longer the right one

    recovery_page = browser.post(edit_url(page), form, headers=OURS)
    browser.submit(recovery_page)

    assert "Your changes are not saved yet" in visible_text(recovery_page)
    assert introduction(page) == TEXT


def test_a_browser_that_lost_its_cookies_loses_no_text(browser, editor, page):
    form = edited_form(browser, page)
    browser.cookies.clear()

    response = browser.post(edit_url(page), form, headers=OURS)
    browser.submit(browser.submit(response, username=editor.username, password=PASSWORD))

    assert introduction(page) == TEXT


def test_signing_in_elsewhere_while_asked_to_loses_nothing(browser, editor, page):
    form = edited_form(browser, page)
    browser.end_session()
    response = browser.post(edit_url(page), form, headers=OURS)
    browser.sign_in(editor)

    recovery_page = browser.submit(response, username=editor.username, password=PASSWORD)
    browser.submit(recovery_page)

    assert introduction(page) == TEXT


def test_a_new_page_a_snippet_and_a_document_are_kept_too(browser, editor, portal):
    country, document = CountryFactory(), PortalDocumentFactory()
    forms = {
        reverse("wagtailadmin_pages:add", args=["pages", "contentpage", portal.home.pk]): "title",
        reverse("wagtailsnippets_reference_country:edit", args=[country.pk]): "official_name",
        reverse("wagtaildocs:edit", args=[document.pk]): "title",
    }

    for url, field in forms.items():
        data = get_form_fields(browser.get(url), f"//form[@action='{url}']") | {field: "Ministers of defence"}
        browser.end_session()
        response = browser.post(url, data, headers=OURS)
        browser.submit(browser.submit(response, username=editor.username, password=PASSWORD))

    assert ContentPage.objects.filter(draft_title="Ministers of defence").exists()
    assert Country.objects.get(pk=country.pk).official_name == "Ministers of defence"
    document.refresh_from_db()
    assert document.title == "Ministers of defence"


def test_files_are_named_because_they_have_to_be_chosen_again(browser, portal, tmp_path):
    document = PortalDocumentFactory()
    url = reverse("wagtaildocs:edit", args=[document.pk])
    data = get_form_fields(browser.get(url), f"//form[@action='{url}']")
    (tmp_path / "declaration.pdf").write_bytes(b"%PDF-1.4")
    browser.end_session()

    with (tmp_path / "declaration.pdf").open("rb") as file:
        response = browser.post(url, data | {"file": file}, headers=OURS)

    assert UnsavedForm.from_signed(get_form_fields(response, "//form")["unsaved"]).files == [
        "declaration.pdf"
    ]


@pytest.mark.parametrize("headers", [{"Accept": "application/json"}, {"X-Requested-With": "XMLHttpRequest"}])
def test_a_script_is_told_that_the_session_has_ended(browser, page, headers):
    form = edited_form(browser, page)
    browser.end_session()

    submission = browser.post(edit_url(page), form, headers=OURS | headers)
    chooser = browser.get(reverse("wagtailadmin_choose_page"), headers=headers)

    for response in (submission, chooser):
        assert response.status_code == 403
        assert json.loads(response.content)["success"] is False
    assert "session has ended" in json.loads(submission.content)["error_message"]
    assert "session has ended" in json.loads(chooser.content)["error_message"]


def test_a_page_opened_after_expiry_leads_to_the_sign_in_and_back(browser, page):
    browser.end_session()

    assert browser.get(edit_url(page)).url == f"{reverse('wagtailadmin_login')}?next={edit_url(page)}"


def test_a_form_that_is_too_large_is_not_kept_but_the_sign_in_is_shown(browser, page, monkeypatch):
    form = edited_form(browser, page)
    browser.end_session()
    monkeypatch.setattr("admm_site.editorial.failed_saves.MAX_SIGNED_LENGTH", 10)

    assert browser.post(edit_url(page), form, headers=OURS).url.startswith(reverse("wagtailadmin_login"))


# The hostile way


@pytest.mark.sample(3)
@pytest.mark.parametrize("headers", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "session ended"])
def test_a_cross_site_request_is_neither_saved_nor_offered(browser, page, headers, signed_in):
    if not signed_in:
        browser.end_session()
    hostile = {"title": "Pwned", "slug": page.slug, "introduction": TEXT, "action-publish": "1"}

    response = browser.post(edit_url(page), hostile, headers=headers)

    assert response.status_code == 403
    assert "Nothing was saved" in visible_text(response)
    assert "Pwned" not in response.content.decode()
    assert not BeautifulSoup(response.content, "html.parser").find("form")
    assert introduction(page) != TEXT


def test_no_form_is_submitted_automatically(browser, editor, page):
    form = edited_form(browser, page)
    browser.end_session()
    sign_in_page = browser.post(edit_url(page), form, headers=OURS)
    recovery_page = browser.submit(sign_in_page, username=editor.username, password=PASSWORD)

    for response in (sign_in_page, recovery_page):
        soup = BeautifulSoup(response.content, "html.parser")
        scripts = [script["src"] for script in soup.find_all("script")]
        assert scripts == ([static("js/passkeys.js")] if response is sign_in_page else [])  # sends on a click
        assert not soup.find("meta", attrs={"http-equiv": True})
        assert "no-store" in response["Cache-Control"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize("sealed_form", ["", "made up", "eyJhY3Rpb24iOiIvIn0:1:x"])
def test_a_form_without_a_valid_signature_is_not_offered(browser, editor, page, sealed_form):
    token = get_form_fields(browser.get(edit_url(page)))["csrfmiddlewaretoken"]
    data = {"csrfmiddlewaretoken": token, "unsaved": sealed_form, "username": editor.username}

    response = browser.post(reverse("sign_in_again"), data | {"password": PASSWORD}, headers=OURS)

    assert response.url == reverse("wagtailadmin_login")


def test_no_password_is_ever_shown_again(browser, editor):
    response = browser.get(reverse("wagtailadmin_login"))
    browser.end_session()
    response = browser.get(reverse("wagtailadmin_login"))
    browser.cookies.clear()

    response_to_login = browser.submit(response, username=editor.username, password=PASSWORD)
    password_response = browser.post(
        reverse("wagtailadmin_account"),
        {"password-old_password": PASSWORD, "password-new_password1": "secret", "name_email-first_name": "A"},
        headers=OURS,
    )

    assert PASSWORD not in response_to_login.content.decode()
    fields = UnsavedForm.from_signed(get_form_fields(password_response, "//form")["unsaved"])
    assert fields.fields == [["name_email-first_name", "A"]]
