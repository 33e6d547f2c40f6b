"""Charts of numbers by year: nothing overlaps and no number is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admm_site.core.charts import Count, Series, YearlyCounts

ALL_SERIES = [Series("meetings", "Meetings"), Series("papers", "Papers"), Series("reports", "Reports")]
NUMBERS = st.lists(
    st.tuples(
        st.integers(1990, 2030),
        st.sampled_from([series.name for series in ALL_SERIES]),
        st.builds(Count, st.integers(0, 5000), st.integers(0, 50)),
    ),
    max_size=40,
)


def test_every_year_from_the_first_to_the_last_has_a_row():
    years = YearlyCounts.from_counts(ALL_SERIES, [(2011, "papers", Count(2)), (2014, "meetings", Count(1))])
    assert [row.year for row in years.rows] == [2011, 2012, 2013, 2014]
    assert [series.name for series in years.series] == ["meetings", "papers"]


def test_counts_of_one_year_and_series_are_added_up():
    years = YearlyCounts.from_counts(
        ALL_SERIES, [(2011, "papers", Count(2)), (2011, "papers", Count(1, 4, ["a name"]))]
    )
    assert years.rows[0].counts == [Count(3, 4, ["a name"])]


def test_no_counts_make_no_chart():
    years = YearlyCounts.from_counts(ALL_SERIES, [(2011, "papers", Count())])
    assert not years
    assert (years.bar_chart.rows, years.strip_chart.strips) == ([], [])


@given(NUMBERS)
def test_the_sums_of_the_rows_are_what_was_counted(counts):
    years = YearlyCounts.from_counts(ALL_SERIES, counts)
    assert sum(row.total for row in years.rows) == sum(count.total for _, _, count in counts)


@given(NUMBERS)
def test_the_segments_of_a_bar_follow_each_other_inside_the_chart(counts):
    for row in YearlyCounts.from_counts(ALL_SERIES, counts).bar_chart.rows:
        for segment, following in pairwise(row["segments"]):
            assert segment.x + segment.width == pytest.approx(following.x, abs=0.02)
        assert all(segment.x >= 15 for segment in row["segments"])
        assert row["end"] <= 91.1


@given(NUMBERS)
def test_marks_stand_on_the_line_of_their_series_in_the_column_of_their_year(counts):
    chart = YearlyCounts.from_counts(ALL_SERIES, counts).strip_chart
    columns = set(chart.gridlines)
    for strip in chart.strips:
        assert 0 < strip["y"] < chart.height
        assert {mark["x"] for mark in strip["marks"]} <= columns
        assert all(0 < mark["x"] < 100 for mark in strip["marks"])


def test_a_mark_is_hollow_while_all_of_it_is_planned():
    years = YearlyCounts.from_counts(
        ALL_SERIES, [(2026, "meetings", Count(1, 2)), (2027, "meetings", Count(0, 1))]
    )
    [strip] = years.strip_chart.strips
    assert [mark["is_planned"] for mark in strip["marks"]] == [False, True]


def test_the_latest_year_has_only_the_series_that_it_counts():
    years = YearlyCounts.from_counts(ALL_SERIES, [(2011, "papers", Count(1)), (2012, "meetings", Count(3))])
    [(series, count)] = years.latest_counts
    assert (series.name, count.total) == ("meetings", 3)


def test_a_chart_says_in_a_sentence_what_it_counts():
    years = YearlyCounts.from_counts(
        ALL_SERIES,
        [(2011, "papers", Count(2)), (2012, "papers", Count(1)), (2012, "meetings", Count(4, 1))],
    )
    assert years.strip_chart.description == "From 2011 to 2012 it counts Meetings 5, Papers 3."
    assert years.bar_chart.description == "The last bar, 2012, counts Meetings 5, Papers 1."
