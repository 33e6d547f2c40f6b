"""In a browser that doesn't know popovers, the menu of a small screen is simply there."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_page):
    """A page on a phone whose browser knows neither the attribute nor its pseudo-class."""
    page = open_page(width=360)

    def without_popover(route):
        response = route.fetch()
        text = response.text().replace(":popover-open", ":unknown-state")
        route.fulfill(
            response=response, body=text.replace(" popover>", ">").replace("popovertarget", "data-x")
        )

    page.route("**/*", lambda route: without_popover(route) if is_text(route.request) else route.continue_())
    page.goto("/")
    return page


def is_text(request) -> bool:
    return request.resource_type in ("document", "stylesheet")


def test_the_menu_can_be_read_and_has_no_button_that_does_nothing(page):
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Meetings", exact=True)).to_be_visible()
    expect(banner.get_by_role("combobox")).to_be_visible()
    expect(banner.get_by_role("button", name="Menu")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_browser_with_popovers_shows_the_button_instead(open_page):
    page = open_page(width=360)
    page.goto("/")
    banner = page.get_by_role("banner")
    expect(banner.get_by_role("link", name="Meetings", exact=True)).to_be_hidden()
    banner.get_by_role("button", name="Menu").click()
    expect(banner.get_by_role("link", name="Meetings", exact=True)).to_be_visible()
