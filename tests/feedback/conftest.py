from collections.abc import Callable
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup

from admm_site.feedback import form_token
from tests.factories.meetings import MeetingPageFactory


@pytest.fixture
def page(portal):
    """A public page with an error, published from a revision."""
    meeting = MeetingPageFactory(custom_title="Quetzalcoatl", slug="5th-admm")
    meeting.save_revision().publish()
    meeting.refresh_from_db()
    return meeting


@pytest.fixture
def clock(monkeypatch) -> list[float]:
    """The seconds that filling the form takes: a minute, unless a test says otherwise."""
    seconds_passed = [60.0]
    monkeypatch.setattr(form_token, "time", SimpleNamespace(time=lambda: seconds_passed[0]))
    return seconds_passed


@pytest.fixture
def send(client, clock) -> Callable:
    """Opens the form for an address, fills it in and submits it, as a browser without scripts does."""

    def send(address: str = "/meetings/5th-admm/", /, *, seconds: float = 60, headers=None, **values):
        clock[0] = 0
        form = BeautifulSoup(client.get("/report/", {"page": address}).content, "html.parser").main
        clock[0] = seconds
        return client.post(
            "/report/", fields_of(form) | {"text": "The date is another."} | values, headers=headers
        )

    return send


def fields_of(form) -> dict:
    return {field["name"]: field.get("value", "") for field in form.select("input[name]")}
