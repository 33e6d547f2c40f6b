"""How much the database is asked: the same for one row as for fifty, and never much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admm_site.content.partial_dates import PartialDate
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage
from tests.factories.initiatives import StatusUpdateFactory
from tests.factories.media import PortalDocumentFactory, PortalImageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.portal import add_many, every_block, multiply
from tests.responses import read
from tests.surfaces import PAGES, SURFACES

MOST_QUERIES = 12
# As of another day, one more asks which pages were not known by then, one whether something else was.
MOST_AS_OF = 2
# Beyond that, a text asks once for each kind of block that shows files, and once for its pictures' sizes.
BLOCKS_THAT_SHOW_FILES = ["rich_text", "quotation", "document_list", "image"]


def query_counts(client) -> dict[str, int]:
    """The number of queries of each address, asked right before: a cache may have dropped what it knew."""
    counts = {}
    for name, address in SURFACES.items():
        read(client.get(address))
        with CaptureQueriesContext(connection) as queries:
            read(client.get(address))
        counts[name] = len(queries)
    return counts


def test_the_number_of_queries_does_not_grow_with_the_rows(client, filled):
    told = {"reported_to": filled.meeting, "source_document": filled.document}
    StatusUpdateFactory(page=filled.initiative, date=PartialDate(1949), **told)  # known on every day asked
    with_one = query_counts(client)
    multiply(filled, 49)
    with_fifty = query_counts(client)

    assert {
        name: (with_one[name], with_fifty[name]) for name in SURFACES if with_one[name] != with_fifty[name]
    } == {}


def test_no_address_asks_the_database_much(client, filled):
    most = {name: MOST_QUERIES + MOST_AS_OF * ("as of" in name) for name in SURFACES}
    assert {name: count for name, count in query_counts(client).items() if count > most[name]} == {}


def count_of(client, page) -> int:
    client.get(page.url)
    with CaptureQueriesContext(connection) as queries:
        client.get(page.url)
    return len(queries)


def test_a_text_asks_once_for_each_kind_of_block_that_shows_files(client, portal):
    document, image = PortalDocumentFactory(), PortalImageFactory()
    plain, long = ContentPageFactory(), ContentPageFactory(body=every_block(document, image))
    assert count_of(client, long) <= count_of(client, plain) + len(BLOCKS_THAT_SHOW_FILES) + 1


def test_a_text_with_many_files_asks_no_more_than_one_with_few(client, portal):
    """Links in rich text aside: Wagtail asks for those once a block."""

    def page(times: int):
        body = [
            block
            for _ in range(times)
            for block in every_block(PortalDocumentFactory(), PortalImageFactory())
            if block[0] != "rich_text"
        ]
        return ContentPageFactory(body=body)

    assert count_of(client, page(10)) == count_of(client, page(1))


@pytest.fixture
def crowded(filled):
    """Two thousand pages more."""
    dates = {
        "start_date": lambda n: PartialDate(2000 + n % 25, n % 12 + 1),
        "end_date": lambda n: PartialDate(2025),
    }
    held = {"state": "held", "city": "Jakarta", "country": filled.country, **dates}
    add_many(MeetingPage, filled.meetings, 500, series=filled.admm, ordinal=lambda n: 1000 + n, **held)
    add_many(ConceptPaperPage, filled.papers, 500, area=filled.area)
    add_many(InitiativePage, filled.initiatives, 500, area=filled.area)
    add_many(ActivityPage, filled.initiative, 500, area=filled.area, **held)
    return filled


def test_every_address_answers_with_a_hundred_times_more(client, crowded):
    assert {name: client.get(address).status_code for name, address in PAGES.items()} == dict.fromkeys(
        PAGES, 200
    )
