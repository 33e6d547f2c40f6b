"""Warnings after saving, which refuse nothing."""

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from initiatives.choices import Status
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory

from .browser_form import get_form_fields

pytestmark = pytest.mark.usefixtures("portal")


def save(client, page, **extra):
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, get_form_fields(client.get(url)) | extra)


def warnings(response) -> list[str]:
    return [
        str(message).strip()
        for message in get_messages(response.wsgi_request)
        if message.level_tag == "warning"
    ]


@pytest.mark.parametrize("button", [{}, {"action-publish": "1"}], ids=["draft", "published"])
def test_a_meeting_held_without_decisions_is_saved_with_a_warning(editor_client, button):
    meeting = MeetingPageFactory()

    response = save(editor_client, meeting, **button)

    assert response.status_code == 302
    assert warnings(response) == ["The meeting was held, but no decision is recorded."]


def test_a_meeting_with_decisions_is_saved_without_a_warning(editor_client):
    meeting = DecisionFactory(document=PortalDocumentFactory()).page

    assert warnings(save(editor_client, meeting)) == []


def test_an_initiative_under_way_without_adoption_is_published_with_a_warning(editor_client):
    initiative = StatusUpdateFactory(status=Status.UNDER_WAY).page

    response = save(editor_client, initiative, **{"action-publish": "1"})

    assert "no meeting is recorded that adopted it" in warnings(response)[0]


def test_a_new_meeting_is_created_with_its_warnings(editor_client, portal):
    url = reverse("wagtailadmin_pages:add", args=["meetings", "meetingpage", portal.meetings.pk])
    series = MeetingPageFactory().series
    form = get_form_fields(editor_client.get(url))
    form |= {"series": series.pk, "state": "held", "start_date": "2012", "city": "Jakarta"}

    response = editor_client.post(url, form | {"action-publish": "1"})

    assert warnings(response) == ["The meeting was held, but no decision is recorded."]


def test_a_browser_that_saves_by_itself_collects_no_warnings(editor_client):
    meeting = MeetingPageFactory()
    url = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    form = get_form_fields(editor_client.get(url))

    response = editor_client.post(url, form, headers={"Accept": "application/json"})

    assert response.json()["success"]
    assert warnings(response) == []


def test_a_decision_on_a_paper_that_has_its_file_lacks_no_document(editor_client):
    meeting = MeetingPageFactory()
    DecisionFactory(page=meeting, subject=ConceptPaperPageFactory(document=PortalDocumentFactory()), text="")
    DecisionFactory(page=meeting, subject=InitiativePageFactory(), verb="launched", text="")
    DecisionFactory(page=meeting, verb="noted", text="Ministers noted the exercise.")
    assert warnings(save(editor_client, meeting)) == []

    without = DecisionFactory(subject=ConceptPaperPageFactory(title="Without a file"), text="").page
    [warning] = warnings(save(editor_client, without))
    assert warning == "The portal has no document of: Adopted: Without a file"


def test_no_decision_is_expected_of_a_retreat_or_a_working_group(editor_client):
    retreat = MeetingPageFactory(ordinal=None, custom_title="ADMM Retreat")
    group = MeetingPageFactory(series=MeetingSeriesFactory(working_group=True))
    assert [warnings(save(editor_client, page)) for page in (retreat, group)] == [[], []]
