"""Lists and events as iCalendar, parsed by another library than the one that writes them."""

from datetime import UTC, date, datetime, timedelta

import icalendar
import pytest
import vobject
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from meetings.models import MeetingPage
from tests.factories.initiatives import ActivityPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide


def read_calendar(client, address: str = "/meetings/calendar.ics"):
    response = client.get(address)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(response.content.decode(), validate=True)


def events(client, address: str = "/meetings/calendar.ics") -> dict:
    return {event.summary.value: event for event in read_calendar(client, address).contents.get("vevent", [])}


def event(client, address: str = "/meetings/calendar.ics"):
    [component] = events(client, address).values()
    return component


def test_the_calendar_has_meetings_and_activities(client, portal):
    meeting = MeetingPageFactory()
    activity = ActivityPageFactory(start_date=PartialDate(2012, 9, 3))
    assert set(events(client)) == {meeting.title, activity.title}


def test_an_event_says_what_is_known(client, portal):
    meeting = MeetingPageFactory(
        series=MeetingSeriesFactory(acronym="ADMM"),
        ordinal=5,
        venue="Hotel; first floor",
        city="Jakarta",
        country=CountryFactory(name="Indonesia"),
        summary="Ministers met,\nand signed.",
    )
    component = event(client)
    assert component.summary.value == "5th ADMM"
    assert component.location.value == "Hotel; first floor, Jakarta, Indonesia"
    description = "Ministers met,\nand signed.\nNot confirmed by a source."
    assert component.description.value == f"{description}\n\nhttp://testserver{meeting.url}"
    assert component.url.value == f"http://testserver{meeting.url}"
    assert component.uid.value == str(meeting.translation_key)
    assert component.transp.value == "TRANSPARENT"


@pytest.mark.parametrize(
    ("start", "end", "after"),
    [
        ((2011, 5, 19), None, date(2011, 5, 20)),
        ((2011, 5, 18), (2011, 5, 20), date(2011, 5, 21)),
        ((2013, 9, 28), (2013, 10, 1), date(2013, 10, 2)),
        ((2012, 12, 31), None, date(2013, 1, 1)),
        ((2012, 2, 28), (2012, 2, 29), date(2012, 3, 1)),
    ],
)
def test_an_event_is_of_whole_days_and_ends_before_the_next(client, portal, start, end, after):
    MeetingPageFactory(start_date=PartialDate(*start), end_date=end and PartialDate(*end))
    component = event(client)
    assert component.dtstart.value == date(*start)
    assert component.dtend.value == after
    assert b"DTSTART;VALUE=DATE:" in client.get("/meetings/calendar.ics").content


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"state": "held"}, "CONFIRMED"),
        ({"state": "planned", "source_confirms": True, "source_name": "A"}, "CONFIRMED"),
        ({"state": "planned"}, "TENTATIVE"),
        (
            {"state": "planned", "source_confirms": True, "source_name": "A", "source_unconfirmed": "dates"},
            "TENTATIVE",
        ),
        ({"state": "postponed"}, "TENTATIVE"),
        ({"state": "cancelled"}, "CANCELLED"),
    ],
)
def test_an_event_has_a_status(client, portal, fields, status):
    MeetingPageFactory(start_date=PartialDate(2011, 5, 19), **fields)
    assert event(client).status.value == status


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_the_title_of_a_called_off_event_names_its_state(client, portal, state):
    meeting = MeetingPageFactory(state=state)
    assert set(events(client)) == {f"{state.capitalize()}: {meeting.title}"}


def test_events_without_a_known_day_are_left_out_and_counted(client, portal):
    meeting = MeetingPageFactory()
    MeetingPageFactory(start_date=PartialDate(2011))
    MeetingPageFactory(start_date=PartialDate(2026, 11), state="planned")
    ActivityPageFactory(start_date=PartialDate(2012, 9, 3), end_date=PartialDate(2012, 9))
    MeetingPageFactory(start_date=None, state="planned")
    calendar = read_calendar(client)
    assert [event.summary.value for event in calendar.vevent_list] == [meeting.title]
    comments = [comment.value for comment in calendar.contents["comment"]]
    assert comments[0] == "4 are left out: their days are not known."
    assert [words.partition(": ")[2] for words in comments[1:]] == ["November 2026", "date to be announced"]


def test_a_complete_calendar_has_no_note_on_omissions(client, portal):
    MeetingPageFactory()
    assert "comment" not in read_calendar(client).contents


def test_each_publication_raises_the_sequence(client, portal):
    meeting = MeetingPageFactory()
    meeting.save_revision().publish()
    MeetingPage.objects.filter(pk=meeting.pk).update(last_published_at=datetime(2026, 1, 5, tzinfo=UTC))
    before = event(client)

    meeting.refresh_from_db()
    meeting.city = "Bali"
    meeting.save_revision()
    with_draft = event(client)
    meeting.get_latest_revision().publish()
    after = event(client)

    assert (before.sequence.value, with_draft.sequence.value, after.sequence.value) == ("0", "0", "1")
    assert with_draft.last_modified.value == before.last_modified.value < after.last_modified.value
    assert after.uid.value == before.uid.value
    assert after.dtstamp.value == after.last_modified.value
    assert "Bali" in after.location.value


def test_an_event_is_the_same_after_its_page_was_renamed(client, portal):
    meeting = MeetingPageFactory()
    before = event(client).uid.value
    meeting.refresh_from_db()
    meeting.slug = "another"
    meeting.save_revision().publish()
    assert event(client).uid.value == before


def test_the_same_calendar_twice_is_the_same_file(client, portal):
    MeetingPageFactory()
    first = client.get("/meetings/calendar.ics")
    assert first.content == client.get("/meetings/calendar.ics").content
    assert client.get("/meetings/calendar.ics", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304


@pytest.fixture
def events_of_all_kinds(portal):
    """A meeting and an activity in Viet Nam on disaster relief of its group, and two others elsewhere."""
    area = CooperationAreaFactory(acronym="HADR")
    group = MeetingSeriesFactory(acronym="HADR EWG", working_group=True, area=area)
    country = CountryFactory(name="Viet Nam")
    initiative = InitiativePageFactory(area=area)
    day = PartialDate(2012, 9, 3)
    MeetingPageFactory(custom_title="Meeting", series=group, country=country)
    ActivityPageFactory(parent=initiative, title="Activity", series=group, country=country, start_date=day)
    MeetingPageFactory(custom_title="Other meeting")
    ActivityPageFactory(title="Other activity", start_date=day)


@pytest.mark.parametrize(
    "query", ["series=hadr-ewg", "country=viet-nam", "area=hadr", "area=hadr&country=viet-nam"]
)
def test_the_calendar_can_be_filtered(client, events_of_all_kinds, query):
    assert set(events(client, f"/meetings/calendar.ics?{query}")) == {"Meeting", "Activity"}
    page = client.get(f"/meetings/calendar/?{query}")
    assert {event.title for event in page.context["recent"]} == {"Meeting", "Activity"}


def test_the_calendar_of_a_list_holds_its_rows(client, events_of_all_kinds):
    assert set(events(client, "/meetings.ics")) == {"Meeting", "Other meeting"}
    assert set(events(client, "/activities.ics?area=hadr")) == {"Activity"}


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_hidden_events_are_in_no_calendar_and_not_counted(client, portal, hiding_method):
    hide(MeetingPageFactory(start_date=PartialDate(2011)), hiding_method)
    hidden = MeetingPageFactory()
    if hiding_method != "below a private page":
        hide(hidden, hiding_method)
    calendar = client.get("/meetings/calendar.ics").content.decode()
    assert "VEVENT" not in calendar
    assert "COMMENT" not in calendar


def test_lines_are_short_and_end_as_the_standard_says(client, portal):
    MeetingPageFactory(summary="Họp " * 100)
    lines = client.get("/meetings/calendar.ics").content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert not any(b"\n" in line for line in lines)


def test_no_time_zone_is_needed(client, portal):
    MeetingPageFactory()
    content = client.get("/meetings/calendar.ics").content
    assert b"TZID" not in content
    assert b"VTIMEZONE" not in content


def test_text_can_not_add_properties(client, portal):
    MeetingPageFactory(custom_title="A\r\nSTATUS:CANCELLED\r\nBEGIN:VEVENT", summary="\x01\x0b")
    assert event(client).status.value == "CONFIRMED"


def test_a_calendar_has_a_refresh_interval(client, portal):
    calendar = read_calendar(client)
    assert calendar.contents["refresh-interval"][0].value == "PT12H"
    assert timedelta(hours=12) == vobject.icalendar.stringToDurations(calendar.x_published_ttl.value)[0]


# One meeting or activity alone


TO_COME = PartialDate(2027, 3, 4)


@pytest.fixture
def events_by_address(portal):
    meeting = MeetingPageFactory(slug="5th-admm")
    initiative = InitiativePageFactory(slug="adic", title="ADIC")
    activity = ActivityPageFactory(parent=initiative, slug="workshop", start_date=PartialDate(2012, 9, 3))
    return {"/meetings/5th-admm": meeting, "/initiatives/adic/workshop": activity}


def test_a_meeting_and_an_activity_can_be_added_to_a_calendar(client, events_by_address):
    for address, page_of_event in events_by_address.items():
        page_of_event.state, page_of_event.start_date, page_of_event.end_date = "planned", TO_COME, TO_COME
        page_of_event.save_revision().publish()
        page = BeautifulSoup(client.get(f"{address}/").content, "html.parser")
        [link] = page.find_all("a", string="Add to calendar")
        assert link["href"] == f"{address}.ics"
        component = event(client, link["href"])
        in_subscription = events(client)[page_of_event.title]
        assert component.serialize() == in_subscription.serialize()


@pytest.mark.parametrize("state", ["held", "planned", "postponed", "cancelled"])
def test_past_and_called_off_events_offer_no_calendar_file(client, events_by_address, state):
    for address, page_of_event in events_by_address.items():
        type(page_of_event).objects.filter(pk=page_of_event.pk).update(state=state)
        assert "Add to calendar" not in client.get(f"{address}/").text
        assert client.get(f"{address}.ics").status_code == 200
    if state in ("postponed", "cancelled"):
        type(page_of_event).objects.filter(pk=page_of_event.pk).update(start_date=TO_COME, end_date=TO_COME)
        assert "Add to calendar" not in client.get(f"{address}/").text


def test_an_event_of_today_offers_a_calendar_file(client, events_by_address, today):
    meeting = events_by_address["/meetings/5th-admm"]
    end_date = PartialDate(today.year, today.month, today.day)
    type(meeting).objects.filter(pk=meeting.pk).update(state="planned", end_date=end_date)
    assert "Add to calendar" in client.get("/meetings/5th-admm/").text


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_event_has_no_calendar_file(client, events_by_address, hiding_method):
    hide(events_by_address["/meetings/5th-admm"], hiding_method)
    assert client.get("/meetings/5th-admm.ics").status_code == 404


def test_an_event_without_a_day_has_no_calendar_file_and_the_calendar_page_says_why(client, portal):
    meeting = MeetingPageFactory(slug="20th-admm", start_date=PartialDate(2026, 11), state="planned")
    assert client.get("/meetings/20th-admm.ics").status_code == 404
    assert "Add to calendar" not in client.get("/meetings/20th-admm/").content.decode()
    content = client.get("/meetings/calendar/").content.decode()
    assert "1 of these has no announced day yet, so it is not in the calendar file." in content
    assert f'<a href="{meeting.url}">{meeting.title}</a>' in content


def test_every_calendar_is_read_strictly(client, events_by_address):
    MeetingPageFactory(state="cancelled", summary="A long line: " + "word " * 60)
    for address in ("/meetings/calendar.ics", "/meetings.ics", "/activities.ics", "/meetings/5th-admm.ics"):
        content = client.get(address).content
        assert all(len(line) <= 75 and not line.endswith(b"\r") for line in content.split(b"\r\n"))
        calendar = icalendar.Calendar.from_ical(content)
        assert not calendar.errors
        assert {"PRODID", "VERSION"} <= calendar.keys()
        for component in calendar.walk("VEVENT"):
            assert not component.errors
            assert {
                "UID",
                "DTSTAMP",
                "DTSTART",
                "DTEND",
                "SUMMARY",
                "STATUS",
                "DESCRIPTION",
                "URL",
            } <= component.keys()
            assert component["DTEND"].dt > component["DTSTART"].dt
            assert component["URL"] in component["DESCRIPTION"]
