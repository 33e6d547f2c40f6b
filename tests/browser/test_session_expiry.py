"""An editor whose session has expired, or who signed in again in another tab, saves what was typed before."""

import pytest
from playwright.sync_api import Page, expect

from tests.module_fixtures import TODAY

from .serving import served
from .test_editing import sign_in

pytestmark = pytest.mark.browser

TEXT = "How the ADMM began, and what it is for."
LOOK_AGAIN = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def portal(demonstration, tmp_path):
    """The address and passwords of a portal that the test may change."""
    own_copy = demonstration.copy(tmp_path / "portal")
    with served(own_copy, TODAY) as address:
        yield address, own_copy.passwords


def publish_an_introduction(page: Page):
    page.get_by_role("textbox", name="Introduction", exact=True).fill(TEXT)
    page.get_by_role("button", name="More actions").click()
    page.get_by_role("button", name="Publish").click()


def save_recovered_form(page: Page):
    expect(page.get_by_role("heading", level=1)).to_have_text("Your changes are not saved yet")
    page.get_by_role("button", name="Save it now").click()
    expect(page.get_by_text("has been published")).to_be_visible()
    page.goto("/about/background/")
    expect(page.get_by_role("main")).to_contain_text(TEXT)


@pytest.fixture(params=["editor", "admin"])
def editor(request, open_page, portal) -> tuple[Page, str, str]:
    """An editor's form of a page, with the user name and password."""
    address, passwords = portal
    page, name = open_page(address=address), request.param
    sign_in(page, name, passwords[name])
    page.goto("/about/background/")
    page.get_by_role("link", name="Edit this page").click()
    return page, name, passwords[name]


def test_what_was_typed_is_saved_after_signing_in_in_another_tab(editor):
    page, name, password = editor
    page.context.clear_cookies(name="sessionid")
    other_tab = page.context.new_page()
    sign_in(other_tab, name, password)
    expect(other_tab.get_by_role("link", name="Dashboard").first).to_be_visible()

    publish_an_introduction(page)

    save_recovered_form(page)


def test_what_was_typed_is_saved_after_the_browser_lost_its_cookies(editor):
    page, name, password = editor
    page.context.clear_cookies()

    publish_an_introduction(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in again to save")
    page.get_by_role("textbox", name="Username").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in").click()

    save_recovered_form(page)


def test_an_open_form_says_that_the_session_has_ended_until_somebody_signs_in(editor):
    page, name, password = editor
    notice = page.get_by_role("alert").filter(has_text="Your session has ended.")
    page.get_by_role("textbox", name="Introduction", exact=True).fill(TEXT)
    page.context.clear_cookies(name="sessionid")
    page.evaluate(LOOK_AGAIN)
    expect(notice).to_be_visible()

    with page.expect_popup() as popup:
        notice.get_by_role("link", name="Sign in in another tab").click()
    other_tab = popup.value
    other_tab.get_by_role("textbox", name="Username").fill(name)
    other_tab.get_by_role("textbox", name="Password").fill(password)
    other_tab.get_by_role("button", name="Sign in").click()
    expect(other_tab.get_by_role("link", name="Dashboard").first).to_be_visible()

    page.evaluate(LOOK_AGAIN)
    expect(notice).to_be_hidden()
    publish_an_introduction(page)
    save_recovered_form(page)
