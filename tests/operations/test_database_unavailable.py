"""The portal without its database: unreachable, too slow, or lost in the middle of a request gives 503."""

import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from bs4 import BeautifulSoup
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from meetings.models import MeetingPage
from tests.editorial.browser_form import get_form_fields
from tests.factories.pages import create_portal
from tests.factories.portal import create_full_portal
from tests.factories.users import AdministratorFactory, EditorFactory
from tests.ports import free_port
from tests.public_urls import API, API_RECORDS, DATA, PAGES

from .faults import copy_database, other_connection, silent_server, unreachable_database
from .served_portal import ask, served

pytestmark = pytest.mark.slow

PROBLEM = "application/problem+json"
SECONDS = 20


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


def visible_text(response) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").select_one("main").get_text(" ").split())


@pytest.mark.parametrize(
    "address", [PAGES[name] for name in ("home", "meeting", "search for a word", "country")]
)
def test_a_page_says_so_and_when_to_ask_again(db, visitor, address):
    with unreachable_database():
        response = visitor.get(address)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "not available right now" in visible_text(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", [API["API, meetings"], API_RECORDS["API, meeting"]])
def test_the_api_answers_with_a_problem(db, visitor, address):
    with unreachable_database():
        response = visitor.get(address)

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert (response["Content-Type"], response.json()["status"]) == (PROBLEM, 503)


@pytest.mark.parametrize("suffix", ["csv", "json", "atom", "ics"])
def test_an_export_answers_in_its_format(db, visitor, suffix):
    with unreachable_database():
        response = visitor.get(DATA[f"meetings, {suffix}"])

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response["Content-Type"].startswith(PROBLEM if suffix == "json" else "text/plain")


def test_the_portal_is_not_ready(db, visitor):
    with unreachable_database():
        response = visitor.get("/readyz")
        assert visitor.get("/healthz").status_code == 200

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert response.json()["database"] is False


def test_an_editor_keeps_what_was_entered(editor_client):
    portal = create_portal()
    editor_client.raise_request_exception = False
    edit = reverse("wagtailadmin_pages:edit", args=[portal.about.pk])
    data = get_form_fields(editor_client.get(edit)) | {"title": "A title of this test"}

    with unreachable_database():
        response = editor_client.post(edit, data)
        script = editor_client.post(edit, data, headers={"X-Requested-With": "XMLHttpRequest"})

    assert (response.status_code, response["Retry-After"]) == (503, "30")
    assert "Nothing was saved. Try again in a minute." in visible_text(response)
    assert get_form_fields(response, "//form")["title"] == "A title of this test"
    assert (script.status_code, script.json()["success"]) == (503, False)


def test_a_mistake_of_the_portal_is_not_hidden(db, visitor, monkeypatch):
    def ask():
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM nothing_of_this_name")

    monkeypatch.setattr("admm_site.operations.probes.ask_all", ask)

    with other_connection():
        assert visitor.get("/readyz").status_code == 500


@contextmanager
def deadlock(page: Page):
    """Another session locks the log that publishing writes to, and then waits for the page."""

    def wait_for_page():
        with psycopg.connect(connection_string(), autocommit=True) as watching:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not watching.execute(waiting).fetchone()[0]:
                time.sleep(0.02)
        theirs.execute("UPDATE wagtailcore_page SET title = title WHERE id = %s", [page.pk])
        theirs.rollback()

    with psycopg.connect(connection_string()) as theirs, other_connection():
        theirs.execute("SET deadlock_timeout = '60s'")  # so that the portal is the one who gives way
        theirs.execute("LOCK TABLE wagtailcore_pagelogentry IN ACCESS EXCLUSIVE MODE")
        with ThreadPoolExecutor() as threads:
            future = threads.submit(wait_for_page)
            yield
            future.result(SECONDS)


@contextmanager
def conflict(page: Page):
    """Another session changes the page after the portal's transaction has read it."""

    def change(execute, sql, params, many, context):
        if sql.startswith('UPDATE "wagtailcore_page"'):
            theirs.execute("UPDATE wagtailcore_page SET title = title WHERE id = %s", [page.pk])
        return execute(sql, params, many, context)

    with (
        psycopg.connect(connection_string(), autocommit=True) as theirs,
        other_connection(options="-c default_transaction_isolation=repeatable\\ read") as ours,
        ours.execute_wrapper(change),
    ):
        yield


@contextmanager
def lock_timeout(page: Page):
    with psycopg.connect(connection_string()) as theirs, other_connection(options="-c lock_timeout=300"):
        theirs.execute("LOCK TABLE wagtailcore_revision IN SHARE MODE")
        yield
        theirs.rollback()


def connection_string() -> str:
    values = connection.settings_dict
    return psycopg.conninfo.make_conninfo(
        host=values["HOST"],
        port=values["PORT"],
        user=values["USER"],
        password=values["PASSWORD"],
        dbname=values["NAME"],
    )


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no server.")
class TestPostgreSQL:
    def test_a_connection_closed_by_the_server_is_replaced_for_the_next_request(
        self, real_transactions, visitor
    ):
        create_portal()
        with other_connection() as theirs, other_connection() as ours:
            assert visitor.get("/").status_code == 200
            with theirs.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [ours.connection.info.backend_pid])

            assert visitor.get("/").status_code == 503
            close_old_connections()  # as the server does before each request
            assert visitor.get("/").status_code == 200

    def test_a_transaction_whose_connection_is_lost_is_503(self, real_transactions, visitor):
        create_portal()
        visitor.force_login(AdministratorFactory())
        about = Page.objects.get(slug="about")
        edit = reverse("wagtailadmin_pages:edit", args=[about.pk])
        data = get_form_fields(visitor.get(edit)) | {"title": "A title of this test"}

        def end(execute, sql, params, many, context):
            if sql.startswith("INSERT") and "revision" in sql:
                with theirs.cursor() as cursor:
                    cursor.execute("SELECT pg_terminate_backend(%s)", [ours.connection.info.backend_pid])
            return execute(sql, params, many, context)

        with other_connection() as theirs, other_connection() as ours, ours.execute_wrapper(end):
            response = visitor.post(edit, data)

        assert response.status_code == 503
        assert get_form_fields(response, "//form")["title"] == "A title of this test"
        about.refresh_from_db()
        assert about.latest_revision is None

    @pytest.mark.parametrize("obstacle", [deadlock, conflict, lock_timeout], ids=lambda made: made.__name__)
    def test_a_change_that_another_makes_impossible_is_503_and_keeps_what_was_entered(
        self, real_transactions, visitor, obstacle
    ):
        create_portal()
        visitor.force_login(EditorFactory())
        about = Page.objects.get(slug="about")
        edit = reverse("wagtailadmin_pages:edit", args=[about.pk])
        data = get_form_fields(visitor.get(edit)) | {"title": "A title of this test", "action-publish": "1"}

        with obstacle(about):
            response = visitor.post(edit, data)

        assert (response.status_code, response["Retry-After"]) == (503, "5")
        assert "Nothing was saved. Try again in a moment." in visible_text(response)
        assert get_form_fields(response, "//form")["title"] == "A title of this test"
        about.refresh_from_db()
        assert (about.title, about.latest_revision) == ("About", None)
        assert visitor.post(edit, data).status_code == 302


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="A server locks rows.")
@pytest.mark.parametrize("factory", [EditorFactory, AdministratorFactory], ids=["editor", "administrator"])
def test_a_file_that_another_program_writes_to_is_read_and_keeps_what_was_entered(
    real_transactions, visitor, tmp_path, factory
):
    create_full_portal()
    visitor.force_login(factory())
    meeting = MeetingPage.objects.get(slug="5th-admm")
    edit = reverse("wagtailadmin_pages:edit", args=[meeting.pk])
    data = get_form_fields(visitor.get(edit)) | {"theme": "A theme of this test"}
    file = copy_database(tmp_path / "db.sqlite3")

    with other_connection(name=str(file), timeout=0.1):
        assert visitor.get("/").status_code == 200  # by now the file keeps a log of its changes
        writer = sqlite3.connect(file, isolation_level=None)
        writer.execute("BEGIN IMMEDIATE")
        page_response, refusal = visitor.get("/meetings/5th-admm/"), visitor.post(edit, data)
        writer.execute("ROLLBACK")
        saved_response = visitor.post(edit, data)
        writer.close()

    assert (page_response.status_code, refusal.status_code, saved_response.status_code) == (200, 503, 302)
    assert refusal["Retry-After"] == "5"
    assert "Nothing was saved. Try again in a moment." in visible_text(refusal)
    assert get_form_fields(refusal, "//form")["theme"] == "A theme of this test"


def test_a_server_with_a_wrong_port_serves_the_sentence_and_soon():
    with served(f"postgres://portal@127.0.0.1:{free_port()}/portal") as port:
        for address in ("/", "/api/v1/meetings/", "/meetings.csv", "/readyz", "/nothing/"):
            response = ask(port, address)
            assert (address, response.status, response.headers["Retry-After"]) == (address, 503, "30")


@pytest.mark.exhaustive
def test_a_server_that_never_answers_is_given_up_soon():
    with silent_server() as silent, served(f"postgres://p@127.0.0.1:{silent}/p", CONNECT_TIMEOUT="2") as port:
        start = time.monotonic()
        response = ask(port, "/")

    assert (response.status, response.headers["Retry-After"]) == (503, "30")
    assert "not available right now" in visible_text(response)
    assert time.monotonic() - start < 10


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no such limit.")
def test_what_waits_for_longer_than_the_limit_is_given_up(real_transactions, static_files):
    """Another session locks a table: the portal gives up after the limit, and serves what is cached."""
    create_full_portal()
    with (
        psycopg.connect(connection_string()) as theirs,
        served(address_of_database(), STATEMENT_TIMEOUT="1", STATIC_ROOT=str(static_files)) as port,
    ):
        assert ask(port, "/documents/").status == 200
        theirs.execute("LOCK TABLE wagtailcore_page IN ACCESS EXCLUSIVE MODE")
        assert ask(port, "/documents/").status == 200
        for address in ("/", "/api/v1/meetings/", "/meetings.csv", "/search/?q=jakarta", "/nothing/"):
            start = time.monotonic()
            response = ask(port, address)
            assert (address, response.status, response.headers["Retry-After"]) == (address, 503, "30")
            assert 0.9 < time.monotonic() - start < 8
        theirs.rollback()
        assert ask(port, "/meetings/5th-admm/").status == 200


def address_of_database() -> str:
    values = connection.settings_dict
    account = f"{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}"
    return f"postgres://{account}/{values['NAME']}"
