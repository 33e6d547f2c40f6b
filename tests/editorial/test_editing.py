"""Editing in the admin, with forms submitted as a browser does."""

import pytest
from bs4 import BeautifulSoup
from django.contrib.messages import get_messages
from django.urls import reverse
from wagtail.models import Page

from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from meetings.models import MeetingPage, MeetingSeries
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory

from .browser_form import edit_url, get_form_fields, row
from .pages import every_page

PUBLISH = {"action-publish": "1"}
BY_ITSELF = {"headers": {"Accept": "application/json"}}
SOURCE_FIELDS = ("document", "paragraph", "name", "url", "unconfirmed", "note")
EMPTY_SOURCE = {f"source_{name}": "" for name in SOURCE_FIELDS} | {"more_sources-count": "0"}


def add_url(section, model="meetings.meetingpage"):
    return reverse("wagtailadmin_pages:add", args=[*model.split("."), section.pk])


def decision(number, **values):
    empty = {"key": "", "verb": "adopted", "subject": "", "document": "", "text": ""}
    return row("decisions", number, **(EMPTY_SOURCE | empty | values))


def errors(response) -> str:
    page = BeautifulSoup(response.content, "html.parser")
    return " ".join(" ".join(message.get_text(" ").split()) for message in page.select(".error-message"))


def get_errors(response) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def admm(portal):
    return MeetingSeriesFactory(acronym="ADMM")


def test_a_new_meeting_is_offered_as_the_next_of_the_admm_in_this_year(editor_client, portal, admm):
    MeetingPageFactory(series=admm, ordinal=19)
    MeetingSeriesFactory(acronym="ADMM-Plus", plus=True)

    form = get_form_fields(editor_client.get(add_url(portal.meetings)))

    assert (form["series"], form["ordinal"], form["start_date"]) == (str(admm.pk), "20", "2026")
    assert form["state"] == "planned"
    assert form["slug"] == ""


def test_a_meeting_with_two_decisions_and_a_document_is_published_at_once(editor_client, portal, admm):
    paper, document = ConceptPaperPageFactory(), PortalDocumentFactory()
    form = get_form_fields(editor_client.get(add_url(portal.meetings)))
    form |= {"ordinal": "5", "state": "held", "start_date": "2011-05-19", "city": "Jakarta"}
    form |= row("participations", 0, country=CountryFactory().pk, role="participant")
    form |= row("documents", 0, key="", document=document.pk, title="")
    form |= decision(0, subject=paper.pk) | decision(1, verb="signed", document=document.pk)

    response = editor_client.post(add_url(portal.meetings), form | PUBLISH)

    meeting = MeetingPage.objects.get()
    assert response.status_code == 302
    assert meeting.live
    assert (meeting.title, meeting.draft_title, meeting.slug) == ("5th ADMM", "5th ADMM", "5th-admm")
    assert [(d.verb, d.subject_id, d.document_id) for d in meeting.decisions.all()] == [
        ("adopted", paper.pk, None),
        ("signed", None, document.pk),
    ]
    assert [item.document for item in meeting.documents.all()] == [document]
    assert meeting.end_date == PartialDate(2011, 5, 19)


def test_records_keep_their_keys_however_often_their_page_is_published(editor_client, portal):
    meeting = DecisionFactory().page
    DecisionFactory(page=meeting)
    keys = list(meeting.decisions.values_list("key", flat=True))

    for summary in ("Once.", "Twice."):
        form = get_form_fields(editor_client.get(edit_url(meeting)))
        editor_client.post(edit_url(meeting), form | {"summary": summary} | PUBLISH)

    meeting.refresh_from_db()
    assert meeting.summary == "Twice."
    assert list(MeetingPage.objects.get().decisions.values_list("key", flat=True)) == keys


def test_a_record_added_in_a_draft_has_its_key_before_it_is_published(editor_client, portal):
    meeting = MeetingPageFactory()
    form = get_form_fields(editor_client.get(edit_url(meeting)))
    editor_client.post(edit_url(meeting), form | decision(0, text="Ministers met."))

    draft_form = get_form_fields(editor_client.get(edit_url(meeting)))
    editor_client.post(edit_url(meeting), draft_form | PUBLISH)

    assert draft_form["decisions-0-key"]
    assert meeting.decisions.get().key == draft_form["decisions-0-key"]


def test_the_slug_follows_the_title_until_the_page_is_published(editor_client, portal, admm):
    form = get_form_fields(editor_client.get(add_url(portal.meetings)))
    editor_client.post(add_url(portal.meetings), form | {"ordinal": "8"})
    meeting = MeetingPage.objects.get()
    slugs = [meeting.slug]

    for change in ({"ordinal": "9"}, PUBLISH, {"ordinal": "10"} | PUBLISH):
        editor_client.post(edit_url(meeting), get_form_fields(editor_client.get(edit_url(meeting))) | change)
        slugs.append(MeetingPage.objects.get().get_latest_revision_as_object().slug)

    assert slugs == ["8th-admm", "9th-admm", "9th-admm", "9th-admm"]


def test_a_slug_typed_by_the_editor_stays(editor_client, portal, admm):
    form = get_form_fields(editor_client.get(add_url(portal.meetings)))
    editor_client.post(add_url(portal.meetings), form | {"slug": "jakarta"})
    meeting = MeetingPage.objects.get()

    editor_client.post(
        edit_url(meeting), get_form_fields(editor_client.get(edit_url(meeting))) | {"ordinal": "9"}
    )

    assert meeting.get_latest_revision_as_object().slug == "jakarta"


def test_two_pages_of_one_title_get_different_slugs(editor_client, portal, admm):
    for _ in range(2):
        form = get_form_fields(editor_client.get(add_url(portal.meetings)))
        retreat = {"ordinal": "", "custom_title": "ADMM Retreat", "start_date": "2018"}
        editor_client.post(add_url(portal.meetings), form | retreat | PUBLISH)

    assert sorted(MeetingPage.objects.values_list("slug", flat=True)) == ["admm-retreat", "admm-retreat-2"]


def test_moving_the_start_of_a_meeting_of_one_day_moves_its_end(editor_client, portal):
    meeting = MeetingPageFactory(start_date=PartialDate(2012))
    form = get_form_fields(editor_client.get(edit_url(meeting)))

    editor_client.post(edit_url(meeting), form | {"start_date": "2012-05-29"} | PUBLISH)

    assert form["end_date"] == ""
    assert MeetingPage.objects.get().end_date == PartialDate(2012, 5, 29)


def test_a_missing_value_is_named_at_its_field(editor_client, portal):
    meeting = MeetingPageFactory(planned=True, city="", country=None)
    form = get_form_fields(editor_client.get(edit_url(meeting)))

    response = editor_client.post(
        edit_url(meeting), form | {"state": "held", "start_date": "2011"} | decision(0) | PUBLISH
    )

    assert response.status_code == 200
    assert "only a video conference needs no place" in errors(response)
    assert "Say what was decided" in errors(response)


def test_contradicting_records_are_refused_at_the_record(editor_client, portal):
    initiative = StatusUpdateFactory(date=PartialDate(2016, 1, 27)).page
    StatusUpdateFactory(page=initiative, date=PartialDate(2017))
    form = get_form_fields(editor_client.get(edit_url(initiative)))

    response = editor_client.post(
        edit_url(initiative), form | {"status_updates-1-date": "2016-01-27"} | PUBLISH
    )

    panel = BeautifulSoup(response.content, "html.parser").select_one(
        "#panel-child-progress-status_updates-section"
    )
    assert "Two status updates have the date 27 January 2016" in panel.select_one(".error-message").get_text()
    assert initiative.status_updates.count() == 2


def test_terms_that_overlap_are_refused_on_the_series(editor_client, portal):
    series = ChairTermFactory(start=PartialDate(2014, 1, 1), end=PartialDate(2016, 12, 31)).series
    ChairTermFactory(series=series, start=PartialDate(2017, 1, 1), end=PartialDate(2019, 12, 31))
    url = reverse("wagtailsnippets_meetings_meetingseries:edit", args=[series.pk])
    form = get_form_fields(editor_client.get(url))

    refusal = editor_client.post(url, form | {"chair_terms-1-start": "2016-01-01"})
    response = editor_client.post(url, form | {"chair_terms-1-start": "2018-01-01"})

    assert "overlaps another term of the same side" in errors(refusal)
    assert response.status_code == 302
    assert MeetingSeries.objects.get(pk=series.pk).chair_terms.get(start__year=2018)


def test_a_chair_from_outside_the_framework_is_refused_in_the_term(editor_client, portal):
    series = ChairTermFactory().series
    url = reverse("wagtailsnippets_meetings_meetingseries:edit", args=[series.pk])
    form = get_form_fields(editor_client.get(url))

    response = editor_client.post(url, form | {"chair_terms-0-country": CountryFactory(plus=True).pk})

    assert "choose a member" in errors(response)


def test_ministers_decide_on_papers_and_initiatives_only(editor_client, portal):
    meeting = DecisionFactory().page
    form = get_form_fields(editor_client.get(edit_url(meeting)))
    page = editor_client.get(edit_url(meeting)).text

    response = editor_client.post(edit_url(meeting), form | {"decisions-0-subject": meeting.pk} | PUBLISH)

    assert "initiatives.conceptpaperpage" in page
    assert "initiatives.initiativepage" in page
    assert "choose a concept paper or an initiative" in errors(response)


INCOMPLETE = {
    "nothing at all": {"series": "", "ordinal": "", "start_date": ""},
    "no series": {"series": ""},
    "no date": {"start_date": ""},
    "half a date": {"start_date": "2011-0"},
    "held, but not where": {"state": "held", "city": ""},
    "the end before the start": {"start_date": "2012", "end_date": "2011"},
    "an empty decision": decision(0),
    "a participant without country": row("participations", 0, country="", role="participant"),
    "a document not yet chosen": row("documents", 0, key="", document="", title="Declaration"),
    "a source without name": {"source_url": "https://portal.example/"},
    "a slug in use": {"slug": "in-use"},
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("incomplete", INCOMPLETE.values(), ids=INCOMPLETE.keys())
def test_a_browser_that_saves_half_typed_data_gets_an_answer(editor_client, portal, admm, incomplete):
    MeetingPageFactory(series=admm, ordinal=1, slug="in-use")
    meeting = MeetingPageFactory(series=admm, ordinal=2, live=False)
    new = get_form_fields(editor_client.get(add_url(portal.meetings)))
    existing = get_form_fields(editor_client.get(edit_url(meeting)))

    for url, form in ((add_url(portal.meetings), new), (edit_url(meeting), existing)):
        response = editor_client.post(url, form | incomplete, **BY_ITSELF)

        assert response.status_code in (200, 400)
        assert "success" in response.json()


def test_a_draft_with_contradictions_is_not_published_with_others(editor_client, portal):
    initiative = StatusUpdateFactory(date=PartialDate(2016)).page
    form = get_form_fields(editor_client.get(edit_url(initiative)))
    second = {"key": "", "date": "2016", "status": "under-way", "note": "Again.", "reported_to": ""}
    editor_client.post(edit_url(initiative), form | row("status_updates", 1, **(EMPTY_SOURCE | second)))
    ready = ContentPageFactory(live=False)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])

    response = editor_client.post(f"{url}?id={initiative.pk}&id={ready.pk}")

    assert "Two status updates have the date 2016" in get_errors(response)
    assert initiative.status_updates.count() == 1
    assert not Page.objects.get(pk=ready.pk).live

    editor_client.post(f"{url}?id={ready.pk}")
    assert Page.objects.get(pk=ready.pk).live


@pytest.mark.sample(4)
@pytest.mark.parametrize("live", [True, False], ids=["live", "draft"])
@every_page
def test_every_page_is_previewed_with_unsaved_values(editor_client, portal, make, live):
    page = make(portal)
    page.refresh_from_db()
    page.live = live
    page.save()
    form = get_form_fields(editor_client.get(edit_url(page)))
    fields = {"title": "Typed just now"} if "title" in form else {"custom_title": "Typed just now"}
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])

    validation = editor_client.post(
        url, form | fields | {"heading": "Typed just now", "introduction": "New."}
    )
    response = editor_client.get(url)

    assert validation.json() == {"is_valid": True, "is_available": True}
    assert response.status_code == 200
    assert "Typed just now" in response.text


NEW_PAGES = {
    "meeting": ("meetings.meetingpage", lambda portal: portal.meetings),
    "concept paper": ("initiatives.conceptpaperpage", lambda portal: portal.papers),
    "initiative": ("initiatives.initiativepage", lambda portal: portal.initiatives),
    "activity": ("initiatives.activitypage", lambda portal: InitiativePageFactory()),
    "page of text": ("pages.contentpage", lambda portal: portal.about),
}


@pytest.mark.sample(2)
@pytest.mark.parametrize(("model", "parent"), NEW_PAGES.values(), ids=NEW_PAGES.keys())
def test_every_page_is_previewed_before_it_is_first_saved(editor_client, portal, admm, model, parent):
    above = parent(portal)
    form = get_form_fields(editor_client.get(add_url(above, model)))
    fields = {"title": "Typed just now"} if "title" in form else {"custom_title": "Typed just now"}
    if "area" in form:
        fields["area"] = CooperationAreaFactory().pk
    url = reverse("wagtailadmin_pages:preview_on_add", args=[*model.split("."), above.pk])

    validation = editor_client.post(url, form | fields | {"slug": ""})
    response = editor_client.get(url)

    assert validation.json() == {"is_valid": True, "is_available": True}
    assert response.status_code == 200
    assert "Typed just now" in response.text


def test_the_preview_of_a_new_page_shows_nothing_of_other_pages(editor_client, portal):
    DecisionFactory(text="Ministers agreed on something else.")
    InitiativePageFactory(title="Carries out no paper")
    form = get_form_fields(editor_client.get(add_url(portal.papers, "initiatives.conceptpaperpage")))
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["initiatives", "conceptpaperpage", portal.papers.pk]
    )

    editor_client.post(url, form | {"title": "New", "area": CooperationAreaFactory().pk})
    html = editor_client.get(url).text

    assert "Ministers agreed on something else." not in html
    assert "Carries out no paper" not in html


def test_a_preview_shows_decisions_that_were_just_added(editor_client, portal):
    meeting = MeetingPageFactory()
    form = get_form_fields(editor_client.get(edit_url(meeting)))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[meeting.pk])

    editor_client.post(url, form | decision(0, text="Ministers agreed on a new matter."))

    assert "Ministers agreed on a new matter." in editor_client.get(url).text


def preview_text(client, initiative, **fields) -> str:
    """The content of the preview panel of the initiative with these changes."""
    form = get_form_fields(client.get(edit_url(initiative)))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[initiative.pk])
    client.post(url, form | fields)
    page = BeautifulSoup(client.get(url).content, "html.parser")
    return " ".join(page.main.get_text(" ").split())


def test_a_preview_shows_where_a_report_just_typed_leads(editor_client, portal):
    initiative = StatusUpdateFactory(date=PartialDate(2016)).page
    second = {"key": "", "date": "2017-05", "status": "completed", "note": "Done.", "reported_to": ""}

    text = preview_text(editor_client, initiative, **row("status_updates", 1, **(EMPTY_SOURCE | second)))

    assert "Completed, as of the status update of May 2017. Status update not confirmed" in text
    assert "Status Completed Last status update May 2017" in text


def test_a_preview_leaves_out_a_report_dated_in_the_future_as_the_page_will(editor_client, portal):
    initiative = StatusUpdateFactory(date=PartialDate(2016)).page

    text = preview_text(editor_client, initiative, **{"status_updates-0-date": "2030"})

    assert "Status Proposed" in text
    assert "Last status update" not in text


def test_an_old_draft_can_still_be_edited_when_its_meeting_was_postponed(editor_client, portal):
    meeting = MeetingPageFactory(state=EventStatus.POSTPONED, start_date=None, live=False)

    response = editor_client.post(
        edit_url(meeting), get_form_fields(editor_client.get(edit_url(meeting))) | PUBLISH
    )

    assert response.status_code == 302
    assert MeetingPage.objects.get().live
