"""Postponed and cancelled events are marked as such, and neither drawn nor counted as held or to come."""

import json

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar

from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import ActivityPageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory, ParticipationFactory
from tests.factories.reference import CountryFactory
from tests.responses import read


@pytest.fixture
def called_off(portal):
    """The 20th ADMM, planned for November 2026, in either state; the 19th was held."""
    admm = MeetingSeriesFactory(acronym="ADMM")
    country = CountryFactory(name="Philippines")
    MeetingPageFactory(series=admm, ordinal=19, start_date=PartialDate(2025, 11, 1), country=country)

    def make(state: str, **fields):
        start = fields.pop("start_date", PartialDate(2026, 11, 18))
        return MeetingPageFactory(
            series=admm,
            ordinal=20,
            state=state,
            start_date=start,
            country=country,
            chair_country=country,
            **fields,
        )

    return make


def page(client, address: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(address).content, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ").split()).replace(" .", ".")


SENTENCES = {
    "postponed": "The 20th ADMM is postponed; no new date has been announced.",
    "cancelled": "The 20th ADMM is cancelled.",
}
STATES = pytest.mark.parametrize("state", SENTENCES)


@STATES
def test_home_shows_a_called_off_meeting_in_place_of_the_next_one(client, called_off, state):
    called_off(state)
    assert SENTENCES[state] in words(page(client, "/").select_one(".hero"))


@STATES
def test_home_shows_a_called_off_meeting_beside_the_next_one(client, called_off, state):
    meeting = called_off(state)
    MeetingPageFactory(series=meeting.series, ordinal=21, state="planned", start_date=PartialDate(2027))
    hero = words(page(client, "/").select_one(".hero"))
    assert SENTENCES[state] in hero
    assert "Next meeting 21st ADMM" in hero


def test_home_leaves_out_a_called_off_meeting_before_a_later_one(client, called_off):
    meeting = called_off("postponed", start_date=PartialDate(2020, 5, 1))
    MeetingPageFactory(series=meeting.series, ordinal=21, start_date=PartialDate(2025, 12, 1))
    assert "20th ADMM" not in words(page(client, "/").select_one(".hero"))


@STATES
def test_the_page_of_a_called_off_meeting_begins_with_its_state(client, called_off, state):
    meeting = called_off(state)
    message = words(page(client, meeting.url).select_one("main .message"))
    assert message == f"{SENTENCES[state]} It had been planned for 18 November 2026."


@STATES
def test_the_page_of_a_called_off_meeting_says_when_and_why_and_by_whom_that_was_announced(
    client, called_off, state
):
    meeting = called_off(
        state,
        called_off_on=PartialDate(2026, 2, 27),
        called_off_reason="The venue was flooded.",
        called_off_source="A ministry",
        called_off_url="https://example.org/notice",
    )
    message = page(client, meeting.url).select_one(".opening .message")
    assert "Announced: 27 February 2026 , A ministry. The venue was flooded." in words(message)
    assert message.a["href"] == "https://example.org/notice"


def test_what_no_source_says_of_a_postponement_is_marked(client, called_off):
    meeting = called_off("postponed", called_off_reason="The venue was flooded.")
    message = words(page(client, meeting.url).select_one(".opening .message"))
    assert message.endswith("The venue was flooded. Not confirmed by a source.")


@STATES
def test_a_called_off_meeting_is_known_from_the_day_on_which_that_was_announced(client, called_off, state):
    meeting = called_off(state, called_off_on=PartialDate(2026, 2, 27))
    assert SENTENCES[state] not in words(page(client, f"{meeting.url}?as_of=2026-02-26").main)
    assert SENTENCES[state] in words(page(client, f"{meeting.url}?as_of=2026-02-27").main)


def test_the_lists_say_when_and_why_a_meeting_was_called_off(client, called_off):
    called_off("postponed", called_off_on=PartialDate(2026, 2), called_off_reason="The venue was flooded.")
    rows = json.loads(read(client.get("/meetings.json")))["rows"]
    row = next(row for row in rows if row["title"] == "20th ADMM")
    assert (row["called_off"], row["called_off_precision"]) == ("2026-02", "month")
    assert row["called_off_reason"] == "The venue was flooded."


def test_the_page_of_a_planned_meeting_says_who_is_expected(client, called_off):
    meeting = called_off("planned")
    CountryFactory(name="Japan", role="plus")
    main = page(client, meeting.url).main
    assert "Expected to take part: 1 country of the ADMM" in words(main)
    expected = words(main.select_one("#expected").find_next_sibling())
    assert "Philippines" in expected
    assert "Japan" not in expected


def test_who_is_expected_is_not_guessed_where_participation_is_recorded(client, called_off):
    meeting = called_off("planned")
    ParticipationFactory(page=meeting, country=meeting.country)
    main = page(client, meeting.url).main
    assert "Expected to take part:" not in words(main)
    assert "Expected to take part" in [heading.get_text() for heading in main.select("h2")]


@STATES
def test_the_page_of_a_called_off_activity_shows_its_state(client, portal, state):
    activity = ActivityPageFactory(title="Workshop", state=state, start_date=PartialDate(2026, 5, 4))
    assert f"The Workshop is {state}" in words(page(client, activity.url).select_one("main .message"))


@STATES
def test_charts_name_its_state(client, called_off, state):
    called_off(state)
    introduction = page(client, "/about/in-five-minutes/")
    marker = introduction.select_one(f"a.marker--{state}")
    assert words(marker).startswith(f"20th ADMM, {state}")
    assert introduction.select_one(".years figcaption .marker--postponed")
    timeline = page(client, "/meetings/timeline/")
    item = next(item for item in timeline.select(".event") if "20th ADMM" in item.get_text())
    assert item.select_one(f".state--{state}")
    years = [link.get_text() for link in timeline.select(".columns-of-years a")]
    assert "2025" in years
    assert "2027" not in years


@STATES
def test_it_is_neither_held_nor_to_come_in_the_years_of_a_country(client, called_off, state):
    called_off(state)
    country = page(client, "/countries/philippines/")
    years = words(country.select_one("#years ~ .year-grid tbody"))
    assert "2026: 1 postponed or cancelled" in years
    assert "planned" not in years
    assert not country.select("#years ~ .year-grid .mark--hollow")


@STATES
def test_calendars_show_its_state(client, called_off, state):
    meeting = called_off(state)
    status = {"postponed": "TENTATIVE", "cancelled": "CANCELLED"}[state]
    for address in ("/meetings.ics", "/meetings/calendar.ics"):
        events = Calendar.from_ical(read(client.get(address))).walk("VEVENT")
        event = next(event for event in events if "20th ADMM" in str(event["summary"]))
        assert (event["status"], str(event["summary"])) == (status, f"{state.title()}: {meeting.title}")
    agenda = page(client, "/meetings/calendar/")
    heading = agenda.find("h2", string="Postponed or cancelled")
    assert "20th ADMM" in words(heading.find_next("ul"))
    cell = next(day for day in page(client, "/meetings/calendar/2026/11/").select("td li") if day.a)
    assert words(cell).startswith(f"20th ADMM {state}")


@STATES
def test_neighbours_lists_and_exports_show_its_state(client, called_off, state):
    called_off(state)
    beside = page(client, "/meetings/19th-admm/").select_one(".neighbours a[rel=next]")
    assert state.title() in words(beside)
    row = page(client, "/meetings/").find("a", string="20th ADMM").find_parent("li")
    assert row.select_one(f".state--{state}")
    assert client.get("/api/v1/meetings/20th-admm/").json()["state"] == state
    data = json.loads(page(client, "/meetings/20th-admm/").find("script", type="application/ld+json").string)
    assert data["@graph"][0]["mainEntity"]["eventStatus"].endswith(f"Event{state.title()}")
