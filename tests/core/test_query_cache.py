"""Results of queries are cached until the content changes."""

from datetime import date, timedelta
from math import inf
from time import monotonic, sleep

import pytest
from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from admm_site.core import expiry
from admm_site.core.clock import as_of, override_today
from admm_site.core.expiry import next_expiry
from admm_site.core.publication import public_pages
from admm_site.core.query_cache import cached_until_changed, get_or_compute
from tests.factories.pages import ContentPageFactory, create_portal
from tests.module_fixtures import TODAY


@pytest.fixture
def calls() -> list:
    """The arguments with which the cached function was really called, in order."""
    return []


@pytest.fixture
def cached(calls, db):
    """A cached function."""

    @cached_until_changed
    def cached(argument):
        calls.append(argument)
        return argument

    return cached


def test_a_result_is_computed_once_for_each_argument(cached, calls):
    assert [cached("papers"), cached("meetings"), cached("papers")] == ["papers", "meetings", "papers"]
    assert calls == ["papers", "meetings"]


def test_a_result_of_none_is_cached_too(cached, calls):
    assert [cached(None), cached(None)] == [None, None]
    assert calls == [None]


def test_a_result_is_computed_again_after_a_write(cached, calls):
    cached("papers")
    Site.objects.update(site_name="Renamed")
    cached("papers")
    assert calls == ["papers"] * 2


def test_results_of_a_transaction_are_gone_after_its_rollback(cached, calls):
    cached("papers")
    with transaction.atomic():
        Site.objects.update(site_name="Renamed")
        cached("papers")
        transaction.set_rollback(True)
    cached("papers")
    assert calls == ["papers"] * 2


@pytest.mark.parametrize("day", [date(2014, 5, 1), date(2030, 1, 1)], ids=["past", "to come"])
def test_each_date_has_results_of_its_own(cached, calls, day):
    cached("papers")
    with as_of(day):
        cached("papers")
    with override_today(day):
        cached("papers")
    assert len(calls) == (3 if day < TODAY else 2)


def test_a_result_does_not_outlive_a_page_that_expires(real_transactions):
    """Committed, because the clock of PostgreSQL stands still in a transaction."""
    create_portal()
    page = ContentPageFactory(expire_at=timezone.now() + timedelta(seconds=1))
    rows = public_pages().filter(pk=page.pk).values_list("pk")

    def is_shown() -> bool:
        return get_or_compute(lambda: tuple(rows.all()), "pages") != ()

    assert is_shown()
    while timezone.now() <= page.expire_at + timedelta(milliseconds=2):  # SQLite’s clock counts milliseconds
        sleep(0.01)
    assert not is_shown()


def test_the_next_expiry_is_that_of_the_version_while_another_thread_asks_for_another_one(db, monkeypatch):
    create_portal()
    ContentPageFactory(expire_at=timezone.now() + timedelta(hours=1))

    def monotonic_while_another_thread_asks() -> float:
        monkeypatch.setattr(expiry, "_next_expiry", ("another version", inf))
        return monotonic()

    expected = next_expiry("version")
    monkeypatch.setattr(expiry, "monotonic", monotonic_while_another_thread_asks)
    assert next_expiry("version") == expected
