"""What a publication costs whoever saves: it doesn't grow with the records that stay as they are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.models import Decision
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory

from .browser_form import edit_url, get_form_fields

pytestmark = pytest.mark.slow

MOST_QUERIES = 150


def make_meeting(portal, decisions: int):
    meeting = MeetingPageFactory(parent=portal.meetings)
    for number in range(decisions):
        paper = ConceptPaperPageFactory(parent=portal.papers)
        DecisionFactory(page=meeting, text=f"Decision {number}", subject=paper)
    meeting.save_revision().publish()
    return meeting


def publish(client, meeting, **values) -> list[str]:
    """Submits the edit form with other values; returns the SQL of its queries."""
    fields = get_form_fields(client.get(edit_url(meeting)))
    with CaptureQueriesContext(connection) as queries:
        response = client.post(edit_url(meeting), fields | values | {"action-publish": "1"})
    assert response.status_code == 302
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("decisions", [3, 30])
def test_a_publication_takes_as_many_queries_for_many_decisions(portal, editor_client, decisions):
    meeting = make_meeting(portal, decisions)
    publish(editor_client, meeting, theme="Contents of caches")

    queries = publish(editor_client, meeting, theme="Peace")

    assert len(queries) <= MOST_QUERIES
    assert not [sql for sql in queries if sql.startswith('UPDATE "meetings_decision"')]


def test_only_the_decision_that_changed_is_saved(portal, editor_client):
    meeting = make_meeting(portal, 3)
    publish(editor_client, meeting, **{"decisions-0-text": "The first"})

    queries = publish(editor_client, meeting, **{"decisions-1-text": "Another text"})

    assert len([sql for sql in queries if sql.startswith('UPDATE "meetings_decision"')]) == 1
    texts = Decision.objects.filter(page=meeting).order_by("sort_order").values_list("text", flat=True)
    assert list(texts) == ["The first", "Another text", "Decision 2"]


def test_decisions_keep_their_order_when_the_first_is_deleted(portal, editor_client):
    meeting = make_meeting(portal, 4)
    publish(editor_client, meeting, **{f"decisions-{number}-ORDER": 4 - number for number in range(4)})

    publish(editor_client, meeting, **{"decisions-0-DELETE": "on", "decisions-2-text": "Decision one"})

    texts = Decision.objects.filter(page=meeting).values_list("text", flat=True)
    assert list(texts) == ["Decision 2", "Decision one", "Decision 0"]
