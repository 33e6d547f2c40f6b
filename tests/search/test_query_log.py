"""The query log counts searches, and stores nothing about visitors."""

from datetime import timedelta

import pytest

from admm_site.search import query_log
from admm_site.search.models import MAX_QUERY_LENGTH, QueryCount
from admm_site.search.query_log import RETENTION_DAYS
from tests.factories.pages import ContentPageFactory
from tests.factories.search import QueryCountFactory
from tests.module_fixtures import TODAY

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def search(client, monkeypatch):
    """Searches as a visitor whom no other follows within the minute."""
    monkeypatch.setattr(query_log, "WRITE_INTERVAL", 0)

    def search(query, user_agent=BROWSER, **params):
        client.get("/search/", {"q": query, **params}, headers={"user-agent": user_agent})

    return search


def get_counts() -> dict[str, tuple[int, int]]:
    return {row.query: (row.count, row.result_count) for row in QueryCount.objects.all()}


def test_a_query_is_counted_with_its_number_of_results(search, portal):
    ContentPageFactory(title="Relief")
    search("relief")
    search("  RELIEF ")
    search("xylophone")
    assert get_counts() == {"relief": (2, 1), "xylophone": (1, 0)}


def test_nothing_but_query_day_and_numbers_is_stored(search, portal):
    search("relief")
    [row] = QueryCount.objects.values()
    assert {name: value for name, value in row.items() if name != "id"} == {
        "query": "relief",
        "day": TODAY,
        "count": 1,
        "result_count": 0,
    }


@pytest.mark.parametrize(
    "params",
    [{"page": "2"}, {"kind": "page"}, {"sort": "date"}, {"exact": "1"}],
    ids=["another page", "narrowed", "sorted", "as typed"],
)
def test_the_same_question_is_counted_once(search, portal, params):
    search("relief", **params)
    assert get_counts() == {}


@pytest.mark.parametrize("user_agent", ["", "Googlebot/2.1", "curl/8", "Some spider", "HeadlessChrome"])
def test_robots_are_not_counted(search, portal, user_agent):
    search("relief", user_agent)
    assert get_counts() == {}


@pytest.mark.parametrize(
    "query",
    [
        "somebody@portal.example",
        "call 0812345678",
        "https://portal.example/",
        "word " * 40,
        "a" * MAX_QUERY_LENGTH,
        "-",
        "",
    ],
)
def test_a_query_with_personal_data_is_not_counted(search, portal, query):
    search(query)
    assert get_counts() == {}


def test_counts_of_a_minute_are_written_together(search, monkeypatch, portal):
    search("relief")
    monkeypatch.setattr(query_log, "WRITE_INTERVAL", 60)
    search("relief")
    search("relief")
    search("xylophone")
    assert get_counts() == {"relief": (1, 0)}
    monkeypatch.setattr(query_log, "WRITE_INTERVAL", 0)
    search("admm")
    assert get_counts() == {"relief": (3, 0), "xylophone": (1, 0), "admm": (1, 0)}


def test_waiting_counts_are_written_when_the_process_ends(search, monkeypatch, portal):
    search("relief")
    monkeypatch.setattr(query_log, "WRITE_INTERVAL", 60)
    search("relief")
    query_log.write_counts()
    assert get_counts() == {"relief": (2, 0)}


def test_the_number_of_waiting_counts_is_limited(search, monkeypatch, portal):
    search("relief")
    monkeypatch.setattr(query_log, "WRITE_INTERVAL", 60)
    monkeypatch.setattr(query_log, "MAX_PENDING", 2)
    search("admm")
    search("xylophone")
    assert set(get_counts()) == {"relief", "admm", "xylophone"}


def test_counts_are_kept_for_ninety_days(search, portal):
    QueryCountFactory(query="long ago", day=TODAY - timedelta(days=RETENTION_DAYS))
    QueryCountFactory(query="of late", day=TODAY - timedelta(days=RETENTION_DAYS - 1))
    search("relief")
    assert set(get_counts()) == {"of late", "relief"}


# The report


@pytest.fixture
def report(admin_client):
    def rows(**params):
        response = admin_client.get("/admin/reports/search/", params)
        assert response.status_code == 200
        return [
            (row["query"], row["total"], row["last_result_count"]) for row in response.context["object_list"]
        ]

    return rows


@pytest.fixture
def recent_queries(db):
    QueryCountFactory(query="relief", day=TODAY, count=3, result_count=0)
    QueryCountFactory(query="relief", day=TODAY - timedelta(days=7), count=2, result_count=4)
    QueryCountFactory(query="admm", count=4, result_count=9)
    QueryCountFactory(query="long ago", day=TODAY - timedelta(days=RETENTION_DAYS), count=99)


def test_the_report_shows_the_most_frequent_queries(report, recent_queries):
    assert report() == [("relief", 5, 0), ("admm", 4, 9)]


def test_the_report_shows_queries_without_results(report, recent_queries):
    assert report(results="none") == [("relief", 5, 0)]
    assert report(results="some") == [("admm", 4, 9)]


def test_the_report_can_be_exported(admin_client, recent_queries):
    response = admin_client.get("/admin/reports/search/", {"export": "csv"})
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0] == "Query,Times asked,Found,Last asked"
    assert lines[1] == f"relief,5,0,{TODAY}"


def test_the_report_is_in_the_menu(admin_client):
    assert "/admin/reports/search/" in admin_client.get("/admin/").content.decode()


def test_the_report_requires_permission(editor_client):
    assert "/admin/reports/search/" not in editor_client.get("/admin/").content.decode()
    assert editor_client.get("/admin/reports/search/").status_code == 302
