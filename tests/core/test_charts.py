"""Numbers by year as bars and as marks in columns: nothing covers another, nothing is lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from admm_site.core.charts import Count, Kind, Years

KINDS = [Kind("meetings", "Meetings"), Kind("papers", "Papers"), Kind("reports", "Reports")]
NUMBERS = st.lists(
    st.tuples(
        st.integers(1990, 2030),
        st.sampled_from([kind.name for kind in KINDS]),
        st.builds(Count, st.integers(0, 5000), st.integers(0, 50)),
    ),
    max_size=40,
)


def test_every_year_from_the_first_to_the_last_has_a_row():
    years = Years.of(KINDS, [(2011, "papers", Count(2)), (2014, "meetings", Count(1))])
    assert [row.year for row in years.rows] == [2011, 2012, 2013, 2014]
    assert [kind.name for kind in years.kinds] == ["meetings", "papers"]


def test_what_is_counted_twice_is_added_up():
    years = Years.of(KINDS, [(2011, "papers", Count(2)), (2011, "papers", Count(1, 4, ["a name"]))])
    assert years.rows[0].counts == [Count(3, 4, ["a name"])]


def test_nothing_counted_makes_no_drawing():
    years = Years.of(KINDS, [(2011, "papers", Count())])
    assert not years
    assert (years.bars.rows, years.columns.rows) == ([], [])


@given(NUMBERS)
def test_the_sums_of_the_rows_are_what_was_counted(counted):
    years = Years.of(KINDS, counted)
    assert sum(row.total for row in years.rows) == sum(count.total for _, _, count in counted)


@given(NUMBERS)
def test_the_pieces_of_a_bar_follow_each_other_inside_the_drawing(counted):
    for row in Years.of(KINDS, counted).bars.rows:
        for piece, following in pairwise(row["pieces"]):
            assert piece.x + piece.width == pytest.approx(following.x, abs=0.02)
        assert all(piece.x >= 15 for piece in row["pieces"])
        assert row["end"] <= 91.1


@given(NUMBERS)
def test_marks_stand_in_their_own_column_and_row(counted):
    drawing = Years.of(KINDS, counted).columns
    places = [(mark.x, mark.y) for row in drawing.rows for mark in row["marks"]]
    assert len(places) == len(set(places))
    for row in drawing.rows:
        for mark in row["marks"]:
            assert mark.radius <= 14
            assert row["y"] <= mark.y <= drawing.height
            assert 15 < mark.x < 100


def test_a_mark_of_one_is_a_disc_and_one_of_more_holds_its_number():
    years = Years.of(KINDS, [(2011, "papers", Count(1)), (2012, "papers", Count(3))])
    one, three = (row["marks"][0] for row in years.columns.rows)
    assert (one.holds_its_number, three.holds_its_number) == (False, True)
    assert one.radius < three.radius


def test_a_mark_is_hollow_while_all_of_it_is_to_come():
    years = Years.of(KINDS, [(2026, "meetings", Count(1, 2)), (2027, "meetings", Count(0, 1))])
    assert [row["marks"][0].is_to_come for row in years.columns.rows] == [False, True]
