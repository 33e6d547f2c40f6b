"""Where an initiative stands, its lane, and the folds of its trail. Today is 2 March 2026."""

from datetime import date

import pytest
from bs4 import BeautifulSoup

from admm_site.core.clock import override_today
from admm_site.core.partial_dates import PartialDate
from initiatives.choices import Status
from initiatives.trail import get_trail
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import DecisionFactory, MeetingPageFactory


@pytest.fixture(autouse=True)
def second_of_march(portal):
    with override_today(date(2026, 3, 2)):
        yield


def get(client, page) -> BeautifulSoup:
    return BeautifulSoup(client.get(page.url).content, "html.parser").main


def standing(client, page) -> str:
    section = get(client, page).find(attrs={"aria-labelledby": "standing"})
    for acronym in section.select("abbr[title]"):
        acronym.unwrap()
    section.smooth()
    return " ".join(section.get_text(" ").split())


@pytest.mark.parametrize(
    ("last", "status", "sentence"),
    [
        (PartialDate(2025, 2), Status.UNDER_WAY, "Under way, but no status update since February 2025."),
        (PartialDate(2025, 3), Status.UNDER_WAY, "Under way, as of the status update of March 2025."),
        (PartialDate(2020), Status.COMPLETED, "Completed, as of the status update of 2020."),
    ],
    ids=["a year ago", "within a year", "completed long ago"],
)
def test_a_sentence_says_where_an_initiative_stands(client, last, status, sentence):
    initiative = StatusUpdateFactory(date=last, status=status).page
    assert sentence in standing(client, initiative)


def test_an_adopted_initiative_without_a_status_update_says_so(client):
    initiative = InitiativePageFactory()
    meeting = MeetingPageFactory(start_date=PartialDate(2011, 5, 19))
    DecisionFactory(page=meeting, subject=initiative)
    expected = f"Adopted at the {meeting.title}, 19 May 2011; no status update is recorded."
    assert expected in standing(client, initiative)


def test_an_initiative_adopted_after_its_last_status_update_says_both(client):
    initiative = StatusUpdateFactory(date=PartialDate(2018), status=Status.PROPOSED).page
    meeting = MeetingPageFactory(start_date=PartialDate(2018, 10, 19))
    DecisionFactory(page=meeting, subject=initiative)
    expected = f"Adopted at the {meeting.title}, 19 October 2018. The last status update dates from 2018."
    assert expected in standing(client, initiative)


def test_an_activity_since_the_last_status_update_is_named_but_ends_no_silence(client):
    initiative = StatusUpdateFactory(date=PartialDate(2020, 5)).page
    ActivityPageFactory(parent=initiative, title="Course", start_date=PartialDate(2023, 9))
    words = standing(client, initiative)
    assert "no status update since May 2020" in words
    assert "An activity since then: Course , September 2023" in words


def test_an_activity_that_may_have_been_before_the_status_update_is_not_since_then(client):
    initiative = StatusUpdateFactory(date=PartialDate(2020, 5)).page
    ActivityPageFactory(parent=initiative, start_date=PartialDate(2020))
    assert "since then" not in standing(client, initiative)


def test_a_paper_says_where_it_was_adopted_and_who_carries_it_out(client):
    paper = ConceptPaperPageFactory()
    meeting = MeetingPageFactory(start_date=PartialDate(2011, 5, 19))
    DecisionFactory(page=meeting, subject=paper)
    assert f"Adopted at the {meeting.title}, 19 May 2011. No follow-up" in standing(client, paper)
    initiative = InitiativePageFactory(implements=[paper])
    assert f"Carried out by {initiative.title}" in standing(client, paper)


def test_the_lane_has_a_mark_for_each_dated_step_and_is_dotted_after_the_last_update(client):
    initiative = StatusUpdateFactory(date=PartialDate(2020, 5)).page
    ActivityPageFactory(parent=initiative, start_date=PartialDate(2023, 9))
    DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2011, 5, 19)), subject=initiative)
    lane = get(client, initiative).select_one(".chart--lane")
    assert [use["href"] for use in lane.select("use")] == [
        "#lane-activity",
        "#lane-status-update",
        "#lane-decision",
    ]
    assert lane.select_one(".lane__silence")
    assert "1 decision, 1 status update and 1 activity" in lane.desc.get_text()


def test_the_lane_of_a_completed_initiative_is_not_dotted(client):
    initiative = StatusUpdateFactory(date=PartialDate(2020, 5), status=Status.COMPLETED).page
    assert not get(client, initiative).select_one(".chart--lane .lane__silence")


def test_an_initiative_without_a_dated_step_has_no_lane(client):
    assert not get(client, InitiativePageFactory()).select(".chart--lane")


def test_steps_between_turning_points_are_folded_and_all_of_them_are_on_the_page(client):
    initiative = InitiativePageFactory()
    updates = [StatusUpdateFactory(page=initiative, date=PartialDate(year)) for year in range(2012, 2018)]
    folds = get_trail(initiative).folds
    assert [(fold.is_folded, len(fold.steps)) for fold in folds] == [(False, 1), (True, 4), (False, 1)]
    trail = get(client, initiative).select_one(".timeline")
    assert "4 more steps, 2013–2016" in trail.summary.get_text()
    assert {item["id"] for item in trail.select("[id^=statusupdate]")} == {
        update.anchor for update in updates
    }


def test_a_status_update_that_changes_the_status_is_a_turning_point():
    initiative = InitiativePageFactory()
    StatusUpdateFactory(page=initiative, date=PartialDate(2012))
    StatusUpdateFactory(page=initiative, date=PartialDate(2013))
    dormant = StatusUpdateFactory(page=initiative, date=PartialDate(2014), status=Status.DORMANT)
    StatusUpdateFactory(page=initiative, date=PartialDate(2015), status=Status.DORMANT)
    StatusUpdateFactory(page=initiative, date=PartialDate(2016), status=Status.DORMANT)
    assert dormant in [step.record for step in get_trail(initiative).turning_points]


def test_a_step_of_an_activity_says_what_took_place(client):
    initiative = InitiativePageFactory()
    ActivityPageFactory(parent=initiative, title="Course", summary="Officers of ten countries practised.")
    (step,) = get(client, initiative).select(".event--activity")
    assert "Officers of ten countries practised." in step.get_text()


def test_a_decision_about_the_page_itself_does_not_link_to_it(client):
    initiative = InitiativePageFactory()
    DecisionFactory(subject=initiative)
    (step,) = get(client, initiative).select(".event--decision")
    assert step.strong.get_text() == initiative.title
    assert not step.find("a", href=initiative.url)
