"""The decision tracker: a lane for each trail, and all of its steps behind it."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory

ADDRESS = "/trail/"


@pytest.fixture
def adopted(portal):
    """A paper that was adopted, and the initiative that carries it out."""
    paper = ConceptPaperPageFactory()
    initiative = InitiativePageFactory(implements=[paper])
    DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2011, 5, 19)), subject=paper)
    return initiative


def get(client, query: str = "") -> BeautifulSoup:
    return BeautifulSoup(client.get(f"{ADDRESS}{query}").content, "html.parser").main


def test_each_row_leads_to_its_page_and_says_where_it_stands(client, adopted):
    StatusUpdateFactory(page=adopted, date=PartialDate(2020, 5))
    row = get(client).select_one(".page-trail")
    assert row.h3.a["href"] == adopted.url
    assert "Under way, but no status update since May 2020." in row.summary.get_text()


def test_each_row_draws_its_steps_and_the_legend_explains_them(client, adopted):
    StatusUpdateFactory(page=adopted, date=PartialDate(2020, 5))
    main = get(client)
    symbols = [use["href"] for use in main.select(".page-trail svg use")]
    assert symbols == ["#lane-years", "#lane-status-update", "#lane-decision"]
    assert {f"#{symbol['id']}" for symbol in main.select("defs [id], symbol[id]")} >= set(symbols)
    assert len(main.select(".legend--lane")) == 1


def test_all_rows_have_the_same_years(client, adopted):
    other = InitiativePageFactory()
    StatusUpdateFactory(page=other, date=PartialDate(2011, 5, 19))
    first, second = (row.select_one("use:last-of-type")["x"] for row in get(client).select(".page-trail"))
    assert first == second


def test_all_steps_of_a_trail_are_on_the_page_without_a_script(client, adopted):
    update = StatusUpdateFactory(page=adopted, date=PartialDate(2020, 5))
    folded = get(client).select_one(".page-trail details")
    assert update.note in folded.get_text()
    assert "3 steps" in folded.summary.get_text()


def test_a_step_that_two_trails_share_has_a_number_of_its_own_in_each(client, adopted):
    DecisionFactory(
        page=MeetingPageFactory(start_date=PartialDate(2012)), subject=adopted, source_name="MINDEF"
    )
    second = InitiativePageFactory(implements=list(adopted.implements.all()))
    DecisionFactory(
        page=MeetingPageFactory(start_date=PartialDate(2013)),
        subject=adopted.implements.first(),
        source_name="ANTARA",
    )
    ids = [element["id"] for element in get(client).select("[id]")]
    assert second.url in str(get(client))
    assert len(ids) == len(set(ids))


def test_an_empty_list_draws_nothing(client, portal):
    assert not get(client).select(".lane")
