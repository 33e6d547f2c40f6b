from datetime import date

import pytest
from django.utils import timezone

from admm_site.core.clock import as_of, asked_day, on_day, once_a_visit, past_day, today


def test_the_day_can_be_set_for_a_while():
    before = today()
    with on_day(date(2013, 5, 7)):
        assert today() == date(2013, 5, 7)
    assert today() == before


def test_the_innermost_day_counts():
    with on_day(date(2013, 5, 7)):
        with on_day(date(2014, 1, 1)):
            assert today() == date(2014, 1, 1)
        assert today() == date(2013, 5, 7)


def test_an_error_does_not_leave_the_day_set():
    before = today()
    with pytest.raises(RuntimeError), on_day(date(2013, 5, 7)):
        raise RuntimeError
    assert today() == before


def test_otherwise_it_is_today_at_the_secretariat():
    with on_day(None):
        assert today() == timezone.localdate()


def test_a_visitor_may_ask_for_another_day():
    with on_day(date(2026, 3, 2)), as_of(date(2013, 5, 7)):
        assert today() == asked_day() == past_day() == date(2013, 5, 7)
    assert asked_day() is None


def test_a_day_to_come_is_not_past():
    with on_day(date(2026, 3, 2)), as_of(date(2026, 3, 3)):
        assert (today(), asked_day(), past_day()) == (date(2026, 3, 3), date(2026, 3, 3), None)


def test_who_asks_for_today_asks_for_no_other_day():
    with on_day(date(2026, 3, 2)), as_of(date(2026, 3, 2)):
        assert (today(), asked_day(), past_day()) == (date(2026, 3, 2), None, None)


def test_what_is_past_does_not_depend_on_what_was_asked_before():
    with on_day(date(2026, 3, 2)), as_of(date(2013, 5, 7)), as_of(date(2014, 5, 1)):
        assert past_day() == date(2014, 5, 1)


def test_what_was_found_for_a_visit_is_looked_for_once():
    days = []
    with on_day(date(2026, 3, 2)):
        for day in (date(2013, 5, 7), date(2014, 5, 1)):
            with as_of(day):
                assert [once_a_visit(days.append) for _ in range(2)] == [None, None]
        assert once_a_visit(days.append) is None
    assert days == [date(2013, 5, 7), date(2014, 5, 1)]
