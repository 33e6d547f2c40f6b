"""Indexing is deferred to the end of the transaction, and done once for each page and document."""

import re
from collections import Counter
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from admm_site.core.batching import batched
from admm_site.search.models import Passage
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory

from .browser_form import edit_url, get_form_fields

pytestmark = pytest.mark.slow

PUBLISH = {"action-publish": "1"}
MOST_A_DECISION = 1  # its row; what it refers to is read for all of them together
OWNERS = re.compile(r"'((?:page|document|series|country|area):\d+)'")


@pytest.fixture(autouse=True)
def search_index():
    """Keeps the search index up to date in these tests."""


def meeting_with(decisions: int):
    meeting = MeetingPageFactory()
    with batched():
        for _ in range(decisions):
            DecisionFactory(page=meeting, subject=ConceptPaperPageFactory(), document=PortalDocumentFactory())
    return Page.objects.get(pk=meeting.pk).specific


def publish(browser, page, **fields) -> list[str]:
    """Publishes the page by its form with these changes; returns the queries."""
    form = get_form_fields(browser.get(edit_url(page)))
    with CaptureQueriesContext(connection) as queries:
        assert browser.post(edit_url(page), form | fields | PUBLISH).status_code == 302
    return [query["sql"] for query in queries.captured_queries]


def search_titles(client, query) -> list[str]:
    response = client.get("/search/", {"q": query})
    return [result.passage.name for result in response.context["results"]]


@pytest.mark.exhaustive
def test_publishing_takes_few_queries_for_each_decision(browser, portal):
    publish(browser, meeting_with(1))
    few, more = (len(publish(browser, meeting_with(number), city="Cebu")) for number in (2, 8))
    assert more - few <= 6 * MOST_A_DECISION


@pytest.mark.sample(1)
def test_publishing_indexes_each_page_and_document_once(browser, portal):
    meeting = meeting_with(3)
    statements = publish(browser, meeting, city="Cebu")

    counts = Counter(
        owner
        for sql in statements
        if sql.startswith("SELECT") and '"portal_search_passage"."owner" IN' in sql
        for owner in OWNERS.findall(sql)
    )
    expected = {f"page:{meeting.pk}"}
    for decision in meeting.decisions.all():
        expected |= {f"page:{decision.subject_id}", f"document:{decision.document_id}"}
    assert counts == dict.fromkeys(expected, 1)
    assert sum('DELETE FROM "portal_search_passage"' in sql for sql in statements) == 1
    references = [sql for sql in statements if "SELECT" in sql and '"wagtailcore_referenceindex"' in sql]
    assert sum('"model_path"' in sql and f"'{meeting.pk}'" in sql for sql in references) == 1


@pytest.mark.sample(1)
def test_a_published_page_is_found_by_visitors_and_editors(browser, portal):
    meeting = meeting_with(2)
    publish(browser, meeting, city="Vientiane", custom_title="Gathering")
    assert search_titles(browser, "Vientiane") == ["Gathering"]
    response = browser.get(reverse("wagtailadmin_pages:search"), {"q": "Gathering"})
    assert "Gathering" in response.content.decode()


@pytest.mark.sample(1)
def test_the_document_of_a_decision_that_is_removed_is_public_no_longer(browser, portal):
    meeting = meeting_with(2)
    first = meeting.decisions.first()
    assert browser.get(first.document.get_absolute_url()).status_code == 200
    publish(browser, meeting, **{"decisions-0-DELETE": "1"})
    browser.logout()
    assert browser.get(first.document.get_absolute_url()).status_code == 404
    assert browser.get(meeting.decisions.last().document.get_absolute_url()).status_code == 200


@contextmanager
def no_passage_with(words: str):
    """The database rejects a passage with the words, as PostgreSQL rejects one that is too long."""
    table = Passage._meta.db_table
    if connection.vendor == "postgresql":
        before = (
            f"CREATE FUNCTION refuse_passage() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'refused'; END $$"
            f" LANGUAGE plpgsql; CREATE TRIGGER refuse_passage BEFORE INSERT ON {table} FOR EACH ROW"
            f" WHEN (NEW.text LIKE '%{words}%') EXECUTE FUNCTION refuse_passage()"
        )
        after = f"DROP TRIGGER refuse_passage ON {table}; DROP FUNCTION refuse_passage()"
    else:
        before = (
            f"CREATE TEMP TRIGGER refuse_passage BEFORE INSERT ON main.{table}"
            f" WHEN NEW.text LIKE '%{words}%' BEGIN SELECT RAISE(FAIL, 'refused'); END"
        )
        after = "DROP TRIGGER refuse_passage"
    with connection.cursor() as cursor:
        cursor.execute(before.replace("%", "%%") if connection.vendor == "postgresql" else before)
        yield
        cursor.execute(after)


@pytest.mark.sample(1)
def test_a_page_that_can_not_be_indexed_is_saved_and_its_old_text_not_found(browser, portal, caplog):
    meeting = meeting_with(1)
    publish(browser, meeting, summary="Of old")
    decision = meeting.decisions.get()
    assert search_titles(browser, '"Of old"') == [meeting.title]

    with no_passage_with("hotline"):
        publish(browser, meeting, summary="A hotline")

    assert Page.objects.get(pk=meeting.pk).specific.summary == "A hotline"
    assert search_titles(browser, '"Of old"') == []
    assert search_titles(browser, decision.document.title) == [decision.document.title]
    assert f"page:{meeting.pk} can't be found" in caplog.text


def test_a_page_saved_in_a_batch_is_found_within_the_batch(client, portal):
    with batched():
        ContentPageFactory(title="Vientiane")
        assert search_titles(client, "Vientiane") == ["Vientiane"]
        ContentPageFactory(title="Jakarta")
    assert search_titles(client, "Jakarta") == ["Jakarta"]


def test_a_batch_that_fails_leaves_the_index_as_the_content_is(client, portal):
    page = ContentPageFactory(title="Vientiane")

    def rename_and_fail():
        with batched():
            page.title = "Jakarta"
            page.save()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        rename_and_fail()
    ContentPageFactory(title="Cebu")

    assert (
        search_titles(client, "Vientiane"),
        search_titles(client, "Jakarta"),
        search_titles(client, "Cebu"),
    ) == (
        ["Vientiane"],
        [],
        ["Cebu"],
    )


def test_a_rolled_back_change_in_a_batch_is_not_indexed(client, portal):
    page = ContentPageFactory(title="Vientiane")
    with batched():
        with transaction.atomic():
            page.title = "Jakarta"
            page.save()
            transaction.set_rollback(True)
        ContentPageFactory(title="Cebu")
    assert (search_titles(client, "Vientiane"), search_titles(client, "Jakarta")) == (["Vientiane"], [])
