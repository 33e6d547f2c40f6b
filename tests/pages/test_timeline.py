"""The timeline as a chart and as a list."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.timeline import MAX_NAMED_MEETINGS, history
from tests.factories.initiatives import ActivityPageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.visibility import HIDING_METHODS, hide

ADDRESS = "/meetings/timeline/"


def page_with_event(heading: str, *date: int, text: str = ""):
    event = {"date": PartialDate(*date), "heading": heading, "text": text}
    return ContentPageFactory(body=[("rich_text", "<p>Before.</p>"), ("timeline_item", event)])


def titles_by_year() -> dict[int, list[str]]:
    return {
        year.year: [item.title for item in year.items] for year in history("/meetings/").years if year.items
    }


def numbers(year: int) -> dict[str, tuple[int, int]]:
    yearly_counts = history("/meetings/").numbers
    row = next(row for row in yearly_counts.rows if row.year == year)
    counts = zip(yearly_counts.series, row.counts, strict=True)
    return {kind.name: (count.past, count.upcoming) for kind, count in counts if count.total}


def test_the_texts_say_what_led_to_the_first_meeting(client, portal):
    page = page_with_event("10th ASEAN Summit", 2004, 11, 29, text="<p>It adopts a programme.</p>")
    MeetingPageFactory(start_date=PartialDate(2006, 5, 9))
    assert titles_by_year()[2004] == ["10th ASEAN Summit"]
    soup = BeautifulSoup(client.get(ADDRESS).content, "html.parser").find(id="year-2004")
    assert "It adopts a programme." in soup.get_text()
    assert soup.find("a", href=page.url)


def test_meetings_of_ministers_are_named_in_the_order_of_time(portal):
    later = MeetingPageFactory(start_date=PartialDate(2011, 10, 18))
    sooner = MeetingPageFactory(start_date=PartialDate(2011, 5, 19))
    assert titles_by_year() == {2011: [sooner.title, later.title]}


def test_a_retreat_of_ministers_is_named_too(portal):
    retreat = MeetingPageFactory(ordinal=None, start_date=PartialDate(2011, 10, 18))
    assert titles_by_year() == {2011: [retreat.title]}


@pytest.mark.parametrize("date", [(2011, 5, 19), (2011, 5)], ids=["the day", "the month"])
def test_an_event_on_the_day_of_a_meeting_is_shown_with_that_meeting(client, portal, date):
    meeting = MeetingPageFactory()
    page_with_event("5th ADMM, Jakarta", *date, text="<p>Adopts two papers.</p>")
    assert titles_by_year() == {2011: [meeting.title]}
    assert "Adopts two papers." in client.get(ADDRESS).content.decode()


@pytest.mark.parametrize("date", [(2011, 5, 20), (2011,)], ids=["another day", "the year"])
def test_an_event_on_another_day_stands_by_itself(portal, date):
    MeetingPageFactory()
    page_with_event("Something else", *date)
    assert len(titles_by_year()[2011]) == 2


def test_many_records_are_counted_with_a_link_to_their_list(client, portal):
    group = MeetingSeriesFactory(working_group=True)
    meeting = MeetingPageFactory()
    MeetingPageFactory(series=group)
    DecisionFactory.create_batch(2, page=meeting)
    ActivityPageFactory(start_date=PartialDate(2011, 9))
    StatusUpdateFactory(date=PartialDate(2011, 12, 1))
    assert numbers(2011) == {
        "admm": (1, 0),
        "others": (1, 0),
        "decisions": (2, 0),
        "activities": (1, 0),
        "status-updates": (1, 0),
    }
    year = BeautifulSoup(client.get(ADDRESS).content, "html.parser").find(id="year-2011")
    links = {link.get_text(): link["href"] for link in year.select(".tally a")}
    assert links == {
        "1 other meeting in 2011": "/meetings/?year=2011&level=preparatory",
        "2 decisions in 2011": "/decisions/?year=2011",
        "1 activity in 2011": "/activities/?year=2011",
        "1 status update in 2011": "/status-updates/?year=2011",
    }
    assert {address: client.get(address).status_code for address in links.values()} == dict.fromkeys(
        links.values(), 200
    )


def test_what_is_planned_is_still_to_come(portal):
    MeetingPageFactory(planned=True)
    assert numbers(2026) == {"admm": (0, 1)}


def test_a_called_off_event_is_named_but_not_in_the_chart(client, portal):
    MeetingPageFactory(state="cancelled")
    ActivityPageFactory(state="postponed", start_date=PartialDate(2011, 9))
    assert numbers(2011) == {}
    year = BeautifulSoup(client.get(ADDRESS).content, "html.parser").find(id="year-2011")
    assert year.select_one(".event .state--cancelled")
    assert "1 activity in 2011 , 1 of them postponed or cancelled" in " ".join(year.get_text(" ").split())


def test_a_planned_meeting_without_a_date_is_named_at_the_end(client, portal):
    meeting = MeetingPageFactory(planned=True, start_date=None)
    assert history("/meetings/").undated == [meeting]
    assert meeting.title in client.get(ADDRESS).content.decode()


def test_a_year_with_very_many_meetings_names_the_first_and_counts_the_others(client, portal):
    MeetingPageFactory.create_batch(MAX_NAMED_MEETINGS + 2)
    assert len(titles_by_year()[2011]) == MAX_NAMED_MEETINGS
    assert numbers(2011) == {"admm": (MAX_NAMED_MEETINGS + 2, 0)}
    year = BeautifulSoup(client.get(ADDRESS).content, "html.parser").find(id="year-2011")
    assert year.select_one(".tally a")["href"] == "/meetings/?year=2011&level=ministers"
    assert year.select_one(".tally a").get_text() == f"{MAX_NAMED_MEETINGS + 2} meetings of ministers in 2011"


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_hidden_pages_are_not_in_the_timeline(portal, hiding_method):
    meeting, page = MeetingPageFactory(), page_with_event("Secret", 2004)
    DecisionFactory(page=meeting)
    hide(meeting, hiding_method)
    hide(page, hiding_method)
    assert history("/meetings/").years == []


def test_the_chart_has_a_column_for_every_year_of_the_list(client, portal):
    page_with_event("Declaration", 2004)
    MeetingPageFactory(planned=True)
    page = BeautifulSoup(client.get(ADDRESS).content, "html.parser")
    years = [link.get_text() for link in page.select(".columns-of-years a")]
    assert len(page.select(".chart--history .chart__gridline")) == len(years)
    assert years == [section.h2.get_text() for section in page.select("section.group")]
    assert years == [str(year) for year in range(2004, 2027)]


def test_each_year_of_the_chart_leads_to_what_happened_in_it(client, portal):
    MeetingPageFactory(start_date=PartialDate(2011, 5, 19))
    MeetingPageFactory(start_date=PartialDate(2013, 5, 7))
    main = BeautifulSoup(client.get(ADDRESS).content, "html.parser").main
    links = main.select(".columns-of-years a")
    assert [link.get_text() for link in links] == ["2011", "2012", "2013"]
    assert all(main.find(id=link["href"].removeprefix("#")) for link in links)


def test_every_mark_of_the_chart_is_defined_and_says_how_many_it_stands_for(client, portal):
    meeting = MeetingPageFactory(start_date=PartialDate(2011, 5, 19))
    DecisionFactory.create_batch(2, page=meeting)
    MeetingPageFactory(planned=True)
    main = BeautifulSoup(client.get(ADDRESS).content, "html.parser").main
    marks = {use["href"].removeprefix("#") for use in main.select(".chart--history use")}
    assert {"strip-admm", "strip-admm-planned", "strip-decisions"} <= marks
    assert marks <= {symbol["id"] for symbol in main.select("defs [id]")}
    assert [number.get_text() for number in main.select(".strip__number")] == ["2"]
