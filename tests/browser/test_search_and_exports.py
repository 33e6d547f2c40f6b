"""A visitor searches for a word in a document, and downloads lists and calendars."""

import csv
from io import BytesIO

import pytest
import vobject
from playwright.sync_api import expect
from pypdf import PdfReader

from .visitors import KeyboardVisitor, Visitor

pytestmark = pytest.mark.browser

# Stands in documents alone; in the best of them on the second page.
WORD = "spotlight"


@pytest.fixture(params=["with a pointer", "without JavaScript", "by keyboard"])
def visitor(request, open_page) -> Visitor:
    """A visitor on the home page."""
    page = open_page(java_script_enabled=request.param != "without JavaScript")
    kind = KeyboardVisitor if request.param == "by keyboard" else Visitor
    return kind(page).arrive()


def test_a_word_that_only_a_document_holds_is_found_on_its_page(visitor):
    visitor.search(WORD)

    expect(visitor.page.locator("mark").first).to_have_text(WORD)
    locator = visitor.page.locator(".result__kind")
    assert all(kind.startswith("Document") for kind in locator.all_inner_texts())
    link = visitor.page.locator(".result__place").first.get_by_role("link", name="page 2 of the file")
    address, _, fragment = link.get_attribute("href").partition("#")
    assert fragment == "page=2"
    file = visitor.page.request.get(address)
    assert file.headers["content-type"] == "application/pdf"
    assert WORD in PdfReader(BytesIO(file.body())).pages[1].extract_text()


def test_results_are_narrowed_and_widened_again(visitor):
    visitor.search("HADR")
    visitor.follow(visitor.page.get_by_role("link", name="Activity"))
    kinds = visitor.page.locator(".result__kind").all_inner_texts()
    assert kinds
    assert set(kinds) == {"Activity"}

    visitor.follow(visitor.page.get_by_role("link", name="Kind: Activity"))
    expect(visitor.page.locator(".result__kind", has_text="Meeting").first).to_be_visible()


def test_the_calendar_can_be_subscribed_to(visitor):
    visitor.go("Meetings", "Calendar")

    visitor.unfold("Download")
    link = visitor.page.get_by_role("link", name="Calendar subscription")
    address = link.get_attribute("href")
    assert address.startswith("webcal://")
    response = visitor.page.request.get(address.replace("webcal://", "http://"))
    calendar = vobject.readOne(response.text())
    assert "5th ADMM" in {event.summary.value for event in calendar.vevent_list}


def test_a_filtered_table_is_downloaded_as_it_is_shown(visitor):
    visitor.go("Meetings")
    visitor.choose("Year", "2013")
    visitor.press("Show")
    expect(visitor.page.get_by_role("link", name="Year: 2013")).to_be_visible()
    texts = visitor.page.get_by_role("main").locator(".row h3").all_inner_texts()

    visitor.unfold("Download")
    file = visitor.take(visitor.page.get_by_role("link", name="Spreadsheet (CSV)"))

    with open(file.path(), encoding="utf-8-sig", newline="") as table:
        assert [row["title"] for row in csv.DictReader(table)] == texts
