"""A printed meeting is complete in itself."""

import re
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

pytestmark = pytest.mark.browser


def get_sheets(page: Page) -> list[str]:
    """The text of each A4 sheet, on one line."""
    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in sheets]


@pytest.fixture
def record(open_page) -> str:
    """The 5th ADMM as printed."""
    page = open_page()
    page.goto("/meetings/5th-admm/")
    return " ".join(get_sheets(page))


@pytest.mark.parametrize(
    ("meeting", "most"), [("5th-admm", 2), ("7th-admm", 3), ("20th-admm", 2)], ids=["5th", "7th", "20th"]
)
def test_a_meeting_fits_on_few_pages(open_page, meeting, most):
    """The 7th ADMM took eight decisions and received three status updates."""
    page = open_page()
    page.goto(f"/meetings/{meeting}/")

    assert len(get_sheets(page)) <= most


def test_the_record_of_a_meeting_says_what_was_decided(record):
    assert "5th ADMM Jakarta, Indonesia, 19 May 2011" in record
    assert record.count("Adopted") == 3
    assert "ADMM Three-Year Work Programme 2011-2013" in record


def test_the_record_of_a_meeting_shows_the_addresses_of_its_links(record, site):
    assert "</concept-papers/adic/>" in record
    assert "<https://mod.gov.mm/node/12>" in record
    assert f"Printed from {site}/meetings/5th-admm/" in record


def test_the_record_of_a_meeting_leaves_navigation_out(record):
    for words in ("Home", "Menu", "Register of documents", "Permanent link", "6th ADMM"):
        assert words not in record


def test_the_register_prints_as_a_table_of_few_sheets(open_page):
    """The list prints fifty documents a page; only the page of a document has the address of its file."""
    page = open_page()
    page.goto("/documents/")

    sheets = get_sheets(page)

    assert len(sheets) <= 5
    assert "Document Kind" in sheets[0]
    assert "</documents/" in sheets[0]
    assert ".pdf" not in " ".join(sheets)


@pytest.mark.parametrize("address", ["/changes/", "/about/"])
def test_a_long_list_begins_below_its_heading_and_not_on_the_next_sheet(open_page, address):
    page = open_page()
    page.goto(address)
    first_row = page.locator(".rows .row h3").first.inner_text()

    assert first_row in get_sheets(page)[0]
