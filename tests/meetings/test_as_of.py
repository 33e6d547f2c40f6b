"""Meetings, series and chairs as of a past day."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from admm_site.core.clock import as_of
from admm_site.core.partial_dates import PartialDate
from meetings.models import Decision, MeetingPage, MeetingSeries
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.reference import CountryFactory
from tests.responses import read

MAY_2014 = date(2014, 5, 1)


@pytest.fixture
def admm(portal) -> MeetingSeries:
    return MeetingSeriesFactory(acronym="ADMM", established=PartialDate(2006, 5, 9))


def add_meeting(series, ordinal, when, **fields) -> MeetingPage:
    return MeetingPageFactory(series=series, ordinal=ordinal, start_date=PartialDate.parse(when), **fields)


def known_titles(day: date) -> list[str]:
    with as_of(day):
        return [meeting.title for meeting in MeetingPage.objects.public().oldest_first()]


def test_of_the_meetings_to_come_the_next_one_is_known(admm):
    (
        add_meeting(admm, 7, "2013-05-07"),
        add_meeting(admm, 8, "2014-05-20"),
        add_meeting(admm, 9, "2015-03-16"),
    )
    assert known_titles(MAY_2014) == ["7th ADMM", "8th ADMM"]
    assert known_titles(date(2014, 5, 20)) == ["7th ADMM", "8th ADMM", "9th ADMM"]


def test_a_gap_in_the_numbers_announces_nothing(admm):
    add_meeting(admm, 7, "2013-05-07"), add_meeting(admm, 17, "2023-11-15")
    assert known_titles(MAY_2014) == ["7th ADMM"]


def test_a_meeting_without_a_number_is_not_announced(admm):
    add_meeting(admm, None, "2011-10"), add_meeting(admm, None, "2015-11")
    assert known_titles(MAY_2014) == ["ADMM 2011"]


def test_the_first_meeting_is_known_with_its_series(portal):
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", established=PartialDate(2010, 5))
    add_meeting(plus, 1, "2010-10-12")
    assert known_titles(date(2010, 5, 30)) == []
    assert known_titles(date(2010, 5, 31)) == ["Inaugural ADMM-Plus"]


@pytest.mark.parametrize("state", ["postponed", "cancelled"])
def test_what_was_called_off_is_known_when_its_day_has_passed(admm, state):
    add_meeting(admm, 7, "2013-05-07"), add_meeting(admm, 8, "2014-05-20", state=state)
    assert known_titles(MAY_2014) == ["7th ADMM"]
    assert known_titles(date(2014, 5, 20)) == ["7th ADMM", "8th ADMM"]


def test_a_meeting_known_by_its_year_was_to_come_until_the_year_was_over(admm):
    add_meeting(admm, 7, "2013-05-07"), add_meeting(admm, 8, "2014")
    for day, state in ((date(2014, 12, 30), "planned"), (date(2014, 12, 31), "held")):
        with as_of(day):
            assert MeetingPage.objects.in_state(state).get(ordinal=8).state == state


def test_an_upcoming_meeting_shows_nothing_of_its_outcome(client, admm):
    add_meeting(admm, 7, "2013-05-07")
    page = add_meeting(
        admm,
        8,
        "2014-05-20",
        theme="Told after",
        summary="Told after",
        chair_person="Told after",
        search_description="Told after",
        body=[("rich_text", "<p>Told after</p>")],
    )
    DecisionFactory(page=page, text="Told after")
    MeetingDocumentFactory(page=page, title="Told after")
    ParticipationFactory(page=page, country=CountryFactory(name="Told after", role="observer"))

    for suffix in ("/", ".zip"):
        response = client.get(f"/meetings/8th-admm{suffix}?as_of=2014-05-01")
        assert b"Told after" not in (response.getvalue() if response.streaming else response.content)
    assert "Told after" not in client.get("/meetings.json?as_of=2014-05-01").getvalue().decode()
    address = "/api/v1/meetings/8th-admm/?include=decisions,documents,participants"
    data = client.get(f"{address}&as_of=2014-05-01").json()
    assert (data["state"], data["theme"], data["decisions"], data["documents"], data["participants"]) == (
        *("planned", None),
        *([], [], []),
    )
    assert len(client.get(address).json()["participants"]) == 1


def test_a_row_read_as_of_a_day_differs_from_the_stored_one(admm):
    add_meeting(admm, 7, "2013-05-07"), add_meeting(admm, 8, "2014-05-20", summary="Told after")
    with as_of(MAY_2014):
        assert MeetingPage.objects.get(ordinal=8).summary == ""
    assert MeetingPage.objects.get(ordinal=8).summary == "Told after"


def test_decisions_are_known_when_their_meeting_was_over(admm):
    decision = DecisionFactory(page=add_meeting(admm, 8, "2014-05-20"))
    with as_of(date(2014, 5, 19)):
        assert not Decision.objects.public().exists()
    with as_of(date(2014, 5, 20)):
        assert Decision.objects.public().get() == decision


def test_a_series_is_known_since_it_was_established_or_else_since_it_first_met(portal):
    MeetingSeriesFactory(acronym="Established", established=PartialDate(2013))
    add_meeting(MeetingSeriesFactory(acronym="Met"), 1, "2013-05-07")
    ChairTermFactory(series=MeetingSeriesFactory(acronym="Chaired"), start=PartialDate(2013))
    MeetingSeriesFactory(acronym="Undated")

    def names(day):
        with as_of(day):
            return {series.acronym for series in MeetingSeries.objects.known_as_of_request()}

    assert names(date(2013, 5, 6)) == set()
    assert names(date(2013, 5, 7)) == {"Met"}
    assert names(date(2013, 12, 31)) == {"Established", "Met", "Chaired"}


@pytest.mark.parametrize(
    "address",
    [
        "/meetings/series/adsom/?",
        "/meetings/series/?",
        "/meetings/series.csv?",
        "/api/v1/series/?fields=reports_to&",
    ],
)
def test_a_superior_that_was_not_established_yet_is_not_named(client, portal, address):
    above = MeetingSeriesFactory(acronym="Later-body", established=PartialDate(2010))
    MeetingSeriesFactory(acronym="ADSOM", established=PartialDate(2006), reports_to=above)

    def names(day):
        return "later-body" in read(client.get(f"{address}as_of={day}")).decode().lower()

    assert (names("2009-12-31"), names("2010-12-31")) == (False, True)


@pytest.mark.parametrize(
    "address", ["/decisions/", "/activities/", "/trail/", "/meetings/calendar/", "/meetings/compare/"]
)
def test_a_choice_offers_no_series_that_was_not_known_yet(client, portal, address):
    for acronym, year in (("Old body", 2006), ("New body", 2010)):
        MeetingSeriesFactory(acronym=acronym, established=PartialDate(year))

    options = client.get(f"{address}?as_of=2009-12-31").text

    assert "Old body" in options
    assert "New body" not in options


@pytest.mark.parametrize("address", ["/decisions/", "/activities/", "/meetings/calendar/"])
def test_a_choice_offers_no_country_that_had_no_role_yet(client, portal, address):
    CountryFactory(name="Early", slug="early", since=PartialDate(1967))
    CountryFactory(name="Late", slug="late", since=PartialDate(2025))

    page = BeautifulSoup(client.get(f"{address}?as_of=2009-12-31").content, "html.parser")

    options = {option["value"] for option in page.select("[name=country] option")}
    assert "early" in options
    assert "late" not in options


def test_a_later_chair_is_not_known(client, admm):
    for year, name in ((2014, "Myanmar"), (2015, "Malaysia")):
        term = {"start": PartialDate(year), "end": PartialDate(year)}
        ChairTermFactory(series=admm, country=CountryFactory(name=name), **term)
    addresses = ("/meetings/series/admm/", "/meetings/series/", "/api/v1/series/admm/?include=chairs")
    for address in addresses:
        mark = "&" if "?" in address else "?"
        content = client.get(f"{address}{mark}as_of=2014-05-01").content.decode()
        assert ("Myanmar" in content, "Malaysia" in content) == (True, False), address


DATED_LATER = ("November", "2015-11", "Johor Bahru", "Shangri-La", "Told in 2016")


@pytest.fixture
def third_plus(portal) -> MeetingPage:
    """The 2nd ADMM-Plus of 2013, and the 3rd of November 2015 with a source of 2016."""
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", established=PartialDate(2010, 5))
    add_meeting(plus, 2, "2013-08-29")
    source = {"source_name": "Told in 2016", "source_confirms": True, "source_note": "Told in 2016"}
    malaysia = CountryFactory(name="Malaysia")
    return add_meeting(
        plus,
        3,
        "2015-11-04",
        city="Johor Bahru",
        venue="Shangri-La",
        country=malaysia,
        chair_country=malaysia,
        **source,
    )


@pytest.mark.parametrize(
    "address",
    [
        *("/meetings/3rd-admm-plus/", "/meetings/", "/meetings.csv", "/meetings.json", "/meetings.atom"),
        *("/meetings.ics", "/meetings/calendar/", "/meetings/calendar.ics", "/meetings/timeline/", "/"),
        *("/meetings/series/admm-plus/", "/api/v1/meetings/"),
        *("/countries/malaysia/", "/meetings/2nd-admm-plus/"),
    ],
)
def test_an_upcoming_meeting_shows_nothing_dated_later(client, third_plus, address):
    content = read(client.get(f"{address}?as_of=2014-05-01")).decode()
    assert [words for words in DATED_LATER if words in content] == []


def test_a_meeting_to_come_stands_in_no_month(client, third_plus):
    assert "3rd ADMM-Plus" in client.get("/meetings/calendar/2015/11/").content.decode()
    assert "3rd ADMM-Plus" not in client.get("/meetings/calendar/2015/11/?as_of=2014-05-01").content.decode()


def test_its_year_its_country_and_its_chair_were_known(client, third_plus):
    data = client.get("/api/v1/meetings/3rd-admm-plus/?as_of=2014-05-01").json()
    assert (data["state"], data["start"]["value"], data["country"]["slug"]) == ("planned", "2015", "malaysia")
    assert data["chair"]["slug"] == "malaysia"


def test_what_a_document_of_before_says_of_a_meeting_to_come_was_known(client, third_plus):
    document = PortalDocumentFactory(title="Invitation", issued=PartialDate(2014, 4))
    MeetingPage.objects.filter(pk=third_plus.pk).update(source_document=document, source_name="")
    data = client.get("/api/v1/meetings/3rd-admm-plus/?as_of=2014-05-01").json()
    assert (data["state"], data["start"]["value"], data["city"]) == ("planned", "2015-11-04", "Johor Bahru")
    assert client.get("/api/v1/meetings/3rd-admm-plus/?as_of=2014-04-01").json()["start"]["value"] == "2015"


def test_sources_and_texts_of_today_are_marked_and_notes_left_out(client, admm):
    page = add_meeting(
        admm,
        7,
        "2013-05-07",
        body=[("rich_text", "<p>Ministers met.</p>")],
        source_name="A page",
        source_confirms=True,
        source_note="Read in 2016",
    )
    content = client.get(f"{page.url}?as_of=2014-05-01").content.decode()
    assert "(as known today)" in content
    assert "This text is current, not as of 1 May 2014." in content
    assert "Read in 2016" not in content
    assert "Read in 2016" in client.get(page.url).content.decode()
