"""A visitor follows a trail from a decision to its result, and back."""

import re

import pytest
from playwright.sync_api import expect

from .visitors import KeyboardVisitor, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(params=["with a pointer", "without JavaScript", "by keyboard"])
def visitor(request, open_page) -> Visitor:
    """A visitor on the home page."""
    page = open_page(java_script_enabled=request.param != "without JavaScript")
    kind = KeyboardVisitor if request.param == "by keyboard" else Visitor
    return kind(page).arrive()


def test_a_decision_is_followed_to_its_latest_report_and_back(visitor):
    visitor.go("Meetings")
    visitor.choose("Year", "2011")
    visitor.press("Show")
    expect(visitor.page.get_by_role("link", name="Year: 2011")).to_be_visible()
    visitor.go("5th ADMM")
    expect(visitor.page.get_by_text("adopted here").first).to_be_visible()

    visitor.go("ADIC")
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("ASEAN Defence Industry Collaboration")
    reports = visitor.page.locator(".event").filter(has=visitor.page.locator("[class*=state--under-way]"))
    visitor.follow(reports.last.get_by_role("link", name="Permanent link"))
    expect(visitor.page.get_by_role("heading", level=1)).to_have_text("ADIC, October 2025: under way")

    visitor.follow(visitor.page.get_by_role("link", name="See this on the"))
    expect(visitor.page).to_have_url(re.compile(r"/initiatives/adic/#statusupdate-"))
    visitor.go("5th ADMM")
    expect(visitor.page).to_have_url(re.compile(r"/meetings/5th-admm/#decision-"))


def test_the_whole_process_is_narrowed_to_one_area(visitor):
    visitor.go("Decision tracker")
    visitor.choose("Area", "Defence Industry")
    visitor.press("Show")

    expect(visitor.page.get_by_role("link", name="Area: Defence Industry")).to_be_visible()
    expect(visitor.page.locator(".page-trail h3")).to_have_text(["Defence industry"])
