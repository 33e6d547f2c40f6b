"""The log: lines of JSON with the id of the request; no personal data, no warnings for what clients do."""

import json
import logging
from io import StringIO

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from admm_site.api.resources import RESOURCES
from admm_site.documents import tasks
from admm_site.log_format import JSONFormatter, PlainFormatter, without_client_errors
from admm_site.request_ids import current_request_id, with_request_id
from tests.factories.documents import PortalDocumentFactory

REQUESTS = "admm_site.requests"


@pytest.fixture
def log():
    """A function that returns the lines logged so far, as the portal writes them on a server."""
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    handler.addFilter(without_client_errors)
    levels = {name: logging.getLogger(name).level for name in ("", REQUESTS)}
    for name in levels:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture
def failing_view(monkeypatch):
    def fail():
        raise RuntimeError("anna@example.org has no row")

    monkeypatch.setattr("admm_site.pages.overview.counts", fail)


def of_level(lines: list[dict], *levels: str) -> list[dict]:
    return [line for line in lines if line["level"] in levels]


def test_an_error_is_one_line_whose_id_the_page_names(full_portal, visitor, failing_view, log):
    response = visitor.get("/")

    (error,) = of_level(log(), "ERROR", "WARNING")
    assert response.status_code == 500
    assert "RuntimeError" in error["traceback"]
    assert error["request_id"] in BeautifulSoup(response.content, "html.parser").main.get_text()


def test_an_error_of_the_api_names_its_id(full_portal, visitor, monkeypatch, log):
    monkeypatch.setattr(RESOURCES["meetings"], "rows", lambda self: 1 / 0)

    response = visitor.get("/api/v1/meetings/")

    (error,) = of_level(log(), "ERROR", "WARNING")
    assert error["request_id"] in response.json()["detail"]


def test_every_request_is_a_line(full_portal, visitor, log):
    visitor.get("/meetings/")

    (line,) = [line for line in log() if line["logger"] == REQUESTS]
    assert line["message"].startswith("GET /meetings/ 200 ")
    assert (line["view"], line["status"], line["path"]) == ("meetings.MeetingIndexPage", 200, "/meetings/")
    assert len(line["request_id"]) == 32


@pytest.mark.parametrize(("behind_proxy", "lines"), [(True, 1), (False, 3)])
def test_behind_a_proxy_what_the_cache_answers_is_left_to_its_log(
    full_portal, visitor, log, settings, behind_proxy, lines
):
    settings.BEHIND_PROXY = behind_proxy
    first = visitor.get("/meetings/")
    visitor.get("/meetings/")
    visitor.get("/meetings/", headers={"If-None-Match": first["ETag"]})

    assert [line["cache"] for line in log()] == ["miss", "hit", "not_modified"][:lines]


def test_an_address_that_does_not_exist_is_no_warning(full_portal, visitor, log):
    visitor.get("/nothing/")

    assert [(line["logger"], line["level"]) for line in log()] == [(REQUESTS, "INFO")]


def test_a_form_that_is_refused_is_no_warning(full_portal, log):
    response = Client(enforce_csrf_checks=True).post(reverse("wagtailadmin_login"), {"username": "anna"})

    assert response.status_code == 403
    assert {line["level"] for line in log()} == {"INFO"}
    assert any("CSRF" in line["message"] for line in log())


def test_a_wrong_host_is_no_error(full_portal, visitor, log):
    assert visitor.get("/", headers={"host": "evil.example"}).status_code == 400

    assert of_level(log(), "ERROR", "WARNING") == []
    assert not any("traceback" in line for line in log())


@pytest.mark.parametrize(
    ("address", "secret"),
    [
        ("/search/?q=anna%40example.org", "anna"),
        ("/report/?page=/&email=anna@example.org", "anna"),
        ("/admin/password_reset/confirm/MQ/c0ffee-123/", "c0ffee"),
    ],
)
def test_no_personal_data_of_a_request_is_logged(full_portal, visitor, log, address, secret):
    visitor.get(address, REMOTE_ADDR="203.0.113.7")

    text = json.dumps(log())
    assert secret not in text
    assert "203.0.113.7" not in text


@pytest.mark.parametrize("formatter", [JSONFormatter(), PlainFormatter()], ids=["json", "plain"])
def test_personal_data_in_an_error_is_left_out(formatter):
    try:
        raise ValueError("duplicate key\nDETAIL:  Key (username)=(anna) already exists.\nanna@example.org")
    except ValueError as error:
        record = logging.LogRecord(
            "x", logging.ERROR, "", 1, "to anna@example.org", (), (type(error), error, None)
        )

    assert "anna" not in formatter.format(record)


def test_a_plain_line_has_the_id_too():
    record = logging.LogRecord("x", logging.INFO, "", 1, "one\ntwo", (), None)
    with with_request_id("abcdefgh"):
        assert PlainFormatter().format(record) == "one [abcdefgh]\ntwo"


@pytest.mark.parametrize(
    ("behind_proxy", "request_id", "is_taken"),
    [(True, "0123456789abcdef", True), (True, 'a" b', False), (False, "0123456789abcdef", False)],
)
def test_only_the_proxy_gives_an_id(full_portal, visitor, log, settings, behind_proxy, request_id, is_taken):
    settings.BEHIND_PROXY = behind_proxy

    visitor.get("/healthz", headers={"X-Request-ID": request_id})

    assert (log()[0]["request_id"] == request_id) is is_taken


def test_the_id_is_forgotten_after_the_request(full_portal, visitor):
    visitor.get("/healthz")

    assert current_request_id() == ""


@pytest.mark.django_db
def test_background_work_has_the_id_of_the_request_that_asked_for_it(settings, monkeypatch, log):
    settings.TASKS = settings.TASKS | {"background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    document = PortalDocumentFactory()
    monkeypatch.setattr(tasks, "extract", lambda *args: 1 / 0)

    with with_request_id("id-of-the-request"):
        tasks.read_document.enqueue(document.pk)
    call_command("db_worker", "--backend", "background", "--batch", "--no-startup-delay", verbosity=0)

    (line,) = [line for line in log() if line["logger"] == tasks.__name__]
    assert line["request_id"] == "id-of-the-request"
    assert current_request_id() == ""
