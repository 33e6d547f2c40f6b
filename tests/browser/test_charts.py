"""Charts are readable on a phone: text is large enough, nothing overflows the window."""

import pytest

pytestmark = pytest.mark.browser

CHART_PAGES = {
    "timeline": "/meetings/timeline/",
    "progress": "/initiatives/progress/",
    "map": "/meetings/map/",
    "structure": "/meetings/series/",
    "country": "/countries/lao-pdr/",
    "area": "/areas/hadr/",
}
SMALLEST = 9  # pixels, as they come out on the screen
SIZES = """all => all.filter(text => text.getClientRects().length && text.textContent.trim()).map(text => {
    const box = text.getScreenCTM();
    return [parseFloat(getComputedStyle(text).fontSize) * Math.hypot(box.a, box.b), text.textContent.trim()];
})"""


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("address", CHART_PAGES.values(), ids=CHART_PAGES.keys())
def test_the_text_of_a_chart_is_large_enough_to_read(open_page, address, width):
    page = open_page(width=width)
    page.goto(address)

    sizes = page.locator("svg.chart text, .year-grid text").evaluate_all(SIZES)

    assert sizes or page.locator("svg.chart").is_hidden()  # the structure is on a phone a list alone
    assert [text for pixels, text in sizes if pixels < SMALLEST] == []


def test_the_timeline_is_read_on_a_phone_without_scrolling_sideways(open_page):
    page = open_page(width=320)
    page.goto("/meetings/timeline/")

    overflowing = page.locator("svg.chart, svg.chart text, .timeline *").evaluate_all(
        "elements => elements.filter(element => element.getBoundingClientRect().right > innerWidth + 1)"
        ".map(element => element.outerHTML)"
    )

    assert overflowing == []
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
