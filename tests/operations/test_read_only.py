"""A read-only database: pages are served, and editors are told that nothing can be saved."""

import logging
import math
import time
from types import SimpleNamespace

import pytest
from bs4 import BeautifulSoup
from django.db import DatabaseError, connection, transaction
from django.test import Client, override_settings
from django.urls import reverse

from admm_site.feedback import form_token
from admm_site.feedback.models import ErrorReport
from admm_site.search import query_log
from admm_site.search.models import QueryCount
from meetings.models import MeetingPage
from tests.editorial.browser_form import get_form_fields
from tests.factories.portal import create_full_portal
from tests.factories.users import EditorFactory
from tests.responses import read
from tests.roles import ROLE_FACTORIES

from .faults import copy_database, other_connection, read_only_database

pytestmark = pytest.mark.slow

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


def failing_surfaces(visitor, surfaces: dict[str, str]) -> list[str]:
    """The names of the surfaces that answer with an error of the server."""
    failures = []
    for name, address in surfaces.items():
        response = visitor.get(address, headers=BROWSER)
        read(response)
        if response.status_code >= 500:
            failures.append(name)
    return failures


def test_pages_are_shown_and_queries_are_not_counted(
    real_transactions, visitor, tmp_path, monkeypatch, caplog, surfaces
):
    create_full_portal()
    monkeypatch.setattr(query_log, "_written_at", -math.inf)
    monkeypatch.setattr(query_log, "_pending", {})

    with read_only_database(tmp_path), caplog.at_level(logging.WARNING):
        with pytest.raises(DatabaseError), transaction.atomic():
            QueryCount.objects.create(query="refused", count=1, result_count=0)
        failures = failing_surfaces(visitor, surfaces)
        assert not QueryCount.objects.exists()

    assert not failures
    assert "queries were not counted" in caplog.text
    assert not any(record.exc_info for record in caplog.records if record.name == query_log.__name__)


def test_a_visitor_who_reports_an_error_is_told_and_keeps_the_text(
    real_transactions, visitor, tmp_path, monkeypatch
):
    create_full_portal()
    with read_only_database(tmp_path):
        form = BeautifulSoup(visitor.get("/report/?page=/meetings/5th-admm/").content, "html.parser").main
        data = {field["name"]: field.get("value", "") for field in form.select("input[name]")}
        a_minute_later = time.time() + 60
        monkeypatch.setattr(form_token, "time", SimpleNamespace(time=lambda: a_minute_later))
        response = visitor.post("/report/", data | {"text": "The date is another."})

    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert "can’t be saved right now" in visible_text(response)
    assert "The date is another." in visible_text(response)
    assert not ErrorReport.objects.exists()


@pytest.mark.parametrize("factory", ROLE_FACTORIES)
def test_an_editor_is_told_and_keeps_the_text(real_transactions, visitor, tmp_path, factory):
    create_full_portal()
    visitor.force_login(factory())
    meeting = MeetingPage.objects.get(slug="5th-admm")
    edit = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    data = get_form_fields(visitor.get(edit)) | {"theme": "A theme of this test", "action-publish": "1"}

    with read_only_database(tmp_path):
        explorer = visitor.get(reverse("wagtailadmin_explore_root"), follow=True)
        response = visitor.post(edit, data)
        script = visitor.post(edit, data, headers={"Accept": "application/json"})
        page = visitor.get("/meetings/5th-admm/")

    assert (explorer.status_code, page.status_code) == (200, 200)
    assert (response.status_code, response["Retry-After"]) == (503, "300")
    assert "Nothing can be saved right now" in visible_text(response)
    assert get_form_fields(response, "//form")["theme"] == "A theme of this test"
    assert (script.status_code, script.json()["error_code"]) == (503, "unavailable")
    meeting.refresh_from_db()
    assert meeting.theme != "A theme of this test"


def test_signing_in_explains_that_nothing_can_be_saved(real_transactions, visitor, tmp_path):
    person = EditorFactory()
    person.set_password("a long password")
    person.save()

    with read_only_database(tmp_path):
        assert visitor.get(reverse("wagtailadmin_login")).status_code == 200
        response = visitor.post(
            reverse("wagtailadmin_login"), {"username": person.username, "password": "a long password"}
        )

    assert response.status_code == 503
    assert "Nothing can be saved right now" in visible_text(response)


@pytest.fixture
def read_only_setting(real_transactions, tmp_path):
    """A server with READ_ONLY=true, whose account may write to the database."""
    create_full_portal()
    editor = EditorFactory()
    client = Client(raise_request_exception=False)
    client.force_login(editor)
    file = copy_database(tmp_path / "db.sqlite3") if connection.vendor == "sqlite" else ""
    with override_settings(READ_ONLY=True), other_connection(name=str(file)):
        yield client


def test_the_setting_lets_nothing_be_written(read_only_setting, visitor, surfaces):
    with pytest.raises(DatabaseError), transaction.atomic():
        QueryCount.objects.create(query="refused", count=1, result_count=0)
    assert not failing_surfaces(visitor, surfaces)


def test_the_setting_is_shown_to_editors(read_only_setting):
    meeting = MeetingPage.objects.get(slug="5th-admm")
    edit = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    create = reverse("wagtailadmin_pages:add", args=["meetings", "meetingpage", meeting.get_parent().pk])
    for address in (create, "/admin/"):
        assert "the portal can be read but not changed" in read_only_setting.get(address).content.decode()
    for response in (read_only_setting.get(edit), read_only_setting.post(edit, {"theme": "Changed"})):
        assert (response.status_code, response["Retry-After"]) == (503, "300")
        assert "Nothing can be saved right now" in visible_text(response)


def test_the_portal_is_ready(real_transactions, visitor, tmp_path):
    with read_only_database(tmp_path):
        assert visitor.get("/readyz").status_code == 200
        assert connection.connection
