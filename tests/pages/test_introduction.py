"""The page for newcomers: made of the same records as the others."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.acronyms import OTHER_NAMES
from tests.factories.initiatives import ActivityPageFactory, ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide

ADDRESS = "/about/in-five-minutes/"


@pytest.fixture
def page(client, portal):
    """Returns the parsed page when called."""
    return lambda query="": BeautifulSoup(client.get(ADDRESS + query).content, "html.parser")


@pytest.fixture
def admm(portal):
    return MeetingSeriesFactory(acronym="ADMM")


def acronyms(page) -> dict[str, str]:
    return {row.dt.text: row.dd.text for row in page.select(".acronyms > div")}


def test_an_empty_portal_has_the_page(page):
    assert page().h1.text == "The ADMM in five minutes"


def test_the_title_counts_the_years_since_the_first_meeting_of_ministers(page, admm):
    MeetingPageFactory(series=admm, start_date=PartialDate(2006, 5, 9))
    MeetingPageFactory(series=MeetingSeriesFactory(working_group=True), start_date=PartialDate(2001))
    assert page().h1.text == "20 years in five minutes"
    assert page("?as_of=2012-06-01").h1.text == "6 years in five minutes"


def test_each_step_counts_what_it_leads_to(client, page, admm):
    DecisionFactory(page=MeetingPageFactory(series=admm), subject=ConceptPaperPageFactory())
    ConceptPaperPageFactory()
    ActivityPageFactory.create_batch(2, parent=InitiativePageFactory())
    steps = page().select(".process li")
    numbers = [next(word for word in step.p.text.split() if word.strip(".:").isdigit()) for step in steps]
    assert [int(number.strip(".:")) for number in numbers] == [1, 1, 1, 1, 2, 0]
    for step, number in zip(steps, numbers, strict=True):
        rows = client.get(step.a["href"]).context["rows"]
        assert rows.paginator.count == int(number.strip(".:"))


def test_who_chairs_each_body_is_shown(page, admm):
    ChairTermFactory(series=admm, country=CountryFactory(name="Malaysia"), start=PartialDate(2025))
    assert "Malaysia" in page().select_one(".tree").text


def test_acronyms_of_bodies_areas_papers_and_initiatives_are_spelled_out(page, admm):
    area = CooperationAreaFactory(acronym="HADR", name="Disaster relief")
    ConceptPaperPageFactory(acronym="APCN", title="Peacekeeping centres", area=area)
    ConceptPaperPageFactory(acronym="ADIC", title="Concept paper on the defence industry", area=area)
    InitiativePageFactory(acronym="ADIC", title="Defence industry", area=area)
    records = {letters: name for letters, name in acronyms(page()).items() if letters not in OTHER_NAMES}
    assert records == {
        "ADIC": "Defence industry",
        "ADMM": admm.name,
        "APCN": "Peacekeeping centres",
        "HADR": "Disaster relief",
    }


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_the_acronym_of_a_hidden_page_is_not_spelled_out(page, hiding_method):
    initiative = InitiativePageFactory(acronym="ADIC", title="Defence industry")
    hide(initiative, hiding_method)
    assert "ADIC" not in acronyms(page())


def test_the_years_run_from_the_first_meeting_to_the_last_without_a_gap(client, admm):
    first = MeetingPageFactory(series=admm, start_date=PartialDate(2006, 5, 9))
    last = MeetingPageFactory(series=admm, start_date=PartialDate(2009))
    years = client.get(ADDRESS).context["years"]
    assert [(year["year"], year["meetings"]) for year in years] == [
        (2006, [first]),
        (2007, []),
        (2008, []),
        (2009, [last]),
    ]


def test_a_year_names_the_first_meeting_of_each_framework_and_leads_to_the_others(page, admm):
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", framework="admm-plus")
    first, *_others = MeetingPageFactory.create_batch(3, series=admm)
    with_plus = MeetingPageFactory(series=plus)
    links = {link["href"]: link.select_one(".visually-hidden").text for link in page().select(".years a")}
    assert links == {
        first.url: first.caption,
        with_plus.url: with_plus.caption,
        "/meetings/?year=2011&level=counted": "All 4 in 2011",
    }
