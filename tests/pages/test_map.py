"""The map of meetings and activities."""

import json

import pytest
from bs4 import BeautifulSoup

from admm_site.pages.geography import boundaries, coordinates, coordinates_of
from admm_site.pages.map import REGION, SOUTH_EAST_ASIA, Map, places_with_counts
from tests.factories.initiatives import ActivityPageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CountryFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def indonesia(portal):
    return CountryFactory(code="ID", name="Indonesia")


def table(client) -> dict[str, list[str]]:
    rows = BeautifulSoup(client.get("/meetings/map/").content, "html.parser").select("tbody tr")
    cells = [[" ".join(cell.get_text(" ").split()) for cell in row.find_all(["th", "td"])] for row in rows]
    return {place: numbers for place, *numbers in cells}


def test_a_place_counts_meetings_of_ministers_and_activities(client, indonesia):
    MeetingPageFactory.create_batch(2, city="Jakarta", country=indonesia)
    MeetingPageFactory(
        city="Jakarta", country=indonesia, series=MeetingSeriesFactory(level="senior-officials")
    )
    MeetingPageFactory(city="Jakarta", country=indonesia, planned=True)
    ActivityPageFactory(city="Jakarta", country=indonesia)
    assert table(client) == {"Jakarta, Indonesia": ["2", "1"]}


def test_a_city_that_is_not_known_stands_at_its_country_and_says_so(client, indonesia):
    MeetingPageFactory(city="Atlantis", country=indonesia)
    MeetingPageFactory(city="", country=indonesia)
    assert table(client) == {"Indonesia city not known; shown at the capital": ["2", "0"]}


def test_a_place_beyond_the_map_says_so(client, portal):
    MeetingPageFactory(city="Moscow", country=CountryFactory(code="RU", name="Russia"))
    MeetingPageFactory(city="Paris", country=CountryFactory(name="France"))
    assert set(table(client)) == {"Moscow, Russia not on the map", "France not on the map"}


def test_what_has_no_place_is_counted_beside_the_table(client, portal):
    MeetingPageFactory(city="", country=None, format="video-conference")
    MeetingPageFactory(city="Jakarta", country=CountryFactory(code="ID"))
    assert places_with_counts().elsewhere == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_marks_no_place(indonesia, hiding_method):
    meeting = MeetingPageFactory(city="Jakarta", country=indonesia)
    hide(meeting, hiding_method)
    assert places_with_counts().places == []


def test_the_map_is_named_described_and_says_that_it_takes_no_position(client, indonesia):
    MeetingPageFactory(city="Jakarta", country=indonesia)
    page = BeautifulSoup(client.get("/meetings/map/").content, "html.parser")
    for chart in page.select("svg.chart"):
        assert chart["aria-labelledby"].split() == [chart.title["id"], chart.find("desc")["id"]]
    assert "imply no position on any claim" in page.main.get_text()


def test_marks_stand_inside_their_map(indonesia):
    for city in ("Jakarta", "Bali", "Medan"):
        MeetingPageFactory(city=city, country=indonesia)
    for window in (REGION, SOUTH_EAST_ASIA):
        marks = Map(window, places_with_counts().places).marks
        assert len(marks) == 3
        assert all(0 <= mark.x <= 100 and 0 <= mark.y <= 100 for mark in marks)


def test_names_never_cover_each_other(portal):
    malaysia = CountryFactory(code="MY", name="Malaysia")
    for city in ("Kuala Lumpur", "Putrajaya", "Port Dickson", "Malacca", "Langkawi", "Penang"):
        MeetingPageFactory(city=city, country=malaysia)
    chart = Map(SOUTH_EAST_ASIA, places_with_counts().places)
    assert len(chart.names_on_a_phone) < len(chart.names_on_a_desktop) <= 6


# The shapes and the places


def test_every_country_of_the_list_has_a_place_of_its_own_and_cities_lie_on_earth():
    countries = {country for country, _ in coordinates()}
    assert all((country, "") in coordinates() for country in countries)
    assert all(abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180 for spot in coordinates().values())


def test_a_city_is_found_however_its_name_is_written():
    assert coordinates_of("VN", " ha noi ") == coordinates_of("VN", "Ha Noi")
    assert coordinates_of("VN", "Ha Noi").is_city
    assert not coordinates_of("VN", "Atlantis").is_city
    assert coordinates_of("FR", "Paris") is None


def test_the_file_of_the_boundaries_is_small():
    assert len(json.dumps(boundaries())) < 60_000
