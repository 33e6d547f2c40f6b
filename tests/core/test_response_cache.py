"""The response cache with committed content: pages that expire, and many visitors at once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Thread
from time import sleep

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone

from admm_site.core.response_cache import ResponseCacheMiddleware
from tests.factories.pages import ContentPageFactory, create_portal


def test_a_page_that_expires_is_gone_from_the_cached_list(real_transactions):
    """Committed, because the clock of PostgreSQL stands still in a transaction."""
    create_portal()
    page = ContentPageFactory(title="Brief", expire_at=timezone.now() + timedelta(seconds=2))
    assert Client().get(page.url).status_code == 200
    while timezone.now() <= page.expire_at + timedelta(milliseconds=2):  # SQLite’s clock counts milliseconds
        sleep(0.01)
    assert Client().get(page.url).status_code in (404, 410)


@pytest.fixture
def slow_view() -> Callable[[], int]:
    """Let eight threads at once ask a slow view behind the cache; return how often it was called."""
    calls = []

    def view(request):
        calls.append(request)
        sleep(0.2)
        return HttpResponse("x")

    middleware = ResponseCacheMiddleware(view)

    def visit():
        try:
            assert middleware(RequestFactory().get("/")).content == b"x"
        finally:
            connection.close()

    def count_calls():
        threads = [Thread(target=visit) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return len(calls)

    return count_calls


def test_one_of_many_simultaneous_requests_runs_the_view(real_transactions, slow_view):
    assert slow_view() == 1
