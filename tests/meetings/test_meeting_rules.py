"""Validation of meetings, and the field that each error is shown at."""

import pytest
from django.db import IntegrityError, transaction

from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.partial_dates import PartialDate
from meetings.models import MeetingPage, Participation
from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import (
    DecisionFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
    ParticipationFactory,
)
from tests.factories.reference import CountryFactory
from tests.validation import validation_errors

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(portal):
    return MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=5)


NOWHERE = {"city": "", "country": None}

CASES = [
    ("it ends before it starts", {"end_date": PartialDate(2011, 5, 18)}, {"end_date"}),
    ("it ends in an earlier year", {"end_date": PartialDate(2010)}, {"end_date"}),
    ("held without a date", {"start_date": None}, {"start_date"}),
    ("held nowhere", NOWHERE, {"city"}),
    ("held nowhere as a hybrid", NOWHERE | {"format": EventFormat.HYBRID}, {"city"}),
    ("held in the future", {"start_date": PartialDate(2027)}, {"state"}),
    ("held tomorrow", {"start_date": PartialDate(2026, 3, 3)}, {"state"}),
    ("at an address of the portal itself", {"slug": "calendar"}, {"slug"}),
    ("at the address of the series", {"slug": "series"}, {"slug"}),
]


@pytest.mark.parametrize(("changes", "fields"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_meeting_is_refused_on_the_field_concerned(meeting, changes, fields):
    vars_ = {"end_date": None, **changes}
    for name, value in vars_.items():
        setattr(meeting, name, value)
    assert set(validation_errors(meeting.full_clean)) == fields


POSSIBLE = [
    ("on one day", {}),
    ("over several days", {"end_date": PartialDate(2011, 5, 21)}),
    ("on a day in a month", {"end_date": PartialDate(2011, 5)}),
    ("in a year", {"start_date": PartialDate(2011)}),
    ("in this year, which is not over", {"start_date": PartialDate(2026)}),
    ("today", {"start_date": PartialDate(2026, 3, 2)}),
    ("by video, nowhere", NOWHERE | {"format": EventFormat.VIDEO_CONFERENCE}),
    ("in a country whose city is not known", {"city": ""}),
    ("in a city alone", {"country": None}),
    ("planned without a date or place", NOWHERE | {"state": EventStatus.PLANNED, "start_date": None}),
    ("postponed without a date", {"state": EventStatus.POSTPONED, "start_date": None}),
    ("cancelled", {"state": EventStatus.CANCELLED}),
]


@pytest.mark.parametrize("changes", [case[1] for case in POSSIBLE], ids=[case[0] for case in POSSIBLE])
def test_a_meeting_may_take_place(meeting, changes):
    for name, value in {"end_date": None, **changes}.items():
        setattr(meeting, name, value)
    meeting.full_clean()


def test_a_meeting_of_one_day_ends_on_it(meeting):
    assert MeetingPage.objects.get(pk=meeting.pk).end_date == PartialDate(2011, 5, 19)


# Ordinals


def test_ordinals_are_unique_in_a_series(meeting):
    again = MeetingPageFactory.build(series=meeting.series, ordinal=5, country=None)
    messages = validation_errors(again.full_clean)
    (message,) = messages["ordinal"]
    assert message.startswith("“5th ADMM, ")
    assert message.endswith("” already has ordinal 5 in the series; check the number.")


def test_a_draft_counts_too(meeting):
    meeting.unpublish()
    again = MeetingPageFactory.build(series=meeting.series, ordinal=5, country=None)
    assert "ordinal" in validation_errors(again.full_clean)


def test_the_database_holds_the_same_rule(meeting):
    other_meeting = MeetingPageFactory(series=meeting.series, ordinal=6)
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingPage.objects.filter(pk=other_meeting.pk).update(ordinal=5)


def test_two_series_count_for_themselves(meeting):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADSOM"), ordinal=5)


def test_retreats_have_no_ordinal(meeting):
    MeetingPageFactory.create_batch(2, series=meeting.series, ordinal=None)


# Chairs

CHAIRS = [
    ("a member chairs the ADMM", {}, {}, True),
    ("a member chairs the ADMM-Plus", {}, {"plus": True}, True),
    ("a Plus country chairs the ADMM-Plus", {"plus": True}, {"plus": True}, True),
    ("a Plus country chairs the ADMM", {"plus": True}, {}, False),
    ("an observer chairs the ADMM", {"observer": True}, {}, False),
    ("an observer chairs the ADMM-Plus", {"observer": True}, {"plus": True}, False),
]


@pytest.mark.parametrize(
    ("country", "series", "is_valid"), [case[1:] for case in CHAIRS], ids=[case[0] for case in CHAIRS]
)
def test_a_chair_belongs_to_the_framework(portal, country, series, is_valid):
    meeting = MeetingPageFactory(series=MeetingSeriesFactory(**series))
    meeting.chair_country = CountryFactory(**country)
    if is_valid:
        meeting.full_clean()
    else:
        messages = validation_errors(meeting.full_clean)
        assert set(messages) == {"chair_country"}
        assert "choose a member" in messages["chair_country"][0]


# Warnings


def test_a_held_meeting_without_decisions_gets_a_warning(meeting):
    assert [str(warning) for warning in meeting.get_warnings()] == [
        "The meeting was held, but no decision is recorded."
    ]


def test_a_held_meeting_with_decisions_gets_no_warning(meeting):
    DecisionFactory(page=meeting, document=PortalDocumentFactory())
    assert MeetingPage.objects.get(pk=meeting.pk).get_warnings() == []


def test_a_decision_of_which_the_portal_has_no_document_gets_a_warning(meeting):
    DecisionFactory(page=meeting, text="Ministers agreed.")
    assert [str(warning) for warning in MeetingPage.objects.get(pk=meeting.pk).get_warnings()] == [
        "The portal has no document of: Adopted: Ministers agreed."
    ]


def test_a_planned_meeting_whose_date_has_passed_gets_a_warning(portal):
    meeting = MeetingPageFactory(planned=True, start_date=PartialDate(2026, 3, 1))
    assert "was it held, postponed or cancelled?" in meeting.get_warnings()[0]


def test_a_planned_meeting_still_to_come_gets_no_warning(portal):
    assert MeetingPageFactory(planned=True).get_warnings() == []


# Participants


def test_a_country_is_a_participant_once(meeting):
    country = ParticipationFactory(page=meeting).country
    with pytest.raises(IntegrityError), transaction.atomic():
        ParticipationFactory(page=meeting, country=country)


def test_a_meeting_says_which_country_is_named_twice(meeting):
    country = CountryFactory(name="Viet Nam")
    meeting.participations = [Participation(country=country), Participation(country=country, role="observer")]
    messages = validation_errors(meeting.save)
    assert set(messages) == {"participations"}
    assert "Viet Nam" in messages["participations"][0]


# Titles

TITLES = [
    ("ADMM", {"ordinal": 1}, "Inaugural ADMM"),
    ("ADMM", {"ordinal": 5}, "5th ADMM"),
    ("ADMM-Plus", {"ordinal": 12}, "12th ADMM-Plus"),
    ("ADMM Retreat", {"ordinal": None, "start_date": PartialDate(2018, 2, 6)}, "ADMM Retreat 2018"),
    ("ADMM Retreat", {"ordinal": None, "start_date": PartialDate(2018)}, "ADMM Retreat 2018"),
    (
        "ADMM Retreat",
        {"ordinal": None, "start_date": None, "state": EventStatus.PLANNED},
        "ADMM Retreat",
    ),
    ("ADMM", {"ordinal": 5, "custom_title": "Special ADMM on the Pandemic"}, "Special ADMM on the Pandemic"),
]


@pytest.mark.parametrize(("acronym", "fields", "title"), TITLES, ids=[case[2] for case in TITLES])
def test_a_meeting_is_named_as_asean_names_it(portal, acronym, fields, title):
    meeting = MeetingPageFactory(series=MeetingSeriesFactory(acronym=acronym), **fields)
    assert (meeting.title, meeting.draft_title) == (title, title)


def test_a_meeting_gets_its_address_from_its_title(meeting):
    assert meeting.url == "/meetings/5th-admm/"


def test_the_title_follows_the_ordinal(meeting):
    meeting.ordinal = 6
    meeting.save()
    assert MeetingPage.objects.get(pk=meeting.pk).title == "6th ADMM"


def test_the_public_title_follows_only_when_the_change_is_published(meeting):
    meeting.ordinal = 6
    revision = meeting.save_revision()
    stored_meeting = MeetingPage.objects.get(pk=meeting.pk)
    assert (stored_meeting.title, stored_meeting.draft_title) == ("5th ADMM", "6th ADMM")

    revision.publish()
    assert MeetingPage.objects.get(pk=meeting.pk).title == "6th ADMM"


def test_an_own_title_can_be_taken_back(meeting):
    meeting.custom_title = "Special ADMM"
    meeting.save()
    meeting.custom_title = ""
    meeting.save()
    assert MeetingPage.objects.get(pk=meeting.pk).title == "5th ADMM"


# Places

PLACES = [
    ("Jakarta", "Indonesia", "Jakarta, Indonesia"),
    ("Singapore", "Singapore", "Singapore"),
    ("", "Lao PDR", "Lao PDR"),
]


@pytest.mark.parametrize(("city", "country", "place"), PLACES, ids=[case[2] for case in PLACES])
def test_a_city_that_is_its_country_is_said_once(city, country, place):
    assert MeetingPageFactory.build(series=None, city=city, country__name=country).place == place


def test_a_meeting_by_video_has_no_place():
    assert MeetingPageFactory.build(series=None, city="", country=None).place == ""


@pytest.mark.parametrize(
    ("state", "date", "over"),
    [
        ("held", PartialDate(2026, 3, 1), True),
        ("held", PartialDate(2026, 3, 2), True),
        ("held", PartialDate(2026, 3), False),
        ("planned", PartialDate(2026, 3, 1), False),
        ("cancelled", PartialDate(2011), False),
        ("held", None, False),
    ],
)
def test_a_meeting_is_over_when_it_has_surely_been_held(state, date, over):
    meeting = MeetingPageFactory.build(series=None, country=None, state=state, start_date=date, end_date=date)
    assert meeting.is_over is over
