"""Status updates added on the page of the meeting that received them."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.urls import reverse

from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.models import InitiativePage, StatusUpdate
from tests.factories.initiatives import InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import MeetingPageFactory
from tests.factories.users import EditorFactory, UserFactory

from .browser_form import get_form_fields

pytestmark = pytest.mark.usefixtures("portal")

PUBLISH = {"action-publish": "1"}


@pytest.fixture
def meeting():
    return MeetingPageFactory(custom_title="8th ADMM", start_date=PartialDate(2014, 5, 20))


@pytest.fixture
def initiative():
    return InitiativePageFactory(title="Direct Communications Infrastructure")


def add_report(client, meeting, initiative, **fields):
    url = reverse("add_status_update", args=[meeting.pk])
    form = get_form_fields(client.get(url)) | {"page": initiative.pk, "note": "It is in place."}
    return client.post(url, form | fields)


def newest_draft(initiative) -> InitiativePage:
    return InitiativePage.objects.get(pk=initiative.pk).get_latest_revision_as_object()


def errors(response, field: str) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(page.select_one(f"[id$='-child-{field}-errors']").get_text(" ").split())


def reports_shown(client, meeting) -> str:
    page = client.get(reverse("wagtailadmin_pages:edit", args=[meeting.pk]))
    panel = BeautifulSoup(page.content, "html.parser").select_one("#tab-status_updates")
    return " ".join(panel.get_text(" ").split())


def test_date_and_meeting_are_filled_in(editor_client, meeting, initiative):
    response = add_report(editor_client, meeting, initiative)

    report = newest_draft(initiative).status_updates.get()
    assert response.url == reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    assert (report.date, report.reported_to) == (PartialDate(2014, 5, 20), meeting)
    assert (report.status, report.note) == (Status.UNDER_WAY, "It is in place.")


def test_a_report_waits_in_the_draft_of_its_initiative(editor_client, meeting, initiative):
    response = add_report(editor_client, meeting, initiative)

    text = " ".join(str(message) for message in get_messages(response.wsgi_request))
    assert "added to the draft of “Direct Communications Infrastructure”" in text
    assert not StatusUpdate.objects.exists()
    assert InitiativePage.objects.get().has_unpublished_changes


def test_a_report_is_published_with_its_initiative_when_the_editor_says_so(
    editor_client, meeting, initiative
):
    add_report(editor_client, meeting, initiative, **PUBLISH)

    assert meeting.received_status_updates.get().page == initiative
    assert not InitiativePage.objects.get().has_unpublished_changes


def test_the_record_keeps_its_key_when_its_initiative_is_edited_afterwards(
    editor_client, meeting, initiative
):
    add_report(editor_client, meeting, initiative)
    key = newest_draft(initiative).status_updates.get().key
    url = reverse("wagtailadmin_pages:edit", args=[initiative.pk])

    editor_client.post(url, get_form_fields(editor_client.get(url)) | PUBLISH)

    assert key
    assert meeting.received_status_updates.get().key == key


def test_the_live_and_draft_values_of_the_initiative_stay(editor_client, meeting):
    initiative = StatusUpdateFactory(date=PartialDate(2012)).page
    initiative.summary = "Drafted."
    initiative.status_updates.add(StatusUpdateFactory.build(page=None, date=PartialDate(2013)))
    initiative.save_revision()

    add_report(editor_client, meeting, initiative)

    draft = newest_draft(initiative)
    assert draft.summary == "Drafted."
    assert [str(report.date) for report in draft.status_updates.all()] == ["2012", "2013", "2014-05-20"]


def test_two_reports_of_one_date_are_refused_at_the_date(editor_client, meeting):
    initiative = StatusUpdateFactory(date=PartialDate(2014, 5, 20)).page

    response = add_report(editor_client, meeting, initiative)

    assert "Two status updates have the date 20 May 2014" in errors(response, "date")
    assert newest_draft(initiative).status_updates.count() == 1


def test_a_report_without_words_is_refused_at_its_note(editor_client, meeting, initiative):
    response = add_report(editor_client, meeting, initiative, note="")

    assert "required" in errors(response, "note")


def test_a_paragraph_without_its_document_is_refused_as_on_the_initiative(editor_client, meeting, initiative):
    response = add_report(editor_client, meeting, initiative, source_paragraph="4")

    assert "Choose the document that this paragraph is in" in response.text
    assert not newest_draft(initiative).status_updates.exists()


def test_other_draft_changes_are_not_published_with_it(editor_client, meeting, initiative):
    initiative.summary = "Not yet to be known."
    initiative.save_revision()

    response = add_report(editor_client, meeting, initiative, **PUBLISH)

    assert "has changes not yet published" in errors(response, "page")
    assert InitiativePage.objects.get().summary == ""
    assert not newest_draft(initiative).status_updates.exists()


def test_a_locked_initiative_takes_no_report(editor_client, meeting, initiative):
    initiative.locked, initiative.locked_by = True, UserFactory()
    initiative.save()

    response = add_report(editor_client, meeting, initiative)

    assert "is locked" in errors(response, "page")


def test_an_editor_without_publish_permission_adds_to_the_draft_only(client, meeting, initiative):
    client.force_login(EditorFactory(groups=[Group.objects.get(name="Editors")]))

    response = add_report(client, meeting, initiative, **PUBLISH)
    add_report(client, meeting, initiative)

    assert "You may not publish" in errors(response, "page")
    assert not StatusUpdate.objects.exists()
    assert newest_draft(initiative).status_updates.count() == 1


def test_a_meeting_to_come_takes_no_report(editor_client):
    meeting = MeetingPageFactory(planned=True)

    assert editor_client.get(reverse("add_status_update", args=[meeting.pk])).status_code == 404
    assert "once the meeting is over" in reports_shown(editor_client, meeting)


def test_adding_a_report_requires_permission_to_edit_the_meeting(client, meeting):
    client.force_login(UserFactory())

    assert client.get(reverse("add_status_update", args=[meeting.pk])).status_code == 302


def test_a_meeting_shows_its_editors_what_was_reported_to_it(editor_client, meeting):
    StatusUpdateFactory(reported_to=meeting, note="Work went on.")

    assert "27 January 2016 Under way Work went on." in reports_shown(editor_client, meeting)


def test_a_meeting_shows_its_editors_what_is_still_in_drafts(editor_client, meeting, initiative):
    add_report(editor_client, meeting, initiative)

    assert "Infrastructure not yet published 20 May 2014" in reports_shown(editor_client, meeting)


def test_a_meeting_to_which_nothing_was_reported_says_so(editor_client, meeting):
    StatusUpdateFactory(reported_to=MeetingPageFactory())

    assert "No status update was reported to this meeting." in reports_shown(editor_client, meeting)
