"""The report on gaps in the record."""

import csv
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from admm_site.core.partial_dates import PartialDate
from admm_site.editorial.gaps import Gap
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.users import UserFactory
from tests.responses import read

REPORT_URL = "/admin/reports/gaps/"
SOURCED = {"source_name": "ASEAN Secretariat", "source_confirms": True}


@pytest.fixture
def gaps(portal) -> dict[Gap, str]:
    """A page with each kind of gap and no other; returns the titles."""
    document = PortalDocumentFactory()
    meeting = MeetingPageFactory(**SOURCED)
    sound = {"page": meeting, "source_document": document, "source_confirms": True}
    paper = ConceptPaperPageFactory(**SOURCED)
    DecisionFactory(subject=paper, **sound)
    quiet = InitiativePageFactory(**SOURCED)
    StatusUpdateFactory(page=quiet, **SOURCED)
    without_decision = MeetingPageFactory(**SOURCED)
    without_document = DecisionFactory(page=MeetingPageFactory(**SOURCED), **SOURCED).page
    lively = InitiativePageFactory(**SOURCED)
    StatusUpdateFactory(page=lively, date=PartialDate(2026, 1))
    return {
        Gap.INITIATIVE: paper.title,
        Gap.STATUS_UPDATE: quiet.title,
        Gap.DECISIONS: without_decision.title,
        Gap.DOCUMENT: without_document.title,
        Gap.SOURCE: lively.title,
    }


def get_gaps(client, query: str = "") -> dict[str, str]:
    """The gaps of each page, by its title."""
    table = csv.DictReader(StringIO(read(client.get(f"{REPORT_URL}?export=csv&{query}")).decode()))
    return {row["Title"]: row["What is missing"] for row in table}


def test_every_gap_is_listed_and_nothing_else(editor_client, gaps):
    assert get_gaps(editor_client) == {title: str(gap.label) for gap, title in gaps.items()}


@pytest.mark.sample(2)
@pytest.mark.parametrize("gap", Gap)
def test_gaps_are_filtered_by_kind(editor_client, gaps, gap):
    assert list(get_gaps(editor_client, f"gap={gap.value}")) == [gaps[gap]]


def test_a_page_with_several_gaps_is_listed_once(editor_client, portal):
    paper = ConceptPaperPageFactory()
    DecisionFactory(subject=paper, page=MeetingPageFactory(**SOURCED))
    assert get_gaps(editor_client)[paper.title] == f"{Gap.INITIATIVE.label}; {Gap.SOURCE.label}"


def test_the_report_says_who_last_edited_a_page(editor_client, editor, portal):
    activity = ActivityPageFactory()
    activity.save_revision(user=editor)
    other_activity = ActivityPageFactory()
    page = BeautifulSoup(editor_client.get(REPORT_URL).content, "html.parser")
    row = next(row for row in page.select("tbody tr") if activity.title in row.get_text())
    assert editor.get_username() in row.get_text()
    assert row.find("a")["href"] == f"/admin/pages/{activity.pk}/edit/"

    assert get_gaps(editor_client, f"last_edited_by={editor.pk}") == {activity.title: str(Gap.SOURCE.label)}
    assert other_activity.title in get_gaps(editor_client)


def test_only_who_edits_pages_reads_the_report(client, portal):
    client.force_login(UserFactory())
    assert client.get(REPORT_URL).status_code == 302


def test_the_report_asks_as_often_for_many_pages_as_for_few(editor_client, portal):
    def count() -> int:
        editor_client.get(REPORT_URL)
        with CaptureQueriesContext(connection) as queries:
            assert editor_client.get(REPORT_URL).status_code == 200
        return len(queries)

    ActivityPageFactory().save_revision()
    queries_for_few = count()
    for _ in range(10):
        ActivityPageFactory().save_revision()
    assert count() == queries_for_few


def test_the_former_address_of_the_report_leads_to_the_new_one(editor_client, portal):
    response = editor_client.get("/admin/reports/holes/?gap=source")
    assert (response.status_code, response["Location"]) == (301, f"{REPORT_URL}?gap=source")
