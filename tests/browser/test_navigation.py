"""A visitor finds answers by links from the home page: with a pointer, without scripts, by keyboard."""

import pytest
from playwright.sync_api import expect

from .visitors import KeyboardVisitor, Visitor

pytestmark = pytest.mark.browser

WORKING_GROUPS = {
    "EWG on CT": "India, Malaysia",
    "EWG on CS": "Malaysia, Republic of Korea",
    "EWG on HADR": "India, Indonesia",
    "EWG on HMA": "Lao PDR, Russian Federation",
    "EWG on MS": "Japan, Philippines",
    "EWG on MM": "Australia, Brunei Darussalam",
    "EWG on PKO": "Japan, Viet Nam",
}


@pytest.fixture(params=["with a pointer", "without JavaScript", "by keyboard"])
def visitor(request, open_page) -> Visitor:
    """A visitor on the home page."""
    page = open_page(java_script_enabled=request.param != "without JavaScript")
    kind = KeyboardVisitor if request.param == "by keyboard" else Visitor
    return kind(page).arrive()


def decisions(visitor: Visitor, verb: str) -> list[str]:
    """The titles of the decisions with that verb of the meeting on the page."""
    locator = visitor.page.locator("article.decision").filter(has=visitor.page.get_by_text(verb, exact=True))
    return locator.get_by_role("heading").all_inner_texts()


def test_when_and_where_was_the_5th_admm_and_what_did_it_adopt(visitor):
    visitor.go("Meetings")
    visitor.choose("Year", "2011")
    visitor.press("Show")
    visitor.go("5th ADMM")

    facts = visitor.facts()
    assert (facts["Date"], facts["Place"]) == ("19 May 2011", "Jakarta, Indonesia")
    assert decisions(visitor, "Adopted") == [
        "Concept Paper on the Establishment of ASEAN Defence Industry Collaboration",
        "Concept Paper on the Establishment of ASEAN Peacekeeping Centres Network",
        "ADMM Three-Year Work Programme 2011-2013",
    ]


def test_which_meeting_adopted_adic_and_how_far_is_it_now(visitor):
    visitor.go("Initiatives", "ASEAN Defence Industry Collaboration")

    facts = visitor.facts()
    assert facts["Adopted"].startswith("5th ADMM, 19 May 2011")  # then what is not confirmed of it
    assert facts["Status"].startswith("Under way")
    assert facts["Last status update"] == "October 2025"


def test_which_initiatives_did_the_7th_admm_endorse(visitor):
    visitor.go("Meetings")
    visitor.choose("Year", "2013")
    visitor.press("Show")
    visitor.go("7th ADMM")

    assert decisions(visitor, "Endorsed") == [
        "ASEAN Defence Interaction Programme",
        "ASEAN Militaries' Logistics Support Framework",
    ]


def test_what_are_the_objectives_of_the_admm(visitor):
    visitor.go("Background of the ADMM")

    objectives = visitor.page.locator("ol.objectives > li")
    expect(objectives).to_have_count(9)
    expect(objectives.first).to_contain_text("To promote regional peace and stability through dialogue")
    expect(objectives.last).to_contain_text(
        "To facilitate the implementation of the Vientiane Action Programme"
    )


def test_where_is_the_next_meeting(visitor):
    expect(visitor.page.get_by_text("Next meeting")).to_be_visible()

    visitor.go("20th ADMM")

    facts = visitor.facts()
    assert (facts["Place"], facts["Date"], facts["State"]) == ("Philippines", "2026", "Planned")


def test_which_working_groups_exist_and_who_co_chairs_them(visitor):
    visitor.go("Structure")

    for group, co_chairs in WORKING_GROUPS.items():
        entry = visitor.page.get_by_role("listitem").filter(
            has=visitor.page.get_by_role("link", name=group, exact=True)
        )
        for country in co_chairs.split(", "):
            expect(entry.last).to_contain_text(country)


def test_who_co_chaired_a_working_group_before(visitor):
    visitor.go("Structure", "EWG on HADR")

    chairs = visitor.page.get_by_role("table", name="This table lists who chaired the")
    term = chairs.get_by_role("row").filter(has_text="2011–2013")
    for country in ("China", "Viet Nam"):
        expect(term).to_contain_text(country)
