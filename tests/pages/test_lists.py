"""The pages of lists: tabs, filters, downloads, badges, and what they say when they are empty."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.partial_dates import PartialDate
from meetings.choices import Level
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory

MEETINGS = "/meetings/"


def page(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ").split())


def badges(client, address: str, **fields) -> list[str]:
    event = (ActivityPageFactory if address == "/activities/" else MeetingPageFactory)(**fields)
    row = page(client, address).find("a", href=event.url).find_parent("li")
    return [badge.text for badge in row.select(".state")]


@pytest.mark.parametrize("address", [MEETINGS, "/activities/"])
@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"state": EventStatus.HELD}, []),
        ({"state": EventStatus.PLANNED, "start_date": PartialDate(2026, 12)}, ["Planned"]),
        ({"state": EventStatus.POSTPONED}, ["Postponed"]),
        ({"state": EventStatus.CANCELLED}, ["Cancelled"]),
        ({"format": EventFormat.VIDEO_CONFERENCE}, ["Online"]),
        ({"format": EventFormat.HYBRID}, ["Partly online"]),
    ],
    ids=["held", "planned", "postponed", "cancelled", "online", "partly online"],
)
def test_a_row_has_a_badge_for_what_is_not_usual_only(client, portal, address, fields, expected):
    assert badges(client, address, **fields) == expected


def test_meetings_of_ministers_stand_out_from_those_of_experts(client, portal):
    of_ministers = MeetingPageFactory()
    of_experts = MeetingPageFactory(series=MeetingSeriesFactory(level=Level.EXPERTS))
    minor = [row.a["href"] for row in page(client, MEETINGS).select(".row--minor")]
    assert of_experts.url in minor
    assert of_ministers.url not in minor


def test_a_row_without_a_known_place_has_neither_a_comma_nor_an_empty_line(client, portal):
    meeting = MeetingPageFactory(city="", country=None, format=EventFormat.VIDEO_CONFERENCE)
    decision = DecisionFactory(page=meeting)
    row = page(client, MEETINGS).find("a", href=meeting.url).find_parent("li")
    assert not row.select(".row__where")
    assert all(paragraph.get_text(strip=True) for paragraph in row.find_all("p"))
    [_when, where, *_others] = page(client, "/decisions/").find(id=decision.anchor).find_all("td")
    assert where.get_text() == meeting.title


def test_a_decision_is_a_row_with_its_meeting_its_permalink_its_paper_and_what_followed(client, portal):
    paper = ConceptPaperPageFactory()
    decision = DecisionFactory(subject=paper)
    initiative = InitiativePageFactory(implements=[paper])

    row = page(client, "/decisions/").find(id=decision.anchor)

    assert [link["href"] for link in row.find_all("a")] == [
        f"{decision.page.url}#{decision.anchor}",
        decision.permalink,
        paper.url,
        initiative.url,
    ]
    assert row.find("th", scope="row").a["href"] == decision.permalink


def test_a_paper_that_nothing_followed_says_so_in_the_register(client, portal):
    of_paper, of_text = DecisionFactory(subject=ConceptPaperPageFactory()), DecisionFactory(text="Agreed.")
    register = page(client, "/decisions/")
    assert words(register.find(id=of_paper.anchor).find_all("td")[-1]) == "Follow-up: none recorded"
    assert words(register.find(id=of_text.anchor).find_all("td")[-1]) == ""


@pytest.fixture
def decisions_of_two_years(portal):
    """Two decisions of 2011 of one series, and one of 2013 of another."""
    meeting = MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), start_date=PartialDate(2011, 5))
    later = MeetingPageFactory(start_date=PartialDate(2013, 5))
    return [DecisionFactory(page=meeting), DecisionFactory(page=meeting), DecisionFactory(page=later)]


def test_the_register_is_grouped_by_year(client, decisions_of_two_years):
    years = page(client, "/decisions/").find_all("th", scope="rowgroup")
    assert [year.get_text() for year in years] == ["2013", "2011"]


def test_the_years_of_a_register_lead_to_each_other(client, decisions_of_two_years):
    links = page(client, "/decisions/?year=2011").select(".year-links a")
    assert [(link.get_text(), link["href"], link.get("aria-current")) for link in links] == [
        ("2013", "?year=2013", None),
        ("2011", "?year=2011", "page"),
    ]


def test_no_year_is_offered_that_another_filter_may_leave_empty(client, decisions_of_two_years):
    assert not page(client, "/decisions/?series=admm").select(".year-links")


def test_a_filter_that_leaves_one_year_says_so(client, decisions_of_two_years):
    assert "All of them are from 2011." in words(page(client, "/decisions/?series=admm").main)
    for address in ("/decisions/", "/decisions/?year=2011"):
        assert "All of them" not in words(page(client, address).main)


def test_the_tabs_of_a_section_lead_to_its_views_and_name_the_current_one(client, portal):
    for address, current in (
        (MEETINGS, "All meetings"),
        ("/meetings/calendar/", "Calendar"),
        ("/meetings/map/", "Map"),
    ):
        tabs = page(client, address).select(".tabs a")
        titles = ["All meetings", "Calendar", "Timeline", "Map", "Structure", "Compare"]
        assert [tab.text for tab in tabs] == titles
        assert [tab.text for tab in tabs if tab.get("aria-current") == "page"] == [current]
        assert all(client.get(tab["href"]).status_code == 200 for tab in tabs)


def test_a_month_belongs_to_the_tab_of_the_calendar(client, portal):
    [tab] = page(client, "/meetings/calendar/2011/05/").select(".tabs [aria-current]")
    assert (tab.text, tab["aria-current"]) == ("Calendar", "true")


def test_a_section_page_that_is_not_public_has_no_tab(client, portal):
    MeetingPageFactory().get_parent().unpublish()
    assert "All meetings" not in [tab.text for tab in page(client, "/meetings/calendar/").select(".tabs a")]


@pytest.mark.parametrize(("query", "is_folded"), [("", True), ("?year=2011", True), ("?state=held", False)])
def test_a_folded_filter_in_use_stands_among_the_others(client, portal, query, is_folded):
    MeetingPageFactory()
    filters = page(client, MEETINGS + query).select_one(".filters")
    assert bool(filters.select(".more-filters [name=state]")) is is_folded
    assert filters.select("[name=state]")


def test_the_downloads_and_subscriptions_are_in_one_menu(client, portal):
    MeetingPageFactory()
    html = page(client, MEETINGS)
    [menu] = html.select("details.drop")
    assert menu.summary.get_text() == "Download"
    assert [link.text for link in menu.select("a")] == [
        "Spreadsheet (CSV)",
        "Data (JSON)",
        "Calendar (iCalendar)",
        "Feed (Atom)",
        "Calendar subscription",
    ]


@pytest.mark.parametrize(("number", "expected"), [(1, "1 meeting"), (2, "2 meetings")])
def test_the_count_says_what_is_counted(client, portal, number, expected):
    MeetingPageFactory.create_batch(number)
    assert words(page(client, MEETINGS).select_one(".count")) == expected


def test_a_list_in_which_nothing_matches_says_so_once(client, portal):
    MeetingPageFactory()
    html = page(client, f"{MEETINGS}?state=cancelled")
    [message] = html.select("main .empty, main .message")
    assert words(message).startswith("Nothing matches these filters.")
    assert message.find("a", href="?")


def test_an_empty_list_without_filters_in_use_does_not_speak_of_filters(client, portal):
    assert words(page(client, MEETINGS).select_one(".empty")) == "Nothing is recorded yet."


@pytest.mark.parametrize(
    "address", [MEETINGS, "/documents/", "/trail/", "/initiatives/progress/", "/changes/"]
)
def test_a_wrong_filter_gives_one_message(client, portal, address):
    html = page(client, f"{address}?year=nonsense")
    [message] = html.select("main .empty, main .message")
    assert "We couldn’t apply that filter" in words(message)
    assert not html.select(".count, .export-links")
