"""The number of queries: the same for one row as for four, and always below a limit."""

from math import inf

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from admm_site.core.partial_dates import PartialDate
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage
from tests.factories.documents import PortalDocumentFactory, PortalImageFactory
from tests.factories.initiatives import StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.portal import add_many, every_block, multiply
from tests.module_fixtures import copy_records
from tests.public_urls import PAGES
from tests.responses import read

pytestmark = pytest.mark.slow

MOST_QUERIES = 12
MOST_FOR_CACHES = 2  # the version of the content, before and after
MOST_FOR_TYPED_ADDRESSES = 1  # whether what a text links to by its address is public
MOST_FOR_A_CORRECTION = 4  # a search without a result is run again, each statement by itself
MOST_FOR_THE_FRAME = 1  # the home page, recalled while nothing changes, or pages between it and an activity
MOST_FOR_FILES = 1  # which files lie in a private collection, recalled while nothing changes
MOST_FOR_HOME = 8  # the drawing and the changes on the home page, recalled while nothing changes
MOST_FOR_RENDITIONS = 1  # of the pictures in a text
MOST_FOR_ACRONYMS = 1  # of all records, recalled while nothing changes
# As of another day, one more asks which pages were not known by then, one whether something else was.
MOST_AS_OF = 2
# Beyond that, a text asks once for each kind of block that shows files, and once for its pictures' sizes.
BLOCKS_THAT_SHOW_FILES = ["rich_text", "quotation", "document_list", "image"]


@pytest.fixture(scope="module")
def query_counts(module_portal, surfaces) -> dict[str, int]:
    """The number of queries of each address of a portal with one of everything."""
    p = copy_records(module_portal)
    values = {"reported_to": p.meeting, "source_document": p.document}
    StatusUpdateFactory(page=p.initiative, date=PartialDate(1949), **values)  # known on every day asked
    return counts_of(surfaces)


def counts_of(addresses: dict[str, str]) -> dict[str, int]:
    """The number of queries of each address, by name, of a process that answered all of them before."""
    for address in addresses.values():
        read(Client().get(address))
    return {name: count_of(Client(), address) for name, address in addresses.items()}


def query_count(client, address: str) -> int:
    """The number of queries of a response that isn't cached, by a process that answered it before."""
    for _ in range(2):  # the first response can make renditions, which changes the content
        read(client.get(address))
    return count_of(client, address)


def count_of(client, address: str) -> int:
    for alias in ("responses", "long_tail", "queries"):
        caches[alias].clear()
    with CaptureQueriesContext(connection) as queries:
        read(client.get(address))
    return len(queries)


def test_the_number_of_queries_does_not_grow_with_the_rows(full_portal, surfaces, query_counts, monkeypatch):
    # A response that is too long isn't cached, and so not compared with the version a second time.
    monkeypatch.setattr("admm_site.core.response_cache.MAX_BYTES", inf)
    multiply(full_portal, 3)
    growing = {
        name: (query_counts[name], count)
        for name, count in counts_of(surfaces).items()
        # Fewer where the newest rows refer to no file: nothing asks then which files are private.
        if not query_counts[name] - MOST_FOR_FILES <= count <= query_counts[name]
    }
    assert growing == {}


def test_no_address_needs_many_queries(query_counts):
    # An archive also says what followed the decisions of its meeting.
    most = {
        name: MOST_QUERIES
        + MOST_FOR_CACHES
        + MOST_FOR_THE_FRAME
        + MOST_FOR_FILES
        + MOST_FOR_ACRONYMS
        + MOST_FOR_RENDITIONS * name.startswith("page of text")
        + MOST_FOR_HOME * name.startswith("home")
        + ("ZIP" in name)
        + MOST_AS_OF * ("as of" in name)
        + MOST_FOR_A_CORRECTION * ("spelled wrong" in name)
        + MOST_FOR_TYPED_ADDRESSES * name.startswith("page of text")
        for name in query_counts
    }
    assert {name: count for name, count in query_counts.items() if count > most[name]} == {}


def test_external_sources_need_no_query_each(client, portal):
    elsewhere = {
        "source_name": "A ministry",
        "source_url": "https://ministry.example/",
        "source_confirms": True,
    }
    meeting = DecisionFactory(text="Agreed.", **elsewhere).page
    MeetingPageFactory(**elsewhere)
    addresses = [meeting.url, "/meetings.csv", "/decisions.csv"]
    with_few = [query_count(client, address) for address in addresses]
    for _ in range(10):
        MeetingPageFactory(**elsewhere)
        DecisionFactory(page=meeting, text="Agreed.", **elsewhere)
    assert [query_count(client, address) for address in addresses] == with_few


def test_a_text_asks_once_for_each_kind_of_block_that_shows_files(client, portal):
    document, image = PortalDocumentFactory(), PortalImageFactory()
    plain, long = ContentPageFactory(), ContentPageFactory(body=every_block(document, image))
    most = len(BLOCKS_THAT_SHOW_FILES) + 1 + MOST_FOR_FILES + MOST_FOR_RENDITIONS
    assert query_count(client, long.url) <= query_count(client, plain.url) + most


def test_a_text_with_many_files_asks_no_more_than_one_with_few(client, portal):
    """Except links in rich text, for which Wagtail makes a query for each block."""

    def page(times: int):
        body = [
            block
            for _ in range(times)
            for block in every_block(PortalDocumentFactory(), PortalImageFactory())
            if block[0] != "rich_text"
        ]
        return ContentPageFactory(body=body)

    assert query_count(client, page(10).url) == query_count(client, page(1).url)


def test_a_text_with_many_typed_addresses_asks_no_more_than_one_with_few(client, portal):
    def page(times: int):
        texts = [f'<p><a href="/meetings/">{n}</a> <a href="/about/{n}/">{n}</a></p>' for n in range(times)]
        return ContentPageFactory(body=[("rich_text", text) for text in texts])

    assert query_count(client, page(10).url) == query_count(client, page(1).url)


@pytest.fixture
def large_portal(full_portal):
    """Two thousand more pages."""
    dates = {
        "start_date": lambda n: PartialDate(2000 + n % 25, n % 12 + 1),
        "end_date": lambda n: PartialDate(2025),
    }
    values = {"state": "held", "city": "Jakarta", "country": full_portal.country, **dates}
    add_many(
        MeetingPage, full_portal.meetings, 500, series=full_portal.admm, ordinal=lambda n: 1000 + n, **values
    )
    add_many(ConceptPaperPage, full_portal.papers, 500, area=full_portal.area)
    add_many(InitiativePage, full_portal.initiatives, 500, area=full_portal.area)
    add_many(ActivityPage, full_portal.initiative, 500, area=full_portal.area, **values)
    return full_portal


@pytest.mark.exhaustive
def test_every_address_works_with_a_hundred_times_more_content(client, large_portal):
    assert {name: client.get(address).status_code for name, address in PAGES.items()} == dict.fromkeys(
        PAGES, 200
    )
