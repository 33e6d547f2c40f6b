"""Rules for every list with filters."""

import pytest

from admm_site.exports.lists import LIST_EXPORTS

MOST_SHOWN = 4


@pytest.mark.parametrize("name", LIST_EXPORTS)
def test_a_list_shows_at_most_four_filters_and_all_of_them_exist(name):
    filterset = LIST_EXPORTS[name].filterset
    assert set(filterset.main_filters) <= set(filterset.base_filters)
    assert len(filterset.main_filters or filterset.base_filters) <= MOST_SHOWN
