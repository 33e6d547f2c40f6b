"""Validation of series: superiors and chair terms."""

import pytest

from admm_site.core.partial_dates import PartialDate
from meetings.models import ChairTerm, MeetingSeries
from tests.factories.meetings import ChairTermFactory, MeetingSeriesFactory
from tests.factories.reference import CountryFactory
from tests.validation import validation_errors


@pytest.mark.parametrize("field", ["name", "acronym", "slug"])
def test_series_are_unique(db, field):
    series = MeetingSeriesFactory()
    again = MeetingSeriesFactory.build(**{field: getattr(series, field)})
    assert set(validation_errors(again.full_clean)) >= {field}


def test_a_series_does_not_report_to_itself(db):
    series = MeetingSeriesFactory()
    series.reports_to = series
    assert set(validation_errors(series.full_clean)) == {"reports_to"}


def test_two_series_do_not_report_to_each_other(db):
    top = MeetingSeriesFactory()
    middle = MeetingSeriesFactory(reports_to=top)
    top.reports_to = MeetingSeriesFactory(reports_to=middle)
    assert set(validation_errors(top.full_clean)) == {"reports_to"}


def test_a_new_series_may_report_to_another(db):
    MeetingSeriesFactory.build(
        reports_to=MeetingSeriesFactory(reports_to=MeetingSeriesFactory())
    ).full_clean()


def test_a_series_is_found_by_its_slug(db):
    series = MeetingSeriesFactory(acronym="ADMM-Plus")
    assert MeetingSeries.objects.get_by_natural_key("admm-plus") == series


# Chair terms


def test_a_term_ends_after_it_starts(db):
    term = ChairTermFactory.build(
        series=MeetingSeriesFactory(),
        country=CountryFactory(),
        start=PartialDate(2014),
        end=PartialDate(2013),
    )
    assert set(validation_errors(term.full_clean)) == {"end"}


@pytest.mark.parametrize("kind", ["plus", "observer"])
def test_a_term_is_held_by_a_country_of_the_framework(db, kind):
    term = ChairTermFactory.build(series=MeetingSeriesFactory(), country=CountryFactory(**{kind: True}))
    messages = validation_errors(term.full_clean)
    assert set(messages) == {"country"}
    assert "choose a member" in messages["country"][0]


def test_a_plus_country_co_chairs_a_working_group(db):
    series = MeetingSeriesFactory(working_group=True)
    ChairTermFactory.build(series=series, country=CountryFactory(plus=True), role="co-chair").full_clean()


def date(text):
    return text and PartialDate.parse(text)


OVERLAPS = [
    ("2011", "2014", "2014", "2017", False),
    ("2011", "2013", "2014", "2017", False),
    ("2011", "2014", "2013", "2017", True),
    ("2011", "2014", "2012", "2013", True),
    ("2011", "2014", "2011", "2014", True),
    ("2011-01-01", "2014-03-31", "2014-04-01", "2017", False),
    ("2011-01-01", "2014-03-31", "2014-03-30", "2017", True),
    ("2011", "2014-03", "2014-03", "2017", False),
    ("2011", "2014-04", "2014-02", "2017", True),
    ("2011", "2014", "2014-06-01", "2017", False),
    ("2011", None, "2014", "2017", True),
    ("2011", None, "2014", None, True),
    ("2014", "2017", "2017", None, False),
    ("2014", "2014", "2014", "2014", False),
]


@pytest.mark.parametrize(
    ("start", "end", "other_start", "other_end", "overlap"),
    OVERLAPS,
    ids=[" ".join(map(str, o[:4])) for o in OVERLAPS],
)
def test_terms_of_one_side_overlap_only_as_far_as_their_dates_leave_open(
    db, start, end, other_start, other_end, overlap
):
    series = MeetingSeriesFactory()
    series.chair_terms = [
        ChairTerm(country=CountryFactory(), role="chair", start=date(start), end=date(end)),
        ChairTerm(country=CountryFactory(), role="chair", start=date(other_start), end=date(other_end)),
    ]
    if overlap:
        assert set(validation_errors(series.clean_records)) == {"chair_terms"}
    else:
        series.clean_records()


def test_a_member_and_a_plus_country_chair_together(db):
    series = MeetingSeriesFactory(working_group=True)
    series.chair_terms = [
        ChairTerm(
            country=CountryFactory(**kind), role="co-chair", start=PartialDate(2011), end=PartialDate(2014)
        )
        for kind in ({}, {"plus": True})
    ]
    series.clean_records()


def test_the_message_names_the_country_and_its_years(db):
    series = MeetingSeriesFactory()
    series.chair_terms = [
        ChairTerm(country=country, role="chair", start=PartialDate(2011), end=PartialDate(2014))
        for country in (CountryFactory(name="Viet Nam"), CountryFactory())
    ]
    assert validation_errors(series.clean_records)["chair_terms"] == [
        "Viet Nam, 2011–2014, overlaps another term of the same side; check both dates."
    ]


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [("2011", "2014", "2011–2014"), ("2014", None, "since 2014"), ("2014", "2014", "2014")],
)
def test_the_years_of_a_term_are_said_in_words(start, end, words):
    term = ChairTermFactory.build(series=None, country=None, start=date(start), end=date(end))
    assert str(term.years) == words
