from datetime import date

import pytest
from django.utils import timezone

from admm_site.core.clock import as_of, as_of_date, cached_per_request, override_today, past_as_of_date, today


def test_today_can_be_overridden_for_a_block():
    before = today()
    with override_today(date(2013, 5, 7)):
        assert today() == date(2013, 5, 7)
    assert today() == before


def test_the_innermost_override_counts():
    with override_today(date(2013, 5, 7)):
        with override_today(date(2014, 1, 1)):
            assert today() == date(2014, 1, 1)
        assert today() == date(2013, 5, 7)


def test_an_error_does_not_leave_the_day_set():
    before = today()
    with pytest.raises(RuntimeError), override_today(date(2013, 5, 7)):
        raise RuntimeError
    assert today() == before


def test_without_an_override_it_is_today_at_the_secretariat():
    with override_today(None):
        assert today() == timezone.localdate()


def test_a_visitor_can_set_an_as_of_date():
    with override_today(date(2026, 3, 2)), as_of(date(2013, 5, 7)):
        assert today() == as_of_date() == past_as_of_date() == date(2013, 5, 7)
    assert as_of_date() is None


def test_a_day_to_come_is_not_past():
    with override_today(date(2026, 3, 2)), as_of(date(2026, 3, 3)):
        assert (today(), as_of_date(), past_as_of_date()) == (date(2026, 3, 3), date(2026, 3, 3), None)


def test_an_as_of_date_of_today_is_no_as_of_date():
    with override_today(date(2026, 3, 2)), as_of(date(2026, 3, 2)):
        assert (today(), as_of_date(), past_as_of_date()) == (date(2026, 3, 2), None, None)


def test_the_past_does_not_depend_on_earlier_requests():
    with override_today(date(2026, 3, 2)), as_of(date(2013, 5, 7)), as_of(date(2014, 5, 1)):
        assert past_as_of_date() == date(2014, 5, 1)


def test_a_value_is_computed_once_per_request():
    days = []
    with override_today(date(2026, 3, 2)):
        for day in (date(2013, 5, 7), date(2014, 5, 1)):
            with as_of(day):
                assert [cached_per_request(days.append) for _ in range(2)] == [None, None]
        assert cached_per_request(days.append) is None
    assert days == [date(2013, 5, 7), date(2014, 5, 1)]
