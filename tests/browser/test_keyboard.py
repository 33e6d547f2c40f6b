"""Navigation by keyboard, beyond what test_navigation.py covers."""

import pytest
from playwright.sync_api import expect

from .visitors import KeyboardVisitor

pytestmark = pytest.mark.browser


@pytest.fixture
def at_a_desk(open_page) -> KeyboardVisitor:
    return KeyboardVisitor(open_page()).arrive()


@pytest.fixture
def on_a_phone(open_page) -> KeyboardVisitor:
    """Without scripts, because the menu must work there too."""
    return KeyboardVisitor(open_page(width=320, java_script_enabled=False)).arrive()


def test_the_skip_link_comes_first_and_leads_past_the_menu(at_a_desk):
    page = at_a_desk.page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport(ratio=1)

    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()

    page.keyboard.press("Tab")
    expect(page.get_by_role("main").get_by_role("link").first).to_be_focused()


def test_the_menu_of_a_phone_opens_and_leads_on(on_a_phone):
    page = on_a_phone.page
    meetings = page.get_by_role("navigation", name="Main").get_by_role("link", name="Meetings")
    expect(meetings).to_be_hidden()

    on_a_phone.press("Menu")
    expect(meetings).to_be_in_viewport()

    on_a_phone.follow(meetings)
    expect(page.get_by_role("heading", level=1)).to_have_text("Meetings")


def test_the_menu_of_a_phone_closes_with_escape_and_gives_the_focus_back(on_a_phone):
    page = on_a_phone.page
    on_a_phone.press("Menu")
    on_a_phone.tab_to(page.get_by_role("button", name="Close"))

    page.keyboard.press("Escape")

    expect(page.get_by_role("button", name="Close")).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()


def test_the_filters_of_a_phone_unfold(on_a_phone):
    page = on_a_phone.page
    on_a_phone.press("Menu")
    on_a_phone.follow(page.get_by_role("navigation", name="Main").get_by_role("link", name="Meetings"))
    on_a_phone.unfold("Filters")
    on_a_phone.unfold("More filters")

    on_a_phone.choose("State", "Planned")
    on_a_phone.press("Show")

    expect(page.get_by_role("link", name="State: Planned")).to_be_visible()
    expect(page.get_by_role("listitem").get_by_role("heading")).to_have_text(["20th ADMM"])
