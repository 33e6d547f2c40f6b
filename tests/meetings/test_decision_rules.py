"""Validation and titles of decisions."""

import pytest

from meetings.choices import Verb
from meetings.models import Decision
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.validation import validation_errors
from tests.visibility import HIDING_METHODS, hide


@pytest.mark.parametrize("factory", [ConceptPaperPageFactory, InitiativePageFactory])
def test_papers_and_initiatives_can_be_decided_on(portal, factory):
    DecisionFactory(subject=factory(), text="").full_clean()


@pytest.mark.parametrize("factory", [ContentPageFactory, MeetingPageFactory])
def test_other_pages_cannot_be_decided_on(portal, factory):
    decision = DecisionFactory(subject=factory())
    messages = validation_errors(decision.full_clean)
    assert set(messages) == {"subject"}
    assert "choose a concept paper or an initiative" in messages["subject"][0]


def test_a_meeting_cannot_be_published_with_such_a_decision(portal):
    meeting = MeetingPageFactory()
    meeting.decisions = [Decision(subject=ContentPageFactory())]
    assert set(validation_errors(meeting.save)) == {"decisions"}


def test_a_decision_says_what_was_decided(portal):
    assert set(validation_errors(DecisionFactory(text="").full_clean)) == {"text"}


@pytest.mark.parametrize("field", ["subject", "document", "text"])
def test_a_page_a_document_or_a_text_is_enough(portal, field):
    values = {"subject": ConceptPaperPageFactory(), "document": PortalDocumentFactory(), "text": "Agreed."}
    DecisionFactory(**{"text": "", field: values[field]}).full_clean()


@pytest.mark.parametrize(
    ("verb", "adopts"), [(verb, verb in ("adopted", "endorsed")) for verb in Verb.values], ids=Verb.values
)
def test_to_adopt_or_to_endorse_is_to_adopt(portal, verb, adopts):
    assert DecisionFactory(verb=verb).adopts is adopts


def test_a_meeting_still_to_come_has_adopted_nothing(portal):
    assert DecisionFactory(page=MeetingPageFactory(planned=True)).adopts is False


def test_a_decision_is_called_after_the_page_it_is_about(portal):
    decision = DecisionFactory(subject=ConceptPaperPageFactory(title="ADIC"), text="Ministers adopted it.")
    assert decision.public_title == "ADIC"


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_decision_never_gives_away_the_page_it_is_about(portal, hiding_method):
    paper = ConceptPaperPageFactory(title="Kept apart")
    decision = DecisionFactory(subject=paper, text="Ministers adopted a paper.")
    hide(paper, hiding_method)

    assert decision.public_title == "Ministers adopted a paper."
    assert Decision.objects.with_details().get(pk=decision.pk).public_subject is None


def test_a_decision_survives_the_page_it_is_about(portal):
    paper = ConceptPaperPageFactory()
    decision = DecisionFactory(subject=paper, text="Ministers adopted a paper.")
    paper.delete()
    decision.refresh_from_db()

    assert decision.subject is None
    assert decision.public_title == "Ministers adopted a paper."


def test_decisions_that_say_nothing_to_the_public_are_left_out(portal):
    hidden = ConceptPaperPageFactory()
    hide(hidden, "draft")
    silent = DecisionFactory(subject=hidden, text="")
    expected = [
        DecisionFactory(subject=hidden),
        DecisionFactory(subject=hidden, text="", document=PortalDocumentFactory()),
        DecisionFactory(subject=ConceptPaperPageFactory(), text=""),
        DecisionFactory(),
    ]
    decisions = Decision.objects.with_public_content()
    assert silent not in decisions
    assert set(decisions) == set(expected)
