"""Lists filtered by country, host or participant; countries without a row in a list."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from tests.exports.lists import rows_of_csv, rows_of_json
from tests.factories.initiatives import ActivityPageFactory
from tests.factories.meetings import (
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.reference import CooperationAreaFactory, CountryFactory


@pytest.fixture
def meeting_abroad(portal):
    """Timor-Leste took part in a meeting in Malaysia and observed another; it hosted none."""
    country = CountryFactory(code="TL", name="Timor-Leste", slug="timor-leste")
    host = CountryFactory(code="MY", name="Malaysia", slug="malaysia")
    admm = MeetingSeriesFactory(acronym="ADMM")
    there = MeetingPageFactory(ordinal=None, series=admm, country=host, start_date=PartialDate(2025, 11, 1))
    observed_meeting = MeetingPageFactory(ordinal=None, series=admm, country=host)
    ParticipationFactory(page=there, country=country)
    ParticipationFactory(page=observed_meeting, country=country, role="observer")
    return there


LISTS = [
    "/meetings/",
    "/meetings/calendar/",
    "/decisions/",
    "/activities/",
    "/concept-papers/",
    "/initiatives/",
]
LISTS += ["/documents/", "/changes/"]
FORMATS = ["/meetings.csv", "/meetings.json", "/meetings.atom", "/meetings.ics", "/meetings/calendar.ics"]
FORMATS += ["/decisions.csv", "/activities.ics", "/documents.csv", "/api/v1/meetings/", "/api/v1/decisions/"]


@pytest.mark.sample(4)
@pytest.mark.parametrize("address", [*LISTS, *FORMATS])
def test_a_country_without_a_row_is_an_empty_list(client, meeting_abroad, address):
    assert client.get(f"{address}?country=timor-leste").status_code == 200


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "address",
    [*LISTS, "/status-updates/", "/trail/", "/initiatives/progress/", "/status-updates.csv", "/trail.json"],
)
def test_an_area_or_a_series_without_a_row_is_an_empty_list(client, meeting_abroad, address):
    CooperationAreaFactory(acronym="HMA")
    MeetingSeriesFactory(acronym="New EWG")
    queries = {"area=hma", "series=new-ewg"}
    if address in (
        "/concept-papers/",
        "/initiatives/",
        "/status-updates/",
        "/initiatives/progress/",
        "/status-updates.csv",
    ):
        queries.remove("series=new-ewg")
    if address == "/meetings/":
        queries.add("year=1999")
    assert {query: client.get(f"{address}?{query}").status_code for query in queries} == dict.fromkeys(
        queries, 200
    )


def test_an_empty_list_says_by_name_what_it_is_filtered_by(client, meeting_abroad):
    page = BeautifulSoup(client.get("/meetings/?country=timor-leste").content, "html.parser")
    assert "Held in: Timor-Leste" in page.select_one(".chips").get_text()
    assert page.select_one("select[name=country] option[selected]")["value"] == "timor-leste"


@pytest.mark.parametrize("address", ["/meetings/", "/meetings.csv", "/meetings.json", "/api/v1/meetings/"])
def test_where_a_country_takes_part_is_a_filter_of_its_own(client, meeting_abroad, address):
    address = f"{address}?participant=timor-leste"
    if address.startswith("/api/"):
        titles = [event["title"] for event in client.get(address).json()["results"]]
    elif ".csv" in address:
        titles = [row["title"] for row in rows_of_csv(client, address)]
    elif ".json" in address:
        titles = [row["title"] for row in rows_of_json(client, address)]
    else:
        titles = [row.title for row in client.get(address).context["rows"]]
    assert titles == ["ADMM 2025"]


def test_the_calendar_of_a_country_holds_where_it_takes_part_and_hosts(client, meeting_abroad):
    country = CountryFactory(code="VN", name="Viet Nam", slug="viet-nam")
    ActivityPageFactory(title="Hosted", hosts=[country], start_date=PartialDate(2012, 9, 1))
    assert "ADMM 2025" in [
        event.title for event in client.get("/meetings/calendar/?participant=timor-leste").context["recent"]
    ]
    assert [
        event.title for event in client.get("/meetings/calendar/?participant=viet-nam").context["recent"]
    ] == ["Hosted"]
    assert b"SUMMARY:ADMM 2025" in client.get("/meetings/calendar.ics?participant=timor-leste").content
    assert b"SUMMARY:ADMM 2011" not in client.get("/meetings/calendar.ics?participant=timor-leste").content


def test_a_meeting_to_come_of_which_nobody_is_recorded_is_for_its_framework(client, meeting_abroad):
    """Members belong to both frameworks, Plus countries to the ADMM-Plus, observers to none."""
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", framework="admm-plus")
    MeetingPageFactory(ordinal=None, planned=True, series=meeting_abroad.series)
    MeetingPageFactory(ordinal=None, planned=True, series=plus)
    CountryFactory(code="JP", name="Japan", slug="japan", plus=True)
    CountryFactory(code="PG", name="Papua New Guinea", slug="papua-new-guinea", role="observer")

    def to_come(slug):
        events = client.get(f"/meetings/calendar/?participant={slug}").context["upcoming"]
        return sorted(event.title for event in events)

    assert to_come("timor-leste") == ["ADMM 2026", "ADMM-Plus 2026"]
    assert to_come("japan") == ["ADMM-Plus 2026"]
    assert to_come("papua-new-guinea") == []


def test_decisions_are_found_by_where_they_were_taken_and_by_who_took_part(client, meeting_abroad):
    decision = DecisionFactory(page=meeting_abroad)
    assert list(client.get("/decisions/?participant=timor-leste").context["rows"]) == [decision]
    assert list(client.get("/decisions/?country=malaysia").context["rows"]) == [decision]
    assert list(client.get("/decisions/?country=timor-leste").context["rows"]) == []


def test_an_unknown_country_is_refused(client, meeting_abroad):
    assert client.get("/meetings/?country=atlantis").status_code == 400
    assert client.get("/meetings.csv?participant=atlantis").status_code == 400
