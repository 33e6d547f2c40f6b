"""Papers, initiatives, activities and documents as of a past day."""

from datetime import date

import pytest

from admm_site.core.clock import as_of
from admm_site.core.partial_dates import PartialDate
from admm_site.documents.models import PortalDocument
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory
from tests.visibility import hide

DAY, DAY_BEFORE = date(2011, 5, 19), date(2011, 5, 18)
ON_THE_DAY = PartialDate(2011, 5, 19)


def is_known(model, day: date) -> bool:
    with as_of(day):
        return model.objects.public().exists()


def test_a_paper_is_known_since_a_meeting_decided_on_it(portal):
    DecisionFactory(subject=ConceptPaperPageFactory(), page__start_date=ON_THE_DAY, verb="noted")
    assert (is_known(ConceptPaperPage, DAY_BEFORE), is_known(ConceptPaperPage, DAY)) == (False, True)


def test_a_paper_is_known_since_its_document_was_issued(portal):
    ConceptPaperPageFactory(document=PortalDocumentFactory(issued=ON_THE_DAY))
    assert (is_known(ConceptPaperPage, DAY_BEFORE), is_known(ConceptPaperPage, DAY)) == (False, True)


def add_decision(initiative):
    DecisionFactory(subject=initiative, page__start_date=ON_THE_DAY, verb="agreed")


def implementing(initiative):
    paper = ConceptPaperPageFactory()
    initiative.implements.add(paper)
    initiative.save()
    DecisionFactory(subject=paper, page__start_date=ON_THE_DAY)


@pytest.mark.parametrize(
    "tell",
    [
        add_decision,
        implementing,
        lambda initiative: StatusUpdateFactory(page=initiative, date=ON_THE_DAY, status="proposed"),
        lambda initiative: ActivityPageFactory(parent=initiative, start_date=ON_THE_DAY),
    ],
    ids=["a decision", "a decision on its paper", "a status update", "an activity"],
)
def test_an_initiative_is_known_since_something_dated_is(portal, tell):
    tell(InitiativePageFactory())
    assert (is_known(InitiativePage, DAY_BEFORE), is_known(InitiativePage, DAY)) == (False, True)


def test_a_draft_makes_nothing_known(portal):
    initiative = InitiativePageFactory()
    add_decision(initiative)
    ActivityPageFactory(parent=initiative, start_date=ON_THE_DAY)
    hide(MeetingPageFactory._meta.model.objects.get(), "draft")
    hide(ActivityPage.objects.get(), "draft")
    assert not is_known(InitiativePage, DAY)


def test_an_activity_is_known_when_it_was_over(portal):
    ActivityPageFactory(start_date=PartialDate(2011, 5))
    assert not is_known(ActivityPage, date(2011, 5, 30))
    assert is_known(ActivityPage, date(2011, 5, 31))


def test_an_undated_activity_is_known_since_its_source_was_issued(portal):
    ActivityPageFactory(start_date=None, source_document=PortalDocumentFactory(issued=ON_THE_DAY))
    assert (is_known(ActivityPage, DAY_BEFORE), is_known(ActivityPage, DAY)) == (False, True)


def test_an_undated_activity_of_an_undated_source_is_known_with_its_initiative(client, portal):
    activity = ActivityPageFactory(start_date=None, title="CSO workshops")
    add_decision(activity.get_parent().specific)
    assert (is_known(ActivityPage, DAY_BEFORE), is_known(ActivityPage, DAY)) == (False, True)
    assert "Date not known" in client.get("/activities/?as_of=2011-05-19").content.decode()


def test_an_undated_activity_that_is_planned_was_not_known(portal):
    activity = ActivityPageFactory(start_date=None, state="planned")
    add_decision(activity.get_parent().specific)
    assert not is_known(ActivityPage, DAY)


def test_what_supersedes_a_paper_is_not_known_before_it_is(client, portal):
    newer = ConceptPaperPageFactory(title="Newer")
    older = ConceptPaperPageFactory(title="Older", superseded_by=newer)
    DecisionFactory(subject=older, page__start_date=PartialDate(2009, 2, 27))
    DecisionFactory(subject=newer, page__start_date=ON_THE_DAY)
    for day, expected in ((DAY_BEFORE, False), (DAY, True)):
        assert ("Newer" in client.get(f"{older.url}?as_of={day}").content.decode()) is expected
        assert bool(client.get(f"/api/v1/papers/older/?as_of={day}").json()["superseded_by"]) is expected


def test_a_document_is_known_when_it_was_issued(client, portal):
    meeting = MeetingPageFactory(start_date=PartialDate(2009, 2, 27))
    document = PortalDocumentFactory(title="Issued later", issued=ON_THE_DAY)
    MeetingDocumentFactory(page=meeting, document=document)
    assert (is_known(PortalDocument, DAY_BEFORE), is_known(PortalDocument, DAY)) == (False, True)
    assert (
        "The portal has no record of this"
        in client.get(f"/documents/issued-later/?as_of={DAY_BEFORE}").content.decode()
    )


def test_a_status_update_dated_in_the_future_is_on_no_surface(client, portal):
    initiative = InitiativePageFactory(title="ADIC")
    StatusUpdateFactory(page=initiative, date=PartialDate(2027), note="Not yet.")
    addresses = ["/status-updates/", "/status-updates.json", "/initiatives/adic/", "/api/v1/status-updates/"]
    for address in (*addresses, "/api/v1/initiatives/?include=status_updates"):
        response = client.get(address)
        assert b"Not yet." not in (response.getvalue() if response.streaming else response.content)
    assert "Not yet." in client.get("/initiatives/adic/?as_of=2027-12-31").content.decode()
