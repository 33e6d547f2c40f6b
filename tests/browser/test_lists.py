"""The first record of a list is in sight when its page opens; its menus open without scripts."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

LISTS = [
    "/meetings/",
    "/decisions/",
    "/concept-papers/",
    "/initiatives/",
    "/initiatives/progress/",
    "/documents/",
    "/activities/",
    "/status-updates/",
    "/changes/",
    "/trail/",
    "/countries/",
    "/areas/",
    "/meetings/calendar/",
]
FIRST_RECORD = "main :is(.row, .register tr:has(td), .page-trail, .countries li)"
# Far enough down for the heading and the filters, with room for several records below.
AT_MOST = {1280: 400, 360: 480}


@pytest.mark.parametrize("address", LISTS)
@pytest.mark.parametrize("width", AT_MOST)
def test_the_first_record_is_in_sight(open_page, address, width):
    page = open_page(width=width)

    page.goto(address)

    assert page.locator(FIRST_RECORD).first.bounding_box()["y"] <= AT_MOST[width]


def test_the_filters_that_matter_are_in_one_row_with_the_count_and_the_downloads(open_page):
    page = open_page()
    page.goto("/meetings/")

    controls = page.locator(".tools select:visible, .tools button, .count, .drop")

    boxes = [control.bounding_box() for control in controls.all()]
    assert len(boxes) == 7
    bottoms = {round(box["y"] + box["height"]) for box in boxes}
    assert len(bottoms) == 1


def test_the_folded_filters_are_open_when_one_is_in_use(open_page):
    page = open_page(java_script_enabled=False)
    page.goto("/meetings/")
    expect(page.get_by_label("State", exact=True)).to_be_hidden()

    page.goto("/meetings/?state=planned")
    expect(page.get_by_label("State", exact=True)).to_have_value("planned")
    expect(page.get_by_label("State", exact=True)).to_be_visible()


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_download_menu_opens_inside_of_the_window(open_page, width):
    page = open_page(width=width, java_script_enabled=False)
    page.goto("/meetings/")
    link = page.get_by_role("link", name="Spreadsheet (CSV)")
    expect(link).to_be_hidden()

    page.locator("summary", has_text="Download").click()

    expect(link).to_be_visible()
    box = page.locator(".drop > div").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
