"""Querysets of meetings and decisions."""

from datetime import date

import pytest
from django.db.models import ProtectedError

from admm_site.core.clock import override_today
from admm_site.core.partial_dates import PartialDate
from meetings.models import ChairTerm, Decision, MeetingPage, MeetingSeries
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import (
    ChairTermFactory,
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.reference import CountryFactory
from tests.visibility import HIDING_METHODS, hide


def meeting(when: str | None, **fields) -> MeetingPage:
    return MeetingPageFactory(start_date=when and PartialDate.parse(when), **fields)


# Still to come, and held


def test_the_nearest_meeting_comes_first_and_undated_ones_last(portal):
    undated_meeting = meeting(None, planned=True)
    later = meeting("2027", planned=True)
    next_meeting = meeting("2026-11-18", planned=True)
    some_time_in_november = meeting("2026-11", planned=True)

    assert list(MeetingPage.objects.upcoming()) == [
        next_meeting,
        some_time_in_november,
        later,
        undated_meeting,
    ]


@pytest.mark.parametrize(
    ("when", "upcoming"),
    [
        ("2026-03-01", False),
        ("2026-03-02", True),
        ("2026-03", True),
        ("2026", True),
        ("2025", False),
        (None, True),
    ],
)
def test_a_planned_meeting_is_to_come_as_long_as_it_may_be(portal, when, upcoming):
    meeting(when, planned=True)
    assert MeetingPage.objects.upcoming().exists() is upcoming


@pytest.mark.parametrize("state", ["held", "postponed", "cancelled"])
def test_only_planned_meetings_are_to_come(portal, state):
    meeting("2026-03-02", state=state)
    assert not MeetingPage.objects.upcoming().exists()


def test_what_was_to_come_on_another_day_can_be_asked(portal):
    planned_meeting = meeting("2013-05-07", planned=True)
    assert MeetingPage.objects.upcoming(on=date(2013, 5, 7)).get() == planned_meeting
    assert not MeetingPage.objects.upcoming(on=date(2013, 5, 8)).exists()


@pytest.mark.parametrize(
    ("when", "is_held"),
    [
        ("2026-03-01", True),
        ("2026-03-02", True),
        ("2026-03", False),
        ("2026-02", True),
        ("2026", False),
        ("2025", True),
    ],
)
def test_a_meeting_counts_as_held_once_it_has_surely_been(portal, when, is_held):
    meeting(when)
    assert MeetingPage.objects.held().exists() is is_held


def test_what_had_been_held_by_another_day_can_be_asked(portal):
    meeting("2011-05-19")
    assert MeetingPage.objects.held(as_of=date(2011, 5, 19)).exists()
    assert not MeetingPage.objects.held(as_of=date(2011, 5, 18)).exists()


def test_the_day_of_the_portal_counts(portal):
    meeting("2011-05-19")
    with override_today(date(2011, 5, 18)):
        assert not MeetingPage.objects.held().exists()


@pytest.mark.parametrize("state", ["planned", "postponed", "cancelled"])
def test_other_meetings_were_not_held(portal, state):
    meeting("2011-05-19", state=state)
    assert not MeetingPage.objects.held().exists()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2011-05-19", None, True),
        ("2011-05-01", None, True),
        ("2011-05-31", None, True),
        ("2011-04-30", None, False),
        ("2011-06-01", None, False),
        ("2011-04-29", "2011-05-01", True),
        ("2011-05-31", "2011-06-02", True),
        ("2011-04-01", "2011-06-30", True),
        ("2011-05", None, True),
        ("2011-04", None, False),
        ("2011", None, False),
        ("2010", "2012", True),
        ("2011-04", "2011-05", True),
    ],
)
def test_a_month_holds_what_surely_falls_into_it(portal, start, end, expected):
    meeting(start, end_date=end and PartialDate.parse(end))
    assert MeetingPage.objects.between(date(2011, 5, 1), date(2011, 5, 31)).exists() is expected


def test_a_meeting_known_by_its_year_alone_is_not_put_into_december(portal):
    meeting("2011")
    assert not MeetingPage.objects.between(date(2011, 12, 1), date(2011, 12, 31)).exists()


# Series


def test_a_series_has_its_meetings(portal):
    admm = MeetingSeriesFactory(acronym="ADMM")
    meeting_page = MeetingPageFactory(series=admm)
    MeetingPageFactory()
    assert MeetingPage.objects.in_series(admm).get() == meeting_page


def test_meetings_of_ministers_are_counted_by_an_ordinal(portal):
    admm = MeetingSeriesFactory(acronym="ADMM")
    meeting_page = MeetingPageFactory(series=admm)
    MeetingPageFactory(series=admm, ordinal=None)
    MeetingPageFactory(series=MeetingSeriesFactory(working_group=True))
    assert MeetingPage.objects.of_ministers().get() == meeting_page


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_series_counts_its_public_meetings(portal, hiding_method):
    admm = MeetingSeriesFactory(acronym="ADMM")
    hidden = MeetingPageFactory(series=admm)
    assert MeetingSeries.objects.with_meeting_count().get().meeting_count == 1

    hide(hidden, hiding_method)
    assert MeetingSeries.objects.with_meeting_count().get().meeting_count == 0


def test_the_terms_of_a_series_come_newest_first(db):
    series = MeetingSeriesFactory()
    terms = [
        ChairTermFactory(series=series, start=PartialDate(year), end=PartialDate(year + 3))
        for year in (2011, 2017, 2014)
    ]
    chair_terms = MeetingSeries.objects.with_chairs().get().chair_terms.all()
    assert list(chair_terms) == [terms[1], terms[2], terms[0]]


def test_a_term_is_found_by_series_country_and_start(db):
    term = ChairTermFactory()
    assert ChairTerm.objects.get_by_natural_key(*term.natural_key()) == term


# Neighbours


@pytest.fixture
def admm(portal):
    """Five meetings of one series, created in another order than their ordinals."""
    series = MeetingSeriesFactory(acronym="ADMM")
    dates = {3: "2009-02-25", 1: "2006-05-09", 5: "2011-05-19", 2: "2007-11", 4: "2010"}
    return {ordinal: meeting(when, series=series, ordinal=ordinal) for ordinal, when in dates.items()}


@pytest.mark.parametrize(
    ("ordinal", "before", "after"), [(1, None, 2), (2, 1, 3), (3, 2, 4), (4, 3, 5), (5, 4, None)]
)
def test_a_meeting_has_the_one_before_and_the_one_after(admm, ordinal, before, after):
    assert admm[ordinal].get_nearby_meetings() == {
        "previous": admm.get(before),
        "next": admm.get(after),
        "related": [],
    }


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "hiding_method", [method for method in HIDING_METHODS if method != "below a private page"]
)
def test_a_hidden_neighbour_is_passed_over(admm, hiding_method):
    hide(admm[2], hiding_method)
    assert admm[1].get_nearby_meetings()["next"] == admm[3]
    assert admm[3].get_nearby_meetings()["previous"] == admm[1]


def test_meetings_of_other_series_are_no_neighbours(admm):
    meeting("2006-06-01")
    assert admm[1].get_nearby_meetings()["next"] == admm[2]


def test_an_undated_meeting_has_no_neighbours(admm):
    undated_meeting = meeting(None, planned=True, series=admm[1].series)
    assert undated_meeting.get_nearby_meetings() == {"previous": None, "next": None, "related": []}
    assert admm[5].get_nearby_meetings()["next"] is None


# Around


def test_what_happened_around_a_meeting_at_other_levels_is_found_by_date(admm):
    before, after = meeting("2011-04-01"), meeting("2011-06")
    meeting("2010-12-01")
    meeting("2011-09-30")
    assert admm[5].get_nearby_meetings()["related"] == [before, after]


def test_what_is_known_by_year_alone_is_around_nothing(admm):
    meeting("2011")
    meeting("2010-11-01")
    assert admm[5].get_nearby_meetings()["related"] == []
    assert admm[4].get_nearby_meetings()["related"] == []


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "hiding_method", [method for method in HIDING_METHODS if method != "below a private page"]
)
def test_a_hidden_meeting_is_around_nothing(admm, hiding_method):
    hide(meeting("2011-04-01"), hiding_method)
    assert admm[5].get_nearby_meetings()["related"] == []


# Decisions


def test_a_decision_was_taken_once_its_meeting_was_held(portal):
    held_decision = DecisionFactory(page=meeting("2011-05-19"))
    for state in ("planned", "postponed", "cancelled"):
        DecisionFactory(page=meeting("2011-05-20", state=state))
    DecisionFactory(page=meeting("2026-03"))

    assert Decision.objects.taken().get() == held_decision
    assert not Decision.objects.taken(as_of=date(2011, 5, 18)).exists()


def test_the_latest_decisions_come_first_in_the_order_of_their_meeting(portal):
    old, new = meeting("2010"), meeting("2011-05-19")
    earlier = DecisionFactory(page=old)
    second = DecisionFactory(page=new, sort_order=1)
    first = DecisionFactory(page=new, sort_order=0)

    assert list(Decision.objects.newest_first()) == [first, second, earlier]
    assert list(Decision.objects.oldest_first()) == [earlier, first, second]


# The page


def context(client, page) -> dict:
    return client.get(page.url).context_data


def test_the_page_shows_who_took_part_and_who_watched(client, portal):
    page = MeetingPageFactory()
    member = ParticipationFactory(page=page).country
    observer = ParticipationFactory(page=page, role="observer").country

    page_context = context(client, page)

    assert (page_context["participants"], page_context["observers"]) == ([member], [observer])


def test_the_page_leaves_out_a_document_that_is_gone(client, portal):
    page = MeetingPageFactory()
    document = MeetingDocumentFactory(page=page)
    MeetingDocumentFactory(page=page).document.delete()

    assert context(client, page)["documents"] == [document]


def test_the_page_shows_a_decision_with_verb_document_and_source(client, portal):
    page = MeetingPageFactory()
    document = PortalDocumentFactory(title="Joint Declaration on Peace")
    decision = DecisionFactory(
        page=page, verb="signed", document=document, text="", source_name="MINDEF", source_confirms=True
    )

    content = client.get(page.url).content.decode()

    assert f'id="{decision.anchor}"' in content
    for words in ("Signed", "Joint Declaration on Peace", document.url, 'aria-label="Source 1"', "MINDEF"):
        assert words in content


def test_a_meeting_of_sixty_participants_is_shown(client, portal):
    page = MeetingPageFactory()
    ParticipationFactory.create_batch(60, page=page)
    assert len(context(client, page)["participants"]) == 60


def test_the_country_of_a_meeting_cannot_be_deleted_under_it(portal):
    country = CountryFactory()
    MeetingPageFactory(country=country)
    with pytest.raises(ProtectedError):
        country.delete()
