"""What the search field suggests opens the page itself, from the home page too."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def suggestions(open_page):
    """The suggestions for `maritime` on the home page."""
    page = open_page()
    page.goto("/")
    page.get_by_role("banner").get_by_role("combobox").press_sequentially("maritime sec")
    options = page.get_by_role("option")
    expect(options.first).to_be_visible()
    return options


def test_a_click_on_a_suggestion_opens_its_page(suggestions):
    title = suggestions.first.get_attribute("data-title")
    suggestions.first.click()
    expect(suggestions.page.locator("h1")).to_contain_text(re.compile(re.escape(title), re.IGNORECASE))


def test_enter_opens_the_suggestion_that_the_arrow_keys_chose(suggestions):
    page, title = suggestions.page, suggestions.first.get_attribute("data-title")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text(re.compile(re.escape(title), re.IGNORECASE))


def test_enter_without_a_choice_searches_for_what_was_typed(suggestions):
    suggestions.page.keyboard.press("Enter")
    expect(suggestions.page).to_have_url(re.compile(r"/search/\?q=maritime\+sec$"))
