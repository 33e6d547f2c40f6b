"""The query cache: what is cached, and what invalidates it."""

from datetime import date, timedelta
from threading import Thread
from time import sleep

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page, Site

from admm_site.core.clock import as_of, override_today
from admm_site.core.listings import CachedPaginator
from admm_site.core.publication import public_pages
from admm_site.core.query_cache import (
    DATABASE_STATE_SQL,
    MAX_ENTRIES,
    cached_rows,
    cached_until_changed,
    get_or_compute,
)
from tests.factories.pages import ContentPageFactory, create_portal
from tests.module_fixtures import TODAY


@pytest.fixture
def calls() -> list:
    """The arguments of the calls that were not answered from the cache, in order."""
    return []


@pytest.fixture
def cached_query(calls):
    """A cached function that records its calls."""

    @cached_until_changed
    def cached_query(about):
        calls.append(about)
        return about

    return cached_query


def run_in_other_connection(act) -> None:
    """Calls `act` in a thread with a database connection of its own, as another worker would."""

    def run():
        try:
            act()
        finally:
            connection.close()

    worker = Thread(target=run)
    worker.start()
    worker.join()


def rename():
    Site.objects.update(site_name="Renamed")


def test_a_question_is_asked_once_while_nothing_changes(real_transactions, cached_query, calls):
    assert [
        cached_query("papers"),
        cached_query("papers"),
        cached_query("meetings"),
        cached_query("papers"),
    ] == [
        "papers",
        "papers",
        "meetings",
        "papers",
    ]
    assert calls == ["papers", "meetings"]


def test_whatever_is_written_is_a_reason_to_ask_again(real_transactions, cached_query, calls):
    cached_query("papers")
    rename()
    cached_query("papers")
    assert calls == ["papers"] * 2


def test_what_another_worker_writes_is_a_reason_to_ask_again(real_transactions, cached_query, calls):
    cached_query("papers")
    run_in_other_connection(rename)
    cached_query("papers")
    assert calls == ["papers"] * 2


def test_a_visitor_asks_once_whether_anything_changed(real_transactions, client):
    create_portal()
    with CaptureQueriesContext(connection) as queries:
        client.get("/initiatives/progress/")
    assert [query["sql"] for query in queries].count(DATABASE_STATE_SQL[connection.vendor]) == 1


def test_what_was_committed_together_is_seen_together(real_transactions, cached_query, calls):
    cached_query("papers")
    with transaction.atomic():
        rename()
    cached_query("papers")
    assert calls == ["papers"] * 2


def test_a_transaction_keeps_nothing_and_is_told_nothing_old(real_transactions, cached_query, calls):
    cached_query("papers")
    with transaction.atomic():
        cached_query("papers")
        cached_query("papers")
        transaction.set_rollback(True)
    cached_query("papers")
    assert calls == ["papers"] * 3


@pytest.mark.parametrize("day", [date(2014, 5, 1), date(2030, 1, 1)], ids=["past", "to come"])
def test_each_day_has_answers_of_its_own(real_transactions, cached_query, calls, day):
    cached_query("papers")
    with as_of(day):
        cached_query("papers")
    with override_today(day):
        cached_query("papers")
    assert len(calls) == (3 if day < TODAY else 2)


def test_an_answer_does_not_outlive_a_page_that_expires(real_transactions):
    create_portal()
    page = ContentPageFactory(expire_at=timezone.now() + timedelta(seconds=1))

    def is_shown() -> bool:
        return (
            get_or_compute(lambda: tuple(public_pages().filter(pk=page.pk).values_list("pk")), "pages") != ()
        )

    assert is_shown()
    while timezone.now() <= page.expire_at + timedelta(milliseconds=2):  # SQLite’s clock counts milliseconds
        sleep(0.01)
    assert not is_shown()


def test_the_answers_that_were_not_asked_for_longest_go_first(real_transactions, cached_query, calls):
    for number in range(MAX_ENTRIES):
        cached_query(number)
    cached_query(0)
    cached_query("one more")
    calls.clear()
    assert [cached_query(0), cached_query(1)] == [0, 1]
    assert calls == [1]


def test_rows_are_read_anew_in_the_order_in_which_they_were_found(real_transactions):
    create_portal()
    pages = public_pages().order_by("-title")[1:4]
    rows = cached_rows(pages)
    assert len(rows) == 3
    again = cached_rows(pages)
    assert [page.title for page in again] == [page.title for page in rows]
    assert again[0] is not rows[0]


def test_a_page_of_a_list_without_rows_is_empty(real_transactions):
    assert list(CachedPaginator(Page.objects.none(), 10).get_page(1)) == []
