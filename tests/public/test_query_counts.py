"""How much the database is asked: the same for one row as for fifty, and never much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admm_site.content.partial_dates import PartialDate
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.models import MeetingPage
from tests.factories.portal import add_many, multiply
from tests.surfaces import PAGES, SURFACES

MOST_QUERIES = 12


def query_counts(client) -> dict[str, int]:
    """The number of queries of each address, its caches being warm."""
    counts = {}
    for name, address in SURFACES.items():
        client.get(address)
        with CaptureQueriesContext(connection, ) as queries:
            client.get(address)
        counts[name] = len(queries)
    return counts


def test_the_number_of_queries_does_not_grow_with_the_rows(client, filled):
    with_one = query_counts(client)
    multiply(filled, 49)
    with_fifty = query_counts(client)

    assert {name: (with_one[name], with_fifty[name]) for name in SURFACES if with_one[name] != with_fifty[name]} == {}


def test_no_address_asks_the_database_much(client, filled):
    assert {name: count for name, count in query_counts(client).items() if count > MOST_QUERIES} == {}


@pytest.fixture
def crowded(filled):
    """Two thousand pages more."""
    dates = {"start_date": lambda n: PartialDate(2000 + n % 25, n % 12 + 1), "end_date": lambda n: PartialDate(2025)}
    held = {"state": "held", "city": "Jakarta", "country": filled.country, **dates}
    add_many(MeetingPage, filled.meetings, 500, series=filled.admm, ordinal=lambda n: 1000 + n, **held)
    add_many(ConceptPaperPage, filled.papers, 500, area=filled.area)
    add_many(InitiativePage, filled.initiatives, 500, area=filled.area)
    add_many(ActivityPage, filled.initiative, 500, area=filled.area, **held)
    return filled


def test_every_address_answers_with_a_hundred_times_more(client, crowded):
    assert {name: client.get(address).status_code for name, address in PAGES.items()} == dict.fromkeys(PAGES, 200)
