"""No response is out of date, in whatever way and order content has changed (`content_changes`)."""

import pytest
from django.db import connection, transaction
from hypothesis import settings as hypothesis_settings
from hypothesis.stateful import run_state_machine_as_test

from admm_site.core import response_cache

from .content_changes import SETTINGS, CacheMachine

pytestmark = pytest.mark.slow

A_FEW_STEPS = hypothesis_settings(SETTINGS, max_examples=3, stateful_step_count=4)


class RolledBackMachine(CacheMachine):
    """Each example begins with the portal of the fixture, and is rolled back."""

    has_clock = connection.vendor == "sqlite"

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)
        super().teardown()


@pytest.fixture(autouse=True)
def unlimited_requests(settings):
    settings.API_RATE = ""


def test_no_response_is_out_of_date_after_a_few_changes(full_portal):
    run_state_machine_as_test(RolledBackMachine, settings=A_FEW_STEPS)


def test_a_cache_that_misses_a_change_is_noticed(full_portal, monkeypatch):
    monkeypatch.setattr(response_cache, "read_version", lambda: "constant")
    with pytest.raises(AssertionError, match="is out of date"):
        run_state_machine_as_test(RolledBackMachine, settings=A_FEW_STEPS)
