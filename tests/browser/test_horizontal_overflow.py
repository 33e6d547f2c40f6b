"""No page is wider than the window, from the narrowest phone to the widest screen."""

import pytest

from .page_types import each_page_type

pytestmark = pytest.mark.browser

WIDTHS = {"a phone": 320, "a window at twice the size": 640, "a laptop": 1280, "a wide screen": 2560}
WIDER_THAN_THE_WINDOW = "document.scrollingElement.scrollWidth - window.innerWidth"


@each_page_type
def test_nothing_needs_scrolling_sideways(open_page, page_type):
    page = open_page()
    page.goto(page_type.address)

    too_wide_by = {}
    for screen, width in WIDTHS.items():
        page.set_viewport_size({"width": width, "height": 800})
        too_wide_by[screen] = page.evaluate(WIDER_THAN_THE_WINDOW)

    assert {screen: pixels for screen, pixels in too_wide_by.items() if pixels > 0} == {}


@pytest.mark.parametrize("width", [320, 768], ids=["a phone", "a tablet"])
def test_every_fact_of_a_document_in_the_register_is_seen_without_scrolling_sideways(open_page, width):
    page = open_page()
    page.set_viewport_size({"width": width, "height": 800})

    page.goto("/documents/")

    assert page.locator(".register").evaluate("table => table.scrollWidth - table.clientWidth") == 0
