"""Comparison of two meetings of a series."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from tests.factories.meetings import (
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.visibility import HIDING_METHODS, hide

ADDRESS = "/meetings/compare/"


@pytest.fixture
def admm(portal):
    return MeetingSeriesFactory(acronym="ADMM")


@pytest.fixture
def two_meetings(admm):
    """The 5th and the 7th ADMM."""
    return (
        MeetingPageFactory(series=admm, ordinal=5, theme="Strengthening"),
        MeetingPageFactory(
            series=admm, ordinal=7, start_date=PartialDate(2013, 5, 7), city="Bandar Seri Begawan"
        ),
    )


def get_comparison(client, query: str = "?a=5th-admm&b=7th-admm") -> dict[str, tuple[str, str]]:
    page = BeautifulSoup(client.get(f"{ADDRESS}{query}").content, "html.parser")
    facts = {}
    for fact in page.select(".table--side-by-side tbody"):
        sides = [" ".join(cell.get_text(" ").split()) for cell in fact.find_all("td")]
        facts[" ".join(fact.th.get_text(" ").split())] = tuple(sides)
    return facts


def test_the_values_of_both_meetings_are_side_by_side(client, two_meetings):
    facts = get_comparison(client)
    dates = ("19 May 2011", "7 May 2013")
    assert facts["Date"] == tuple(f"{date} (not confirmed by a source)" for date in dates)
    assert facts["Theme"] == ("Strengthening", "Not recorded")


def test_equal_values_are_marked_in_words(client, two_meetings):
    assert get_comparison(client)["State the same"] == ("Held", "Held")


def test_values_that_neither_has_are_left_out(client, two_meetings):
    assert not any(label.startswith("Venue") for label in get_comparison(client))


def test_decisions_and_those_who_took_part_are_listed(client, two_meetings):
    DecisionFactory.create_batch(2, page=two_meetings[0], text="On peace.")
    participation = ParticipationFactory(page=two_meetings[1])
    ParticipationFactory(page=two_meetings[1], role="observer")
    facts = get_comparison(client)
    decision = "Adopted: On peace. (not confirmed by a source)"
    assert facts["Decisions"] == (f"{decision} {decision}", "Not recorded")
    assert facts["Who took part"] == ("Not recorded", participation.country.name)


def test_a_meeting_leads_to_the_comparison_with_the_one_before(client, two_meetings):
    link = f'href="{ADDRESS}?a=5th-admm&amp;b=7th-admm"'
    assert link in client.get("/meetings/7th-admm/").content.decode()
    assert link in client.get("/meetings/series/admm/").content.decode()


def test_a_series_offers_its_meetings_to_choose_from(client, two_meetings):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADSOM"), ordinal=1)
    page = BeautifulSoup(client.get(f"{ADDRESS}?series=admm").content, "html.parser")
    options = [option.get_text() for option in page.find("select", attrs={"name": "a"}).find_all("option")]
    assert options == ["7th ADMM", "5th ADMM"]


@pytest.mark.parametrize(
    "query",
    [
        "?a=5th-admm",
        "?a=5th-admm&b=nothing",
        "?a=5th-admm&b=1st-adsom",
        "?a=%00&b=%00",
        "?a=x&b=y&series=admm",
    ],
)
def test_meetings_of_different_series_are_refused_with_those_to_choose_from(client, two_meetings, query):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADSOM"), ordinal=1, slug="1st-adsom")
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 400
    assert "ADSOM" in response.content.decode()


@pytest.mark.parametrize("query", ["", "?utm_source=x", "?series=atlantis", "?series=%00"])
def test_until_something_is_chosen_the_series_are_offered(client, two_meetings, query):
    response = client.get(f"{ADDRESS}{query}")
    assert response.status_code == 200
    assert "Choose a series" in response.content.decode()


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_is_neither_offered_nor_compared(client, two_meetings, hiding_method):
    hide(two_meetings[1], hiding_method)
    assert client.get(f"{ADDRESS}?a=5th-admm&b=7th-admm").status_code == 400
    assert "7th ADMM" not in client.get(f"{ADDRESS}?series=admm").content.decode()
