"""What a country hosted, chaired, leads and proposed; what there is in an area."""

import pytest

from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativeLeadFactory,
    InitiativePageFactory,
)
from tests.factories.meetings import ChairTermFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory


@pytest.fixture
def country(portal):
    return CountryFactory(code="VN", name="Viet Nam")


@pytest.fixture
def area(portal):
    return CooperationAreaFactory(acronym="HADR")


def shown(client, address: str, name: str) -> list:
    return list(client.get(address).context[name])


def test_a_country_shows_what_it_hosted_and_chaired(client, country):
    hosted, chaired = MeetingPageFactory(country=country), MeetingPageFactory(chair_country=country)
    assert shown(client, "/countries/viet-nam/", "hosted") == [hosted]
    assert shown(client, "/countries/viet-nam/", "chaired") == [chaired]


def test_a_country_shows_what_it_leads_and_proposed(client, country):
    paper = ConceptPaperPageFactory(proposed_by=[country])
    initiative = InitiativeLeadFactory(country=country).page
    assert shown(client, "/countries/viet-nam/", "papers") == [paper]
    assert shown(client, "/countries/viet-nam/", "initiatives") == [initiative]


def test_a_country_shows_its_terms_as_chair(client, country):
    term = ChairTermFactory(country=country)
    assert shown(client, "/countries/viet-nam/", "terms") == [term]
    assert term.series.acronym in client.get("/countries/viet-nam/").content.decode()


def test_an_activity_stands_once_in_a_country_that_hosted_it_with_others(client, country):
    activity = ActivityPageFactory(country=country, hosts=[country, CountryFactory()])
    ActivityPageFactory()
    assert shown(client, "/countries/viet-nam/", "activities") == [activity]


def test_countries_are_listed_by_their_role(client, country):
    plus = CountryFactory(plus=True)
    assert [(role.value, found) for role, found in shown(client, "/countries/", "groups")] == [
        ("member", [country]),
        ("plus", [plus]),
    ]


def test_an_area_shows_everything_in_it(client, area):
    series = MeetingSeriesFactory(working_group=True, area=area)
    expected = {
        "series": [series],
        "meetings": [MeetingPageFactory(series=series)],
        "papers": [ConceptPaperPageFactory(area=area)],
        "initiatives": [InitiativePageFactory(area=area)],
        "activities": [ActivityPageFactory(area=area)],
    }
    for factory in (ConceptPaperPageFactory, InitiativePageFactory, ActivityPageFactory, MeetingPageFactory):
        factory()
    assert {name: shown(client, "/areas/hadr/", name) for name in expected} == expected


def test_an_activity_without_an_area_is_in_that_of_its_initiative(client, area):
    activity = ActivityPageFactory(parent=InitiativePageFactory(area=area))
    ActivityPageFactory(parent=InitiativePageFactory(area=area), area=CooperationAreaFactory())
    assert shown(client, "/areas/hadr/", "activities") == [activity]


@pytest.mark.parametrize(
    "address", ["/countries/atlantis/", "/areas/atlantis/", "/meetings/series/atlantis/"]
)
def test_what_does_not_exist_is_not_found(client, portal, address):
    assert client.get(address).status_code == 404
