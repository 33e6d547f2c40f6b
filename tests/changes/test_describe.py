"""Differences described in words."""

import pytest
from django.utils import timezone

from admm_site.changes.describe import describe
from admm_site.changes.text_diff import DiffSegment, compare_lines
from admm_site.core.choices import EventStatus
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.models import InitiativeLead, StatusUpdate
from meetings.models import Decision, MeetingDocument
from tests.factories.changes import ChangeFactory, field_difference
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory, StatusUpdateFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory

from .publishing import get_log, get_sentences, publish, summary

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(portal):
    page = MeetingPageFactory(planned=True, start_date=PartialDate(2026, 11), theme="")
    publish(page)
    return page


def test_a_publication_is_summed_up_by_its_decisions(portal):
    page = MeetingPageFactory(live=False)
    for _ in range(4):
        DecisionFactory(page=page)
    publish(page)
    assert summary(page) == "Published with 4 decisions"


def test_a_changed_status_update_is_described_with_its_status(portal):
    page = InitiativePageFactory()
    StatusUpdateFactory(page=page, status=Status.UNDER_WAY)
    publish(page)
    status_update = StatusUpdate(date=PartialDate(2025, 10), status=Status.COMPLETED, note="Done.")
    publish(page, status_updates=[*page.status_updates.all(), status_update])
    assert get_sentences(page) == [
        "Status changed from “Under way” to “Completed”",
        "Status update added: “October 2025: Completed”",
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"theme": "Peace"}, "Theme added: “Peace”"),
        ({"city": ""}, "City removed: “Jakarta”"),
        ({"state": EventStatus.POSTPONED}, "State changed from “Planned” to “Postponed”"),
        (
            {"start_date": PartialDate(2026, 11, 19), "end_date": PartialDate(2026, 11)},
            "Start date changed from November 2026 to 19 November 2026",
        ),
    ],
    ids=["added", "removed", "choice", "date"],
)
def test_a_changed_field_is_described_with_its_values(meeting, values, sentence):
    publish(meeting, city="Jakarta")
    publish(meeting, **values)
    assert get_sentences(meeting) == [sentence]


def test_countries_are_described_by_their_names(portal):
    page, country = InitiativePageFactory(), CountryFactory(name="Viet Nam")
    publish(page)
    publish(page, leads=[InitiativeLead(country=country)])
    assert get_sentences(page) == ["Lead or co-lead country added: “Viet Nam”"]


def test_added_and_removed_papers_are_described_by_their_titles(portal):
    old, new = ConceptPaperPageFactory(title="Old"), ConceptPaperPageFactory(title="New")
    page = InitiativePageFactory(implements=[old])
    publish(page)
    publish(page, implements=[new])
    assert get_sentences(page) == ["Concept papers implemented: New added, Old removed"]


def test_decisions_are_described_by_what_they_are_about(meeting):
    paper = ConceptPaperPageFactory(title="ADIC")
    publish(meeting, decisions=[Decision(subject=paper, text="One", key="decisn99")])
    assert get_sentences(meeting) == ["Decision added: “Adopted: ADIC”"]

    publish(meeting, decisions=[Decision(subject=paper, text="Other", key="decisn99")])
    (change,) = describe(get_log(meeting)[:1])
    assert [description.sentence for description in change.descriptions] == [
        "Decision changed: “Adopted: ADIC”"
    ]
    assert [part.sentence for part in change.descriptions[0].parts] == ["Text changed from “One” to “Other”"]


def test_documents_are_described_by_their_own_titles(meeting):
    document = PortalDocumentFactory(title="Joint Declaration")
    publish(meeting, documents=[MeetingDocument(document=document)])
    assert get_sentences(meeting) == ["Meeting document added: “Joint Declaration”"]


def test_a_text_is_described_by_the_words_removed_and_added(portal):
    page = ContentPageFactory(
        body=[("rich_text", "<p>Ministers met in Jakarta.</p>"), ("rich_text", "<p>B</p>")]
    )
    publish(page)
    publish(page, body=[("rich_text", "<p>Ministers met in Bali.</p>"), ("rich_text", "<p>B</p>")])

    (change,) = describe(get_log(page)[:1])
    (description,) = change.descriptions
    assert description.sentence == "Page text changed"
    assert description.diff_lines == [
        [
            DiffSegment("Ministers met in"),
            DiffSegment(" Jakarta.", was_removed=True),
            DiffSegment(" Bali.", was_added=True),
        ]
    ]


def test_a_document_added_to_a_text_is_described(portal):
    document, page = PortalDocumentFactory(title="Joint Declaration"), ContentPageFactory()
    publish(page)
    publish(page, body=[("document_list", {"heading": "", "documents": [document]})])
    (change,) = describe(get_log(page)[:1])
    assert [part.sentence for part in change.descriptions[0].parts] == ["Document added: “Joint Declaration”"]


def test_another_link_in_the_same_words_is_described(portal):
    page = ContentPageFactory(body=[("rich_text", '<p><a href="https://a.example/">Here</a></p>')])
    publish(page)
    publish(page, body=[("rich_text", '<p><a href="https://b.example/">Here</a></p>')])
    assert get_sentences(page) == ["Page text: links, files or layout changed"]


@pytest.mark.parametrize(
    ("before", "after", "diff_lines"),
    [
        ([], ["One"], [[DiffSegment("One", was_added=True)]]),
        (["One"], [], [[DiffSegment("One", was_removed=True)]]),
        (["One", "Two"], ["One", "Two"], []),
        (["a b"], ["a c b"], [[DiffSegment("a"), DiffSegment(" c", was_added=True), DiffSegment(" b")]]),
        (
            ["word " * 2000],
            ["other " * 2000],
            [[DiffSegment("word " * 2000, was_removed=True), DiffSegment("other " * 2000, was_added=True)]],
        ),
    ],
    ids=["added", "removed", "the same", "a word put in", "too long"],
)
def test_texts_are_compared_word_by_word(before, after, diff_lines):
    assert compare_lines(before, after) == diff_lines


def test_a_field_that_is_no_longer_tracked_is_not_described(meeting):
    ChangeFactory(
        page=meeting, at=timezone.now(), differences=field_difference("renamed_since", "One", "Two")
    )
    assert get_sentences(meeting) == []
