"""No response is out of date after long sequences of changes that are committed, as they are in production.

A module of its own: the portal that a module shares is in a transaction, in which nothing can be committed.
"""

from collections import Counter

import pytest
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from .content_changes import SETTINGS, CommittedMachine

MANY_STEPS = hypothesis_settings(SETTINGS, max_examples=10, stateful_step_count=200)


@pytest.mark.exhaustive
def test_no_response_is_out_of_date_after_thousands_of_changes(real_transactions, settings):
    settings.API_RATE = ""
    CommittedMachine.effective = Counter()
    run_state_machine_as_test(CommittedMachine, settings=MANY_STEPS)
    ineffective = {name for name, number in CommittedMachine.effective.items() if number == 0}
    assert ineffective == set(), "rules that never changed anything"
