"""Comparison of an initiative on two days."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import ActivityPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def initiative(portal):
    """An initiative adopted in May 2011, with a workshop in September 2012 and a status update of 2016."""
    page = InitiativePageFactory(title="ADIC")
    DecisionFactory(page=MeetingPageFactory(), subject=page, text="")
    StatusUpdateFactory(page=page, note="Work went on.")
    ActivityPageFactory(parent=page, title="Workshop")
    return page


def get_comparison(client, query: str) -> dict[str, tuple[str, str]]:
    page = BeautifulSoup(client.get(f"/initiatives/adic/compare/{query}").content, "html.parser")
    return {
        " ".join(fact.th.get_text(" ").split()): tuple(
            " ".join(cell.get_text(" ").split()) for cell in fact.find_all("td")
        )
        for fact in page.select(".table--side-by-side tbody")
    }


def test_each_side_says_what_was_known_on_its_day(client, initiative):
    facts = get_comparison(client, "?a=2011-06-01&b=2016-02-01")
    assert facts["Status"] == ("Adopted", "Under way")
    assert facts["Last status update"] == (
        "Not recorded",
        "27 January 2016: Work went on. (not confirmed by a source)",
    )
    assert facts["Activities held"] == (
        "Not recorded",
        "Workshop, September 2012 (not confirmed by a source)",
    )
    assert "Decided the same" in facts


def test_nothing_is_known_before_its_time(client, initiative):
    facts = get_comparison(client, "?a=2010-01-01&b=2011-06-01")
    assert facts["Status"][0] in ("Proposed", "Not known yet")
    assert facts["Decided"][0] == "Not recorded"


def test_until_days_are_chosen_a_year_ago_and_today_are_compared(client, initiative):
    page = client.get("/initiatives/adic/compare/")
    assert [head.text for head in page.context["heads"]] == ["1 March 2025", "2 March 2026"]


@pytest.mark.parametrize(
    "query",
    ["?a=2011-02-30&b=2012-01-01", "?a=2011-06-01", "?a=x&b=y", "?a=%00&b=2012-01-01", "?a=0000-01-01&b=1"],
)
def test_a_day_that_does_not_exist_is_refused_on_its_field(client, initiative, query):
    response = client.get(f"/initiatives/adic/compare/{query}")
    assert response.status_code == 400
    assert 'aria-invalid="true"' in response.content.decode() or response.context["form"].errors


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_initiative_is_not_compared(client, initiative, hiding_method):
    hide(initiative, hiding_method)
    assert client.get("/initiatives/adic/compare/").status_code == 404


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_hidden_records_are_on_neither_side(client, initiative, hiding_method):
    activity = ActivityPageFactory(parent=initiative, title="Secret", start_date=PartialDate(2012, 10))
    hide(activity, hiding_method)
    assert "Secret" not in client.get("/initiatives/adic/compare/?a=2011-06-01&b=2016-02-01").content.decode()
