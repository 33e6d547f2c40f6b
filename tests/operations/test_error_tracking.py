"""Sentry gets unhandled errors by setting, and nothing of who asked."""

import json

import pytest
import sentry_sdk
from django.test import Client
from sentry_sdk.transport import Transport

from admm_site import environment
from admm_site.environment import Environment, SettingError
from admm_site.error_tracking import start_error_tracking

DSN = "https://key@sentry.example.org/1"


@pytest.fixture
def sent(settings):
    """The events that Sentry was sent."""
    events = []

    class Capturing(Transport):
        def capture_envelope(self, envelope):
            events.append(envelope.get_event())

    settings.SENTRY_DSN = DSN
    start_error_tracking(Capturing)
    yield events
    sentry_sdk.get_global_scope().set_client(None)


@pytest.fixture
def failing_home(monkeypatch):
    def fail():
        name = "".join(("sword", "fish"))  # the source of this line is sent, its variables aren't
        raise RuntimeError(f"{name}@example.org")

    monkeypatch.setattr("admm_site.pages.overview.counts", fail)


def test_an_unhandled_error_is_sent_with_its_id_and_nothing_of_the_visitor(full_portal, sent, failing_home):
    client = Client(raise_request_exception=False, REMOTE_ADDR="203.0.113.7")
    client.cookies["sessionid"] = "secret-session"

    response = client.get("/?q=secret-question", headers={"User-Agent": "secret-browser"})

    (event,) = sent
    text = json.dumps(event, default=str)
    assert event["exception"]["values"][-1]["type"] == "RuntimeError"
    assert event["tags"]["request_id"] in response.content.decode()
    assert event["transaction"]
    for secret in ("secret-", "203.0.113.7", "swordfish"):
        assert secret not in text


def test_what_a_client_did_wrong_is_not_sent(full_portal, sent):
    Client().get("/nothing/")

    assert sent == []


def test_without_the_setting_nothing_is_sent(full_portal, failing_home):
    start_error_tracking()

    assert Client(raise_request_exception=False).get("/").status_code == 500
    assert not sentry_sdk.get_client().is_active()


@pytest.mark.parametrize("address", ["sentry.example.org", "https://sentry.example.org/1"])
def test_an_address_that_is_none_of_sentry_is_refused(address):
    with pytest.raises(SettingError, match="SENTRY_DSN is no address of Sentry"):
        Environment({"SENTRY_DSN": address}).error_tracker("SENTRY_DSN")


def test_the_setting_without_the_package_is_one_sentence(monkeypatch):
    monkeypatch.setattr(environment, "find_spec", lambda name: None)

    with pytest.raises(SettingError, match="sentry-sdk isn’t installed: pip install"):
        Environment({"SENTRY_DSN": DSN}).error_tracker("SENTRY_DSN")
