"""Sessions in the admin end when nobody uses them; what was entered is kept."""

import time
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from admm_site.accounts import idle
from admm_site.editorial.failed_saves import UnsavedForm
from tests.accounts.signing_in import sign_in
from tests.editorial.browser_form import edit_url, get_form_fields

DASHBOARD = reverse("wagtailadmin_home")


@pytest.fixture
def browser(portal, person, wait) -> Client:
    """A browser in which somebody signed in; the clock stands still while that takes place."""
    browser = Client()
    sign_in(person, browser)
    browser.get(DASHBOARD)
    return browser


@pytest.fixture
def wait(monkeypatch, settings):
    """Lets minutes pass for sessions, which end after 30."""
    settings.SESSION_IDLE_MINUTES = 30
    clock = SimpleNamespace(now=time.time())
    monkeypatch.setattr(idle, "time", SimpleNamespace(time=lambda: clock.now))

    def wait(minutes: int) -> None:
        clock.now += minutes * 60

    return wait


def session_writes(queries: CaptureQueriesContext) -> list[str]:
    """The statements that write sessions; a savepoint alone writes nothing."""
    statements = (query["sql"] for query in queries)
    return [sql for sql in statements if "django_session" in sql and not sql.startswith("SELECT")]


def test_a_session_that_is_used_goes_on(browser, wait):
    for _ in range(4):
        wait(20)
        assert browser.get(DASHBOARD).status_code == 200


def test_a_session_that_nobody_used_has_ended(browser, wait):
    wait(31)

    assert browser.get(DASHBOARD).url.startswith(reverse("wagtailadmin_login"))
    assert "_auth_user_id" not in browser.session


def test_what_was_entered_meanwhile_is_kept(browser, portal, wait):
    wait(31)

    response = browser.post(edit_url(portal.about), {"title": "Typed"})

    assert response.status_code == 403
    fields = get_form_fields(response, "//form")
    assert UnsavedForm.from_signed(fields["unsaved"]).fields == [["title", "Typed"]]


def test_what_an_open_page_asks_by_itself_is_no_use(browser, portal, wait):
    ping = reverse("wagtailadmin_editing_sessions:ping", args=["pages", "contentpage", portal.about.pk, 1])
    for _ in range(2):
        wait(20)
        response = browser.post(ping)

    assert response.status_code in (302, 403)
    assert browser.get(DASHBOARD).status_code == 302


def test_an_open_page_learns_when_the_session_ends(browser, wait):
    state, script = reverse("session_state"), {"x-requested-with": "XMLHttpRequest"}
    wait(20)
    assert browser.get(state, headers=script).json() == {"seconds_left": 600}
    wait(11)
    response = browser.get(state, headers=script)

    assert response.status_code == 403
    assert response.json()["error_code"] == "session_ended"


def test_pages_of_the_admin_load_the_notice_with_its_texts(browser):
    (script,) = BeautifulSoup(browser.get(DASHBOARD).content, "html.parser").select("script[data-ended]")

    assert script["src"].endswith("session_notice.js")
    assert script["data-state-url"] == reverse("session_state")
    assert script["data-sign-in-url"] == reverse("wagtailadmin_login")


def test_a_session_is_not_written_for_each_request(browser):
    with CaptureQueriesContext(connection) as queries:
        browser.get(DASHBOARD)

    assert session_writes(queries) == []


def test_in_a_read_only_portal_nothing_is_written(browser, wait, settings):
    settings.READ_ONLY = True
    wait(10)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(DASHBOARD).status_code == 200
        wait(31)
        assert browser.get(DASHBOARD).status_code == 302

    assert session_writes(queries) == []
