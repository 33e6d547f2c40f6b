"""The version of the content changes with everything that visitors may see, and with nothing else."""

from threading import Thread
from time import monotonic

import pytest
from django.contrib.auth import get_user_model
from django.core import serializers
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from wagtail.models import Page, Site

from admm_site.core.content_version import (
    PRIVATE_COLUMNS,
    PRIVATE_TABLES,
    content_version,
    install,
    missing_triggers,
    one_version,
    read_version,
    visible_tables,
)
from admm_site.reference.models import Country
from initiatives.models import ActivityPage, InitiativePage
from tests.editorial.browser_form import edit_url, get_form_fields
from tests.factories.initiatives import InitiativePageFactory
from tests.factories.pages import create_portal
from tests.factories.reference import CountryFactory
from tests.factories.users import EditorFactory


@pytest.fixture
def changes(db):
    """A function that returns whether the version is another one after a call."""

    def changes(write) -> bool:
        before = read_version()
        write()
        return read_version() != before

    return changes


def execute(sql: str, parameters=()):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def query(sql: str, parameters=()) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()[0]


def in_another_connection(write):
    def run():
        try:
            write()
        finally:
            connection.close()

    worker = Thread(target=run)
    worker.start()
    worker.join()


def rename_site():
    Site.objects.update(site_name="Renamed")


def test_every_table_is_visible_or_named_as_private(db):
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
    assert tables >= PRIVATE_TABLES, "a private table that doesn't exist"
    assert missing_triggers() == set()
    assert {model._meta.db_table for model in (Page, InitiativePage, Country)} <= visible_tables()


def test_a_table_that_is_new_has_no_trigger_until_the_next_migrate(db):
    execute("CREATE TABLE something_new (id integer PRIMARY KEY)")
    assert missing_triggers() == {"something_new"}
    install()
    assert missing_triggers() == set()


def test_the_version_stays_while_nothing_is_written(changes):
    assert not changes(lambda: list(Page.objects.all()))


@pytest.mark.parametrize(
    "write",
    [
        lambda: CountryFactory(),
        lambda: Country.objects.bulk_create([Country(code="ZZ", name="Z", slug="z")], ignore_conflicts=True),
        lambda: Page.objects.filter(pk=1).update(title="Renamed"),
        lambda: Site.objects.bulk_update(Site.objects.all(), ["site_name"]),
        lambda: Site.objects.all().delete(),
        lambda: execute("UPDATE wagtailcore_page SET title = 'Renamed' WHERE id = 1"),
        lambda: install(),
    ],
    ids=["created", "bulk_create", "update", "bulk_update", "deleted", "SQL", "migrate"],
)
def test_whatever_is_written_changes_the_version(changes, write):
    assert changes(write)


def test_a_fixture_changes_the_version(changes, tmp_path):
    fixture = tmp_path / "country.json"
    fixture.write_text(serializers.serialize("json", [CountryFactory()]))
    assert changes(lambda: call_command("loaddata", fixture, verbosity=0))


def test_a_many_to_many_relation_changes_the_version(changes):
    create_portal()
    initiative, country = InitiativePageFactory(), CountryFactory()
    activity = ActivityPage(title="Workshop", slug="workshop", kind="workshop")
    initiative.add_child(instance=activity)
    activity.hosts = [country]
    assert changes(activity.save)


def test_signing_in_and_editing_pings_don_t_change_the_version(changes):
    editor = EditorFactory()
    assert not changes(lambda: Client().force_login(editor))
    assert not changes(lambda: get_user_model().objects.filter(pk=editor.pk).update(first_name="A."))


def test_a_draft_and_its_lock_don_t_change_the_version(changes, client):
    create_portal()
    page, editor = InitiativePageFactory(), EditorFactory()
    client.force_login(editor)
    fields = get_form_fields(client.get(edit_url(page)))
    assert not changes(lambda: client.post(edit_url(page), fields | {"title": "Draft", "summary": "New."}))
    assert not changes(lambda: Page.objects.filter(pk=page.pk).update(locked=True, locked_by=editor))
    page.refresh_from_db()
    assert (page.draft_title, page.has_unpublished_changes) == ("Draft", True)
    assert changes(lambda: page.get_latest_revision().publish())


def test_private_columns_are_columns_of_visible_tables(db):
    assert visible_tables() >= PRIVATE_COLUMNS.keys()
    for table, columns in PRIVATE_COLUMNS.items():
        with connection.cursor() as cursor:
            described = connection.introspection.get_table_description(cursor, table)
        assert {column.name for column in described} >= columns


def test_a_new_column_is_visible_after_the_next_migrate(changes):
    execute("ALTER TABLE wagtailcore_page ADD COLUMN something_new integer")
    install()
    assert changes(lambda: execute("UPDATE wagtailcore_page SET something_new = 1 WHERE id = 1"))


def test_each_write_in_a_transaction_changes_what_it_sees(db):
    with transaction.atomic():
        versions = {read_version()}
        for number in range(3):
            Site.objects.update(site_name=str(number))
            versions.add(read_version())
    assert len(versions) == 4


def test_after_a_rollback_the_version_is_as_before_and_never_used_again(db):
    before = read_version()
    with transaction.atomic():
        rename_site()
        rolled_back = read_version()
        transaction.set_rollback(True)
    assert read_version() == before
    rename_site()
    assert read_version() not in (before, rolled_back)


def test_another_connection_sees_the_version_once_it_is_committed(real_transactions):
    before = read_version()
    with transaction.atomic():
        rename_site()
        versions = []
        if connection.vendor == "postgresql":  # of SQLite the test has one connection
            in_another_connection(lambda: versions.append(read_version()))
            assert versions == [before]
    in_another_connection(rename_site)
    assert read_version() != before


def test_within_one_version_the_database_is_asked_once(db, django_assert_num_queries):
    with django_assert_num_queries(1), one_version():
        assert content_version() == content_version()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")
def test_writers_don_t_wait_for_each_other(real_transactions):
    finished = []
    with transaction.atomic():
        rename_site()

        def write():
            Page.objects.filter(pk=1).update(title="Renamed")
            finished.append(True)

        worker = Thread(target=lambda: in_another_connection(write))
        worker.start()
        worker.join(timeout=10)
        assert finished, "a writer waits for another transaction"


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one row")
def test_rows_of_past_transactions_are_deleted(real_transactions):
    """Each time that the number of a transaction is divisible by 256; those that somebody may see stay."""
    rename_site()
    first = query("SELECT max(transaction::text::bigint) FROM core_content_version")
    latest = monotonic() + 60  # transactions of other tests may see the row so long
    while query("SELECT count(*) FROM core_content_version WHERE transaction::text::bigint = %s", [first]):
        assert monotonic() < latest, "rows of past transactions stay"
        rename_site()
