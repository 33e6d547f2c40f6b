"""A figure and the list that it links to have the same number, whatever is drafted, called off or quiet."""

import re
from types import SimpleNamespace
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from meetings.models import MeetingPage
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.portal import create_full_portal, multiply
from tests.module_fixtures import keep_for_module

PAGES = (
    *("/", "/about/in-five-minutes/", "/countries/viet-nam/", "/areas/hadr/", "/meetings/timeline/"),
    "/meetings/series/admm/",
)
pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def full_portal(django_db_setup, django_db_blocker, tmp_path_factory):
    with keep_for_module(django_db_blocker, str(tmp_path_factory.mktemp("media"))):
        p = create_full_portal()
        multiply(p, 22)  # more than a part of a page shows
        call_off_and_hide(p)
        yield p


def call_off_and_hide(p: SimpleNamespace) -> None:
    """Adds retreats, drafts, events called off, and initiatives in every state of reporting."""
    plus = MeetingSeriesFactory(acronym="ADMM-Plus", plus=True)
    at = {"country": p.country, "chair_country": p.country}
    for series in (p.admm, plus):
        MeetingPageFactory(series=series, ordinal=None, custom_title=f"{series} Retreat", **at)
        MeetingPageFactory(series=series, ordinal=30, live=False, **at)
        for number, state in enumerate(("postponed", "cancelled")):
            for start in (PartialDate(2011, 3), PartialDate(2026, 9)):
                MeetingPageFactory(
                    series=series,
                    ordinal=40 + number + start.year - 2011,
                    state=state,
                    start_date=start,
                    **at,
                )
    MeetingPageFactory(series=p.group, ordinal=50, state="cancelled", start_date=PartialDate(2012), **at)
    MeetingPageFactory(series=p.admm, ordinal=60, start_date=PartialDate(2026), **at)  # held, the day unknown
    ActivityPageFactory(parent=p.initiative, state="cancelled", country=p.country, area=p.area)
    ActivityPageFactory(parent=p.initiative, live=False, country=p.country, area=p.area)
    ConceptPaperPageFactory(area=p.area, live=False)
    noted_paper = ConceptPaperPageFactory(area=p.area, proposed_by=[p.country])
    DecisionFactory(page=p.meeting, subject=noted_paper, verb="noted")
    for date, status in (((2013,), "under-way"), ((2025, 12), "under-way"), ((2026, 1), "dormant")):
        StatusUpdateFactory(page=InitiativePageFactory(area=p.area), date=PartialDate(*date), status=status)
    StatusUpdateFactory(page=InitiativePageFactory(area=p.area, live=False))


def get(client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200, address
    return BeautifulSoup(response.content, "html.parser")


def figures(page: BeautifulSoup) -> list[tuple[str, int]]:
    """The link and the number of every figure on a page."""
    links_with_counts = [
        (item.a["href"], int(number[0]))
        for item in page.select(".ways li, .process li")
        if (number := re.search(r"\d+", (item.p or item.small).text))
    ]
    texts = [(a, a.get_text(" ")) for a in page.select(".tally a, .years__more, #lanes + p a")]
    texts += [(a, a.get_text(" ")) for a in page.select("p > a") if "See all" in a.get_text()]
    return links_with_counts + [
        (a["href"], int(re.search(r"(?:^|[Aa]ll )(\d+)", text.strip())[1]))
        for a, text in texts
        if re.search(r"\d", text)
    ]


def number_at(client, address: str) -> int:
    page, anchor = get(client, address), urlsplit(address).fragment
    if anchor:
        lists = page.find(id=anchor).find_all_next(["ul", "tbody"])
        rows = next(each for each in lists if "legend" not in each.get("class", []))
        return len(rows.find_all(["li", "tr"]))
    count = page.select_one(".count")
    return int(count.get_text().split()[0]) if count else len(page.select(".tree a"))


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "query", ["", "?as_of=2014-05-01", "?as_of=2026-12-31"], ids=["today", "past", "to come"]
)
@pytest.mark.parametrize("address", PAGES)
def test_a_figure_is_the_number_of_rows_where_it_leads(client, full_portal, address, query):
    links_with_counts = figures(get(client, address + query))
    assert links_with_counts or address == "/meetings/series/admm/"
    for href, number in links_with_counts:
        assert number_at(client, urljoin(address, href)) == number, f"{address}{query}: {href}"


def test_newcomers_read_of_no_retreat_and_nothing_called_off(client, full_portal):
    page = get(client, "/about/in-five-minutes/")
    rows = MeetingPage.objects.filter(
        live=True, state="held", series__level="ministers", ordinal__isnull=False
    )
    assert figures(page)[0] == ("/meetings/?level=counted&state=held", rows.count())


def test_home_says_how_many_initiatives_went_quiet(client, full_portal):
    [link] = get(client, "/").select("#lanes + p a[href*=quiet]")
    assert re.fullmatch(r"\d+ ha(s|ve) had no status update for twelve months", link.text)


@pytest.mark.parametrize("address", ["/initiatives/", "/initiatives/progress/"])
def test_a_status_says_how_old_it_is(client, full_portal, address):
    assert "No status update since 2013" in get(client, address).get_text()
