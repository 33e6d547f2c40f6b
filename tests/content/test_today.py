from datetime import date

import pytest
from django.utils import timezone

from admm_site.content.today import on_day, today


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
