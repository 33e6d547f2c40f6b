"""A visitor sets an as-of date and follows links through the portal of that day."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import expect

from .visitors import KeyboardVisitor, Visitor

pytestmark = pytest.mark.browser

DAY = date(2014, 5, 1)
CONCEPT_PAPER = "Concept Paper on the Establishment of ASEAN Defence Industry Collaboration"


@pytest.fixture(params=["with a pointer", "without JavaScript", "by keyboard"])
def visitor(request, open_page) -> Visitor:
    """A visitor on the home page of 1 May 2014."""
    page = open_page(java_script_enabled=request.param != "without JavaScript", locale="en-US")
    kind = KeyboardVisitor if request.param == "by keyboard" else Visitor
    visitor = kind(page).arrive()
    visitor.set_day("As of", DAY)
    visitor.press("View")
    return visitor


def expect_the_day(visitor: Visitor, heading: str):
    """Asserts that the page with this heading has the date, and that each of its links keeps it."""
    page = visitor.page
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect(page.get_by_role("complementary", name="The day shown")).to_contain_text(
        "The portal as it stood on 1 May 2014."
    )
    links = page.locator("main a[href^='/']").evaluate_all("links => links.map(link => link.href)")
    files = ("/documents/", "/media/", "/d/")
    page_links = [link for link in links if not urlsplit(link).path.startswith(files)]
    assert page_links
    assert {tuple(parse_qs(urlsplit(link).query).get("as_of", ())) for link in page_links} == {(str(DAY),)}


def test_a_visitor_walks_five_pages_on_one_day(visitor):
    expect_the_day(visitor, "What the defence ministers of South-East Asia decided, and what became of it")

    visitor.go("8th ADMM")
    expect_the_day(visitor, "8th ADMM")
    assert visitor.facts()["State"] == "Planned"
    expect(visitor.page.get_by_role("main").get_by_role("heading", name="Decisions")).to_have_count(0)

    visitor.go("ADMM")
    expect_the_day(visitor, "ASEAN Defence Ministers' Meeting")
    expect(visitor.page.get_by_role("link", name="9th ADMM")).to_have_count(0)

    visitor.go("5th ADMM")
    expect_the_day(visitor, "5th ADMM")

    visitor.go(CONCEPT_PAPER)
    expect_the_day(visitor, CONCEPT_PAPER)

    visitor.go("ASEAN Defence Industry Collaboration")
    expect_the_day(visitor, "ASEAN Defence Industry Collaboration")
    facts = visitor.facts()
    assert facts["Status"].startswith("Under way")
    assert facts["Last status update"] == "7 May 2013"


def test_a_visitor_goes_back_to_today(visitor):
    visitor.go("8th ADMM")
    visitor.go("Back to today")

    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("8th ADMM")
    expect(visitor.page.get_by_text("Back to today")).to_have_count(0)
    assert visitor.facts()["State"] == "Held"
