"""Querysets of papers and initiatives: adoption and status."""

from datetime import date

import pytest
from django.utils.html import strip_tags

from admm_site.core.clock import override_today
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage, StatusUpdate
from initiatives.querysets import attach_adoptions
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.visibility import HIDING_METHODS, hide

HIDING_ONE_PAGE = [method for method in HIDING_METHODS if method != "below a private page"]


def add_decision(subject, when: str = "2011-05-19", verb: str = "adopted", **meeting):
    page = MeetingPageFactory(start_date=PartialDate.parse(when), **meeting)
    return DecisionFactory(subject=subject, verb=verb, page=page)


def adoption(page, as_of: date | None = None):
    """The decision that adopted the page, according to `with_adoption`."""
    row = attach_adoptions(type(page).objects.with_adoption(as_of).filter(pk=page.pk))[0]
    assert (row.adoption and row.adoption.page.end_date) == row.adopted_on
    return row.adoption


# Adoption


def test_a_paper_that_nobody_decided_on_is_not_adopted(portal):
    assert adoption(ConceptPaperPageFactory()) is None


@pytest.mark.parametrize(
    ("verb", "adopts"),
    [
        ("adopted", True),
        ("endorsed", True),
        ("signed", False),
        ("issued", False),
        ("noted", False),
        ("agreed", False),
        ("launched", False),
    ],
)
def test_a_paper_is_adopted_by_the_decisions_that_adopt(portal, verb, adopts):
    paper = ConceptPaperPageFactory()
    decision = add_decision(paper, verb=verb)
    assert adoption(paper) == (decision if adopts else None)


def test_the_earliest_adoption_counts(portal):
    paper = ConceptPaperPageFactory()
    add_decision(paper, "2013-05-07")
    first = add_decision(paper, "2011-05-19", "endorsed")
    add_decision(paper, "2009", "noted")
    assert adoption(paper) == first


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_decision_of_a_hidden_meeting_adopts_nothing(portal, hiding_method):
    paper, initiative = ConceptPaperPageFactory(), InitiativePageFactory()
    meeting = add_decision(paper).page
    DecisionFactory(subject=initiative, page=meeting)
    hide(meeting, hiding_method)

    assert adoption(paper) is None
    assert adoption(initiative) is None
    assert InitiativePage.objects.with_current_status().get().current_status == Status.PROPOSED
    assert not ConceptPaperPage.objects.adopted().exists()


@pytest.mark.parametrize("state", ["planned", "postponed", "cancelled"])
def test_a_meeting_that_was_not_held_adopts_nothing(portal, state):
    paper = ConceptPaperPageFactory()
    add_decision(paper, state=state)
    assert adoption(paper) is None


def test_adoption_can_be_asked_as_of_another_day(portal):
    paper = ConceptPaperPageFactory()
    decision = add_decision(paper, "2011-05-19")
    assert adoption(paper, as_of=date(2011, 5, 18)) is None
    assert adoption(paper, as_of=date(2011, 5, 19)) == decision


def test_a_meeting_known_by_its_year_adopts_when_the_year_is_over(portal):
    paper = ConceptPaperPageFactory()
    decision = add_decision(paper, "2011")
    assert adoption(paper, as_of=date(2011, 12, 30)) is None
    assert adoption(paper, as_of=date(2011, 12, 31)) == decision


def test_an_initiative_is_adopted_with_a_paper_that_it_implements(portal):
    paper = ConceptPaperPageFactory()
    decision = add_decision(paper)
    assert adoption(InitiativePageFactory(implements=[paper])) == decision
    assert adoption(InitiativePageFactory()) is None


def test_the_earliest_adoption_among_an_initiative_and_its_papers_counts(portal):
    papers = ConceptPaperPageFactory.create_batch(2)
    initiative = InitiativePageFactory(implements=papers)
    add_decision(initiative, "2013-05-07")
    add_decision(papers[0], "2012")
    first = add_decision(papers[1], "2011")
    assert adoption(initiative) == first


@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_a_hidden_paper_makes_no_initiative_adopted(portal, hiding_method):
    paper = ConceptPaperPageFactory()
    initiative = InitiativePageFactory(implements=[paper])
    add_decision(paper)
    hide(paper, hiding_method)
    assert adoption(initiative) is None


def test_papers_are_adopted_or_not(portal):
    adopted_paper, _ = ConceptPaperPageFactory.create_batch(2)
    add_decision(adopted_paper)
    assert ConceptPaperPage.objects.adopted().get() == adopted_paper
    assert not ConceptPaperPage.objects.adopted(as_of=date(2011, 1, 1)).exists()


def test_the_newest_adoption_comes_first_and_then_what_is_not_adopted(portal):
    old, none, new = (ConceptPaperPageFactory(title=title) for title in ("Old", "None", "New"))
    add_decision(old, "2009-02-25")
    add_decision(new, "2013-05-07")
    assert list(ConceptPaperPage.objects.for_rows().newest_first()) == [new, old, none]


def test_the_adoptions_of_many_papers_are_found_at_once(portal, django_assert_num_queries):
    for paper in ConceptPaperPageFactory.create_batch(3):
        add_decision(paper)
    with django_assert_num_queries(2):
        for paper in attach_adoptions(ConceptPaperPage.objects.for_rows()):
            assert paper.adoption.page.title


# Status


def status(initiative, as_of: date | None = None) -> Status:
    return Status(InitiativePage.objects.with_current_status(as_of).get(pk=initiative.pk).current_status)


@pytest.fixture
def initiative(portal):
    return InitiativePageFactory(title="ADIC")


def make_status_update(initiative, when: str, status: str, **fields) -> StatusUpdate:
    return StatusUpdateFactory(page=initiative, date=PartialDate.parse(when), status=status, **fields)


def test_an_initiative_of_which_nothing_is_known_is_proposed(initiative):
    assert status(initiative) == Status.PROPOSED


def test_an_initiative_that_ministers_adopted_is_adopted(initiative):
    add_decision(initiative)
    assert status(initiative) == Status.ADOPTED


def test_an_adoption_outweighs_a_proposal(initiative):
    add_decision(initiative)
    make_status_update(initiative, "2013", "proposed")
    assert status(initiative) == Status.ADOPTED


@pytest.mark.parametrize("update_status", ["under-way", "completed", "superseded", "dormant"])
@pytest.mark.parametrize("is_adopted", [True, False], ids=["adopted", "never adopted"])
def test_a_status_update_outweighs_an_adoption(initiative, update_status, is_adopted):
    if is_adopted:
        add_decision(initiative)
    make_status_update(initiative, "2010", update_status)
    assert status(initiative) == update_status


def test_the_newest_status_update_counts(initiative):
    make_status_update(initiative, "2018-10-19", "completed")
    make_status_update(initiative, "2014", "under-way")
    assert status(initiative) == Status.COMPLETED


@pytest.mark.parametrize(
    ("when", "counts"), [("2026-03-02", True), ("2026-03-03", False), ("2026-03", False), ("2026", False)]
)
def test_a_status_update_in_the_future_does_not_count(initiative, when, counts):
    make_status_update(initiative, "2014", "under-way")
    make_status_update(initiative, when, "completed")
    assert (status(initiative) == Status.COMPLETED) is counts


@pytest.mark.parametrize(
    ("day", "stood"),
    [
        (date(2013, 5, 6), Status.PROPOSED),
        (date(2013, 5, 7), Status.ADOPTED),
        (date(2014, 12, 30), Status.ADOPTED),
        (date(2014, 12, 31), Status.UNDER_WAY),
        (date(2018, 10, 18), Status.UNDER_WAY),
        (date(2018, 10, 19), Status.COMPLETED),
    ],
    ids=str,
)
def test_the_status_on_another_day_can_be_asked(initiative, day, stood):
    add_decision(initiative, "2013-05-07")
    make_status_update(initiative, "2014", "under-way")
    make_status_update(initiative, "2018-10-19", "completed")

    assert status(initiative, as_of=day) == stood
    with override_today(day):
        assert status(initiative) == stood
        assert InitiativePage.objects.get(pk=initiative.pk).status == stood


def test_the_date_of_the_newest_status_update_is_shown(initiative):
    make_status_update(initiative, "2014", "under-way")
    make_status_update(initiative, "2018-10", "completed")
    assert InitiativePage.objects.with_current_status().get().reported_on == PartialDate(2018, 10)


def test_initiatives_are_counted_by_status_in_the_order_of_a_life(initiative):
    make_status_update(initiative, "2014", "completed")
    make_status_update(InitiativePageFactory(), "2014", "under-way")
    InitiativePageFactory.create_batch(2)
    assert InitiativePage.objects.count_by_status() == [
        (Status.PROPOSED, 2),
        (Status.UNDER_WAY, 1),
        (Status.COMPLETED, 1),
    ]


def test_the_most_recently_reported_comes_first(initiative):
    make_status_update(initiative, "2014", "under-way")
    newer, silent = InitiativePageFactory(), InitiativePageFactory()
    make_status_update(newer, "2018", "under-way")
    initiatives = InitiativePage.objects.for_rows().recently_reported_first()
    assert list(initiatives) == [newer, initiative, silent]


def test_only_the_most_recently_reported_are_asked_for(initiative):
    StatusUpdateFactory(page=initiative, date=PartialDate(2012))
    newer, newest = (
        StatusUpdateFactory(date=PartialDate(year), status="completed").page for year in (2013, 2014)
    )
    initiatives = InitiativePage.objects.public().most_recently_reported(2)
    assert list(initiatives) == [newest, newer]
    assert [row.current_status for row in initiatives] == [Status.COMPLETED] * 2


@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_the_public_status_updates_are_the_same_in_bulk(initiative, hiding_method):
    public = StatusUpdateFactory(date=PartialDate(2012))
    hide(StatusUpdateFactory(page=initiative, date=PartialDate(2012)).page, hiding_method)
    assert list(StatusUpdate.objects.public_in_bulk()) == list(StatusUpdate.objects.public()) == [public]


@pytest.mark.parametrize(
    ("reported", "quiet"),
    [("under-way", True), ("completed", False), ("dormant", False), ("superseded", False)],
)
def test_initiatives_still_going_without_a_status_update_are_found(initiative, reported, quiet):
    make_status_update(initiative, "2024", reported)
    assert InitiativePage.objects.without_status_update_since(date(2025, 3, 2)).exists() is quiet
    assert not InitiativePage.objects.without_status_update_since(date(2024, 6, 1)).exists()


# Updates and activities


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_an_update_never_gives_away_the_meeting_that_it_was_reported_to(initiative, hiding_method):
    meeting = MeetingPageFactory()
    status_update = make_status_update(initiative, "2014", "under-way", reported_to=meeting)
    assert StatusUpdate.objects.with_details().get().public_meeting == meeting.page_ptr.specific

    hide(meeting, hiding_method)
    assert StatusUpdate.objects.with_details().get().public_meeting is None
    assert StatusUpdate.objects.get(pk=status_update.pk).public_meeting is None


def test_activities_still_to_come_are_found(initiative):
    planned_activity = ActivityPageFactory(
        parent=initiative, state="planned", start_date=PartialDate(2026, 9)
    )
    ActivityPageFactory(parent=initiative)
    assert ActivityPage.objects.upcoming().get() == planned_activity


# Pages


def context(client, page) -> dict:
    return client.get(page.url).context_data


@pytest.mark.parametrize("factory", [ConceptPaperPageFactory, InitiativePageFactory])
def test_a_page_has_the_same_adoption_as_the_lists(client, portal, factory):
    page = factory()
    add_decision(page, "2027", state="planned")
    add_decision(page, "2009", "noted")
    assert context(client, page)["adoption"] is None

    decision = add_decision(page, "2013-05-07")
    assert context(client, page)["adoption"] == decision == adoption(page)


@pytest.mark.parametrize("hiding_method", HIDING_ONE_PAGE)
def test_a_paper_never_gives_away_what_supersedes_it(client, portal, hiding_method):
    newer = ConceptPaperPageFactory(title="Kept apart")
    paper = ConceptPaperPageFactory(superseded_by=newer)
    assert "Kept apart" in client.get(paper.url).content.decode()

    hide(newer, hiding_method)
    assert "Kept apart" not in client.get(paper.url).content.decode()


@pytest.mark.parametrize("hiding_method", ["draft", "unpublished", "expired"])
def test_an_activity_never_gives_away_its_initiative(client, initiative, hiding_method):
    """A page below an initiative that is no longer public stays public itself."""
    activity = ActivityPageFactory(parent=initiative)
    initiative.title = "Kept apart"
    initiative.save()
    hide(initiative, hiding_method)

    response = client.get(activity.url)

    assert response.status_code == 200
    assert "Kept apart" not in response.content.decode()


def test_an_initiative_shows_what_it_implements_and_what_it_did(client, portal):
    paper = ConceptPaperPageFactory(title="Concept paper on ADIC")
    initiative = InitiativePageFactory(implements=[paper])
    activity = ActivityPageFactory(parent=initiative)
    page_context = context(client, initiative)

    assert [page.title for page in page_context["papers"]] == ["Concept paper on ADIC"]
    assert page_context["trail"].activities == [activity]


def test_a_page_says_that_it_is_a_grouping_made_for_the_portal(client, portal):
    page = InitiativePageFactory(is_portal_grouping=True)
    text = strip_tags(client.get(page.url).content.decode())
    assert "Grouped by this portal, not by ASEAN." in text


def test_a_page_says_that_its_title_is_a_description(client, portal):
    page = ConceptPaperPageFactory(title_is_descriptive=True)
    assert "own title is not known" in client.get(page.url).content.decode()
