"""The calendar."""

from datetime import date

import pytest

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.calendar import RECENT_EVENTS
from admm_site.pages.calendar_month import month
from tests.factories.initiatives import ActivityPageFactory
from tests.factories.meetings import MeetingPageFactory
from tests.visibility import HIDING_METHODS, hide


def events_on(calendar_month, day: date) -> list:
    return next(cell.events for week in calendar_month.weeks for cell in week if cell.date == day)


def test_a_month_has_whole_weeks_from_monday(portal):
    weeks = month(2011, 5).weeks
    assert weeks[0][0].date == date(2011, 4, 25)
    assert {len(week) for week in weeks} == {7}
    assert [day.date for week in weeks for day in week if not day.is_outside] == [
        date(2011, 5, number) for number in range(1, 32)
    ]


def test_today_is_marked(portal, today):
    days = [day.date for week in month(2026, 3).weeks for day in week if day.is_today]
    assert days == [today]


def test_a_meeting_stands_on_each_of_its_days(portal):
    meeting = MeetingPageFactory(start_date=PartialDate(2011, 5, 18), end_date=PartialDate(2011, 5, 20))
    calendar_month = month(2011, 5)
    assert [events_on(calendar_month, date(2011, 5, number)) for number in range(17, 22)] == [
        [],
        [meeting],
        [meeting],
        [meeting],
        [],
    ]
    assert calendar_month.dated == [meeting]


def test_a_meeting_over_the_end_of_a_month_stands_in_both(portal):
    meeting = MeetingPageFactory(start_date=PartialDate(2013, 9, 28), end_date=PartialDate(2013, 10, 1))
    assert events_on(month(2013, 9), date(2013, 9, 30)) == [meeting]
    assert events_on(month(2013, 10), date(2013, 10, 1)) == [meeting]
    assert not month(2013, 11).dated


def test_an_activity_known_by_its_month_stands_on_no_day(portal):
    activity = ActivityPageFactory(start_date=PartialDate(2012, 9))
    calendar_month = month(2012, 9)
    assert calendar_month.undated == [activity]
    assert not any(day.events for week in calendar_month.weeks for day in week)


@pytest.mark.parametrize("number", [1, 6, 12])
def test_a_meeting_known_by_its_year_stands_in_no_month(portal, number):
    MeetingPageFactory(start_date=PartialDate(2011))
    calendar_month = month(2011, number)
    assert not calendar_month.dated
    assert not calendar_month.undated


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_hidden_events_are_in_no_month(portal, hiding_method):
    meeting = MeetingPageFactory()
    hide(meeting, hiding_method)
    assert not month(2011, 5).dated


@pytest.mark.parametrize(
    ("year", "number", "before", "after"),
    [
        (2011, 5, date(2011, 4, 30), date(2011, 6, 1)),
        (2011, 1, date(2010, 12, 31), date(2011, 2, 1)),
        (2011, 12, date(2011, 11, 30), date(2012, 1, 1)),
    ],
)
def test_the_months_around_can_be_reached(portal, year, number, before, after):
    calendar_month = month(year, number)
    assert (calendar_month.previous.year, calendar_month.previous.month) == (before.year, before.month)
    assert (calendar_month.next.year, calendar_month.next.month) == (after.year, after.month)


def test_the_calendar_has_a_first_and_a_last_month(portal):
    assert month(1967, 1).previous is None
    assert month(2099, 12).next is None


@pytest.mark.parametrize("address", ["1967/1", "1967/01", "2099/12", "2024/2"])
def test_a_month_in_the_time_of_asean_is_shown(client, portal, address):
    assert client.get(f"/meetings/calendar/{address}/").status_code == 200


@pytest.mark.parametrize(
    "address",
    ["1966/12", "2100/1", "2011/0", "2011/13", "0/0", "99999/1", f"{'9' * 40}/1", f"2011/{'9' * 40}", "-1/1"],
)
def test_an_invalid_month_is_not_found(client, portal, address):
    assert client.get(f"/meetings/calendar/{address}/").status_code == 404


def test_the_agenda_shows_what_is_to_come_and_what_was(client, portal):
    later = MeetingPageFactory(planned=True)
    soon = ActivityPageFactory(state="planned", start_date=PartialDate(2026, 9))
    some_time = MeetingPageFactory(planned=True, start_date=None)
    old, new = ActivityPageFactory(start_date=PartialDate(2009)), MeetingPageFactory()

    context = client.get("/meetings/calendar/").context

    assert context["upcoming"] == [soon, later, some_time]
    assert context["recent"] == [new, old]


def test_what_was_last_held_is_cut_after_meetings_and_activities_are_in_one_order(client, portal):
    for number in range(RECENT_EVENTS + 2):
        ActivityPageFactory(start_date=PartialDate(2010 + number % 2, 1 + number % 12))
    meetings = [
        MeetingPageFactory(start_date=PartialDate(2024, 1, 1 + day)) for day in range(RECENT_EVENTS - 1)
    ]
    activity = ActivityPageFactory(start_date=PartialDate(2023, 12, 31))
    MeetingPageFactory(start_date=PartialDate(2023, 12, 30))
    recent = client.get("/meetings/calendar/").context["recent"]
    assert [event.title for event in recent] == [event.title for event in (*meetings[::-1], activity)]
