"""Passkeys in a browser, with Chromium's own virtual authenticator: set up, sign in, confirm, remove."""

import re

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.module_fixtures import TODAY

from .serving import manage, served

pytestmark = pytest.mark.browser

CANCEL = "() => { navigator.credentials.get = async () => { throw new DOMException('', 'NotAllowedError') } }"


@pytest.fixture(scope="module")
def portal(demonstration, tmp_path_factory):
    """The address and content of a portal that tests may change; passkeys need a host with a name."""
    own_copy = demonstration.copy(tmp_path_factory.mktemp("passkeys") / "portal")
    with served(own_copy, TODAY, host="localhost", SECOND_FACTOR="true") as address:
        yield address, own_copy


def add_authenticator(session: CDPSession) -> str:
    """Gives the browser an authenticator; returns its id."""
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    return session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]


def sign_in_by_password(page: Page, name: str, password: str):
    page.goto("/admin/")
    page.get_by_role("textbox", name="Username").fill(name)
    page.get_by_role("textbox", name="Password").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in_by_passkey(page: Page, address: str = "/admin/"):
    page.goto(address)
    page.get_by_role("button", name="Sign in with a passkey").click()


def sign_out(page: Page):
    page.context.clear_cookies()


def heading(page: Page):
    return page.get_by_role("heading", level=1)


def set_up_passkey(page: Page, name: str, password: str):
    sign_in_by_password(page, name, password)
    expect(heading(page)).to_have_text("Set up your second factor")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("textbox", name="Name").fill("Laptop")
    page.get_by_role("button", name="Create the passkey").click()
    expect(heading(page)).to_have_text("Your recovery codes")
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("link", name="Dashboard").first).to_be_visible()


@pytest.fixture(params=["editor", "admin"])
def enrolled(request, open_page, portal) -> tuple[Page, CDPSession, str]:
    """A browser in which somebody set up a passkey at the first sign-in, and its authenticator."""
    address, demonstration = portal
    page = open_page(address=address)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    authenticator = add_authenticator(session)
    set_up_passkey(page, request.param, demonstration.passwords[request.param])
    yield page, session, authenticator
    manage(demonstration.folder, "reset_second_factor", request.param)


def open_second_factor(page: Page):
    page.goto("/admin/account/second-factor/")
    expect(heading(page)).to_have_text("Your second factor")


def test_a_passkey_that_was_set_up_signs_in_and_confirms_changes(enrolled):
    page, _, _ = enrolled
    sign_out(page)

    sign_in_by_passkey(page)

    expect(page.get_by_role("link", name="Dashboard").first).to_be_visible()
    open_second_factor(page)
    expect(page.get_by_role("main").get_by_role("listitem").first).to_contain_text("Laptop, passkey")
    page.get_by_role("button", name="Make new recovery codes").click()
    expect(heading(page)).to_have_text("Your recovery codes")


def test_another_one_is_added_and_the_first_one_removed(enrolled):
    page, session, first = enrolled
    open_second_factor(page)
    page.get_by_role("button", name="Add a passkey").click()
    expect(heading(page)).to_have_text("Add a passkey")

    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": first})
    add_authenticator(session)
    page.get_by_role("textbox", name="Name").fill("Phone")
    page.get_by_role("button", name="Create the passkey").click()
    page.get_by_role("button", name="Remove Laptop").click()

    expect(page.get_by_role("button", name="Remove Laptop")).to_be_hidden()
    expect(page.get_by_role("button", name="Remove Phone")).to_be_visible()
    sign_out(page)
    sign_in_by_passkey(page)
    expect(page.get_by_role("link", name="Dashboard").first).to_be_visible()


def test_readers_of_private_pages_sign_in_by_a_passkey(enrolled):
    page, _, _ = enrolled
    sign_out(page)

    sign_in_by_passkey(page, "/_util/login/?next=/about/background/")

    expect(page).to_have_url(re.compile("/about/background/$"))


def test_a_cancelled_prompt_is_said_and_the_password_works(open_page, portal):
    address, _ = portal
    page = open_page(address=address)
    page.goto("/admin/login/")
    page.evaluate(CANCEL)

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page.get_by_role("alert")).to_have_text(
        "There was no answer from a passkey. Please try again, or go on without."
    )
    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_enabled()


def test_under_another_address_there_is_no_button(open_page, site):
    page = open_page(address=site)
    page.goto("/admin/login/")

    expect(page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
