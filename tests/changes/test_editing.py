"""The change note in the form of a page."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from meetings.models import MeetingPage
from tests.editorial.browser_form import edit_url, get_form_fields
from tests.factories.meetings import MeetingPageFactory

from .publishing import draft, get_log, publish

pytestmark = pytest.mark.django_db

PUBLISH = {"action-publish": "1"}
NOTE = {"change_note": "The theme was set.", "change_is_major": "on"}
EMPTY = {"change_note": "", "correction_reason": ""}


@pytest.fixture
def meeting(portal):
    return MeetingPageFactory(theme="Peace")


def form_of(client, page) -> dict:
    return get_form_fields(client.get(edit_url(page)))


def note_in(form: dict) -> dict:
    return {name: value for name, value in form.items() if name.startswith(("change_", "correction_"))}


def test_an_editor_says_what_changed_and_that_it_matters(editor_client, meeting):
    editor_client.post(
        edit_url(meeting), form_of(editor_client, meeting) | {"theme": "Trust"} | NOTE | PUBLISH
    )

    (change,) = get_log(meeting)
    assert (change.note, change.is_major, change.is_correction) == ("The theme was set.", True, False)


def test_a_note_is_gone_when_the_page_is_edited_again(editor_client, meeting):
    editor_client.post(edit_url(meeting), form_of(editor_client, meeting) | NOTE | PUBLISH)

    assert note_in(form_of(editor_client, meeting)) == EMPTY
    editor_client.post(edit_url(meeting), form_of(editor_client, meeting) | {"theme": "Trust"} | PUBLISH)
    assert [change.note for change in get_log(meeting)] == ["", "The theme was set."]


def test_a_note_waits_in_the_draft_until_that_is_published(editor_client, meeting):
    editor_client.post(edit_url(meeting), form_of(editor_client, meeting) | {"theme": "Trust"} | NOTE)
    assert get_log(meeting) == []
    waiting = form_of(editor_client, meeting)
    assert note_in(waiting) == EMPTY | NOTE

    editor_client.post(edit_url(meeting), waiting | PUBLISH)

    assert [change.note for change in get_log(meeting)] == ["The theme was set."]


def test_a_draft_that_was_begun_before_its_schedule_came_true_says_nothing_twice(editor_client, meeting):
    due = timezone.now() - timedelta(minutes=1)
    scheduled_revision = draft(meeting, theme="Trust", change_note="The theme was set.")
    draft(meeting, theme="Trust and peace")
    meeting.revisions.filter(pk=scheduled_revision.pk).update(approved_go_live_at=due)

    call_command("publish_scheduled")

    assert note_in(form_of(editor_client, meeting)) == EMPTY
    publish(meeting)
    assert [change.note for change in get_log(meeting)] == ["", "The theme was set."]


def test_a_correction_without_a_reason_is_an_error_on_its_field(editor_client, meeting):
    form = form_of(editor_client, meeting) | {"change_is_correction": "on"} | PUBLISH

    page = BeautifulSoup(editor_client.post(edit_url(meeting), form).content, "html.parser")

    field = page.find(id="id_correction_reason").find_parent(class_="w-field__wrapper")
    assert "Say what was wrong" in field.select_one(".error-message").get_text()
    assert get_log(meeting) == []
    assert MeetingPage.objects.get(pk=meeting.pk).live_revision is None


def test_a_correction_is_logged_with_its_reason(editor_client, meeting):
    correction_fields = {"change_is_correction": "on", "correction_reason": "The declaration says otherwise."}
    editor_client.post(edit_url(meeting), form_of(editor_client, meeting) | correction_fields | PUBLISH)

    (change,) = get_log(meeting)
    assert (change.is_correction, change.reason) == (True, "The declaration says otherwise.")


def test_a_note_is_published_by_workflow(editor_client, meeting, editor):
    workflow, task = Workflow.objects.create(name="Review"), GroupApprovalTask.objects.create(name="Review")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    revision = draft(meeting, theme="Trust", change_note="The theme was set.")
    page = MeetingPage.objects.get(pk=meeting.pk)
    state = workflow.start(page, editor)
    state.current_task_state.specific.approve(user=editor)

    assert [change.note for change in get_log(meeting)] == ["The theme was set."]
    assert get_log(meeting)[0].revision == revision
