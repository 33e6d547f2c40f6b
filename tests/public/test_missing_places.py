"""A place or date that is not recorded leaves no comma behind, on pages and in files."""

import re

import pytest
from bs4 import BeautifulSoup

from admm_site.core.choices import EventFormat
from admm_site.core.partial_dates import PartialDate
from tests.factories.initiatives import ActivityPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.responses import response_text
from tests.sitemap_pages import get_pages, sitemap_addresses, words

pytestmark = pytest.mark.slow

LISTS = ("/", "/meetings/calendar/", "/meetings/calendar/2011/5/", "/meetings/compare/?a=5th-admm&b=6th-admm")
FILES = ("/meetings.atom", "/meetings.ics", "/activities.atom", "/decisions.atom")
SHOWN = ("p", "li", "small", "td", "th", "dd", "h1", "h2", "h3", "a")
LONELY_COMMA = re.compile(r"^[,·.]|[,·]$|[,·(] ?[,).]| ,")


@pytest.fixture
def events(portal):
    """Meetings and activities of which neither city nor country is recorded, held, planned and undated."""
    nowhere = {"city": "", "country": None, "format": EventFormat.VIDEO_CONFERENCE}
    series = MeetingSeriesFactory(acronym="ADMM")
    for year in (2011, 2012, 2013):
        meeting = MeetingPageFactory(
            **nowhere, series=series, ordinal=year - 2006, start_date=PartialDate(year, 5, 19)
        )
        initiative = InitiativePageFactory()
        DecisionFactory(page=meeting, subject=initiative, text="")
        ActivityPageFactory(**nowhere, parent=initiative, start_date=PartialDate(year, 6))
    MeetingPageFactory(**nowhere, series=series, ordinal=20, planned=True)
    MeetingPageFactory(**nowhere, series=series, ordinal=21, state="planned", start_date=None)


def lonely_commas(page: BeautifulSoup) -> list[str]:
    texts = [words(element) for element in page.body.find_all(SHOWN)]
    texts += [meta["content"] for meta in page.find_all("meta", attrs={"name": "description"})]
    return [text for text in texts if LONELY_COMMA.search(text)]


def test_a_place_that_is_not_recorded_leaves_no_comma_on_a_page(client, events):
    pages = get_pages(client, [*sitemap_addresses(client), *LISTS])
    assert {address: texts for address, page in pages.items() if (texts := lonely_commas(page))} == {}


@pytest.mark.exhaustive
@pytest.mark.parametrize("address", FILES)
def test_a_place_that_is_not_recorded_leaves_no_comma_in_a_file(client, events, address):
    text = response_text(client.get(address))
    assert re.findall(r".*(?:[>:\"]\\?, |, ?<|, ?, ).*", text) == []
