"""Trails: complete in both directions, and in a constant number of queries."""

import pytest
from django.db import connection, transaction
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from admm_site.core.content_version import one_version, read_version
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import StepKind
from initiatives.trail import (
    get_activity_trails,
    get_decision_trails,
    get_record_trail,
    get_trail,
    get_trails,
)
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.visibility import HIDING_METHODS, hide
from tests.without_search import without_indexes

HIDING_ONE_PAGE = [method for method in HIDING_METHODS if method != "below a private page"]


class Story:
    """A paper noted in 2010 and adopted in 2011, its initiative with activities and status updates."""

    def __init__(self):
        series = MeetingSeriesFactory(acronym="ADMM")
        self.fourth = MeetingPageFactory(series=series, ordinal=4, start_date=PartialDate(2010, 5, 11))
        self.fifth = MeetingPageFactory(series=series, ordinal=5, start_date=PartialDate(2011, 5, 19))
        self.tenth = MeetingPageFactory(series=series, ordinal=10, start_date=PartialDate(2016, 5, 25))
        self.paper = ConceptPaperPageFactory(title="Concept paper on ADIC")
        self.initiative = InitiativePageFactory(title="ADIC", implements=[self.paper])
        self.noted = DecisionFactory(page=self.fourth, subject=self.paper, verb="noted")
        self.adopted = DecisionFactory(page=self.fifth, subject=self.paper, verb="adopted")
        self.workshop = ActivityPageFactory(parent=self.initiative, title="Workshop")
        self.status_update = StatusUpdateFactory(page=self.initiative, reported_to=self.tenth)
        self.later = DecisionFactory(page=self.tenth, subject=self.initiative, verb="endorsed")


@pytest.fixture
def story(portal) -> Story:
    return Story()


def records(trail) -> list:
    return [step.record for step in trail]


def test_the_trail_of_an_initiative_is_in_the_order_of_time(story):
    assert records(get_trail(story.initiative)) == [
        story.noted,
        story.initiative,
        story.adopted,
        story.workshop,
        story.status_update,
        story.later,
    ]


def test_the_trail_of_a_paper_has_what_followed_from_it(story):
    assert set(records(get_trail(story.paper))) == {
        *(story.paper, story.noted, story.adopted, story.initiative),
        *(story.workshop, story.status_update, story.later),
    }


def test_the_trail_of_an_activity_leaves_out_other_activities(story):
    other_activity = ActivityPageFactory(parent=story.initiative)
    trail = get_trail(story.workshop)
    assert story.adopted in trail.decisions
    assert trail.initiatives == [story.initiative]
    assert story.status_update in trail.status_updates
    assert other_activity not in trail.activities


def test_the_trail_of_a_meeting_has_its_decisions_and_what_was_reported_to_it(story):
    trail = get_trail(story.tenth)
    assert trail.status_updates == [story.status_update]
    assert [step.record for step in trail.decision_steps] == [story.later]

    short_trail = get_trail(story.fifth).decision_steps[0].short_trail
    assert records(short_trail) == [story.noted, story.initiative, story.adopted]


def test_the_trail_is_the_same_both_ways(story):
    """If a trail leads from one page to another, it leads back."""
    leads_to = {
        page: {step.record if step.kind in PAGES else step.record.page for step in get_trail(page).statements}
        for page in (story.fifth, story.paper, story.initiative, story.workshop)
    }
    assert story.initiative in leads_to[story.fifth]
    assert story.fifth in leads_to[story.initiative]
    assert story.workshop in leads_to[story.initiative]
    assert story.initiative in leads_to[story.workshop]
    assert story.initiative in leads_to[story.paper]
    assert story.fifth in leads_to[story.paper]


PAGES = (StepKind.PAPER, StepKind.INITIATIVE, StepKind.ACTIVITY)


def test_a_statement_leads_to_the_trail_that_it_is_part_of(story):
    assert story.later in get_record_trail(story.status_update).decisions
    assert get_record_trail(story.adopted).initiatives == [story.initiative]
    assert not get_record_trail(DecisionFactory(subject=None))


def test_steps_of_one_day_are_in_the_order_of_their_kinds(portal):
    initiative = InitiativePageFactory()
    status_update = StatusUpdateFactory(page=initiative, date=PartialDate(2011, 5, 19))
    activity = ActivityPageFactory(parent=initiative, start_date=PartialDate(2011, 5, 19))
    decision = DecisionFactory(subject=initiative)
    assert records(get_trail(initiative)) == [decision, initiative, activity, status_update]


def test_a_date_known_by_its_year_stands_at_the_end_of_that_year(portal):
    initiative = InitiativePageFactory()
    year = StatusUpdateFactory(page=initiative, date=PartialDate(2012))
    month = StatusUpdateFactory(page=initiative, date=PartialDate(2012, 11))
    assert get_trail(initiative).status_updates == [month, year]


def test_upcoming_decisions_and_status_updates_are_in_no_trail(portal):
    initiative = InitiativePageFactory()
    DecisionFactory(subject=initiative, page=MeetingPageFactory(planned=True))
    StatusUpdateFactory(page=initiative, date=PartialDate(2030))
    assert records(get_trail(initiative)) == [initiative]


def test_a_paper_without_a_decision_is_a_step_itself(portal):
    paper = ConceptPaperPageFactory()
    initiative = InitiativePageFactory(implements=[paper])
    assert records(get_trail(initiative)) == [paper, initiative]


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_hidden_pages_are_in_no_trail(story, hiding_method):
    hide(story.fifth, hiding_method)
    hide(story.workshop, hiding_method)
    for page in (story.initiative, story.paper, story.fourth):
        stated_records = [step.record for step in get_trail(page).statements]
        assert story.adopted not in stated_records
        assert story.workshop not in stated_records

    hide(story.initiative, hiding_method)
    assert get_trail(story.paper).initiatives == []
    assert get_trail(story.tenth).status_updates == []
    assert get_trail(story.workshop).decisions == []


@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_a_hidden_paper_is_in_no_trail_of_what_carries_it_out(portal, hiding_method):
    paper, undecided_paper = ConceptPaperPageFactory(), ConceptPaperPageFactory()
    DecisionFactory(subject=paper)
    initiative = InitiativePageFactory(implements=[paper, undecided_paper])
    for page in (paper, undecided_paper):
        hide(page, hiding_method)
    assert records(get_trail(initiative)) == [initiative]
    assert records(get_trails([initiative])[initiative.pk]) == [initiative]


@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_a_hidden_meeting_is_not_named_by_a_status_update(story, hiding_method):
    hide(story.tenth, hiding_method)
    [status_update_step] = [step for step in get_trail(story.initiative) if step.status_update]
    assert status_update_step.meeting is None


def test_a_preview_shows_the_records_of_the_draft(story):
    draft = story.initiative.get_latest_revision_as_object()
    draft.status_updates.add(StatusUpdateFactory.build(page=draft, date=PartialDate(2017), note="New"))
    assert [status_update.note for status_update in get_trail(draft, in_preview=True).status_updates] == [
        "Work went on.",
        "New",
    ]
    assert [status_update.note for status_update in get_trail(draft).status_updates] == ["Work went on."]


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["initiative", "paper", "workshop", "fifth"])
def test_a_draft_is_previewed_with_its_trail(story, editor_client, name):
    page = getattr(story, name)
    page.save_revision()
    assert editor_client.get(f"/admin/pages/{page.pk}/view_draft/").status_code == 200


TELLING = ["initiative", "paper", "workshop", "fifth", "tenth"]


@pytest.fixture(scope="module")
def query_counts(portal_sections) -> dict[str, tuple[int, int]]:
    """The number of queries of the trail of each page type, with a few steps and with fifty more."""
    with transaction.atomic(), without_indexes():
        story = Story()
        with_few = {name: queries_of(getattr(story, name)) for name in TELLING}
        for number in range(50):
            month = PartialDate(2012, 1 + number % 12)
            meeting = MeetingPageFactory(series=story.fifth.series, start_date=month)
            DecisionFactory(page=meeting, subject=story.paper)
            DecisionFactory(page=story.fifth, subject=story.initiative)
            year = PartialDate(1960 + number)
            StatusUpdateFactory(page=story.initiative, date=year, reported_to=story.tenth)
            ActivityPageFactory(parent=type(story.initiative).objects.get(pk=story.initiative.pk))
        with_fifty = {name: queries_of(getattr(story, name)) for name in TELLING}
        transaction.set_rollback(True)
    return {name: (with_few[name], with_fifty[name]) for name in TELLING}


def queries_of(page) -> int:
    page = type(page).objects.get(pk=page.pk)
    with one_version(read_version()):
        page.get_url()  # where the site is, is then known
        with CaptureQueriesContext(connection) as queries:
            steps = list(get_trail(page).statements)
            assert [step.title for step in steps]
            assert [step.meeting and step.meeting.title for step in steps]
            assert [step.address for step in steps]
    return len(queries)


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", TELLING)
def test_a_trail_asks_as_often_for_fifty_steps_as_for_one(query_counts, name):
    with_few, with_fifty = query_counts[name]
    assert with_fifty == with_few <= 8


def test_many_trails_are_asked_for_at_once(story):
    def count(pages) -> int:
        with CaptureQueriesContext(connection) as queries:
            trails = get_trails(pages)
        assert trails.keys() == {page.pk for page in pages}
        return len(queries)

    with_few = count([story.initiative, story.paper])
    more = [InitiativePageFactory(implements=[story.paper]) for _ in range(10)]
    papers = [ConceptPaperPageFactory() for _ in range(10)]
    assert count([story.initiative, story.paper, *more, *papers]) == with_few


def test_trails_of_many_are_those_of_each(story):
    together = get_trails([story.initiative, story.paper])
    assert records(together[story.initiative.pk]) == records(get_trail(story.initiative))
    assert set(records(together[story.paper.pk])) == set(records(get_trail(story.paper)))


def test_activities_of_many_initiatives_are_asked_for_at_once(story):
    def count(activities) -> int:
        with CaptureQueriesContext(connection) as queries:
            trails = get_activity_trails(activities)
        assert trails.keys() == {activity.pk for activity in activities}
        return len(queries)

    more = [ActivityPageFactory() for _ in range(10)]
    assert count([story.workshop, *more]) == count([story.workshop])


def test_decisions_on_one_subject_share_its_trail_and_one_without_a_subject_has_none(story):
    alone = DecisionFactory(page=story.tenth, text="Ministers met.")

    lines = get_decision_trails([story.noted, story.later, alone])

    assert records(lines[story.noted.pk]) == [story.noted, story.initiative, story.adopted]
    assert records(lines[story.later.pk]) == [story.later, story.initiative]
    assert records(lines[alone.pk]) == []


@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_a_decision_on_a_hidden_page_has_no_trail(story, hiding_method):
    hide(story.paper, hiding_method)

    assert not get_decision_trails([story.adopted])[story.adopted.pk]


# On pages


def words(page, client) -> str:
    return " ".join(client.get(page.url).content.decode().split())


def test_the_page_of_a_meeting_says_what_became_of_its_decisions(client, story):
    content = words(story.fifth, client)
    assert "noted at the <a" in content
    assert "adopted here" in content
    assert "under way, last status update 27 January 2016" in content


def test_the_page_of_a_meeting_says_what_was_reported_to_it(client, story):
    assert "Reported to this meeting" in words(story.tenth, client)
    assert "Reported to this meeting" not in words(story.fifth, client)


def test_statements_of_a_page_have_their_places_on_it(client, story):
    assert f'id="{story.status_update.anchor}"' in words(story.initiative, client)
    assert f'id="{story.adopted.anchor}"' in words(story.fifth, client)
    assert f'id="{story.adopted.anchor}"' not in words(story.initiative, client)


def test_a_trail_that_ends_says_so(client, portal):
    assert "No follow-up recorded yet." in words(ConceptPaperPageFactory(), client)
    assert "No status update is recorded." in words(InitiativePageFactory(), client)


def test_the_trail_of_any_other_page_is_empty(portal):
    request = RequestFactory().get("/")
    assert not get_trail(portal.about)
    assert portal.about.get_context(request)
