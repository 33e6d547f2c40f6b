"""A version of the public content that the database itself maintains, for the key of everything cached.

Triggers give it a new value with every write to a table that visitors may see something of, so that no way
of writing can be forgotten: the admin, `bulk_update`, `loaddata`, `psql`, another program. The values are
random: after a rollback or a restored backup, no value comes back for other content. Within a transaction
each write changes the value that the transaction itself sees, and nobody else's until it is committed.

- SQLite: one row with a random value, written for each row that changes.
- PostgreSQL: a row for each transaction that wrote, so that writers don't wait for each other. The version is
  the number of rows that are visible, and their values combined by XOR. Every 256th transaction or so deletes
  those of transactions that all others see.

`install` creates the triggers after each `migrate`; `verify` reports those that are missing.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection
from wagtail.models.sites import SITE_ROOT_PATHS_CACHE_KEY

TABLE = "core_content_version"
TRIGGER = "raise_content_version"

# Tables of which no visitor sees anything. Every other one has triggers, whoever created it.
PRIVATE_TABLES = {
    # who works here, signs in and may do what
    "accounts_attempt",
    "audit_auditentry",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "auth_user",
    "auth_user_groups",
    "auth_user_user_permissions",
    "django_otp_webauthn_webauthnattestation",
    "django_otp_webauthn_webauthncredential",
    "django_otp_webauthn_webauthnuserhandle",
    "django_session",
    "otp_static_staticdevice",
    "otp_static_statictoken",
    "otp_totp_totpdevice",
    "wagtailcore_groupapprovaltask",
    "wagtailcore_groupapprovaltask_groups",
    "wagtailcore_groupcollectionpermission",
    "wagtailcore_grouppagepermission",
    "wagtailcore_groupsitepermission",
    "wagtailusers_userprofile",
    # drafts, and what editors tell each other
    "editorial_pagecreation",
    "wagtailadmin_editingsession",
    "wagtailadmin_formstate",
    "wagtailcore_comment",
    "wagtailcore_commentreply",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
    "wagtailcore_pagesubscription",
    "wagtailcore_revision",
    "wagtailcore_task",
    "wagtailcore_taskstate",
    "wagtailcore_uploadedfile",
    "wagtailcore_workflow",
    "wagtailcore_workflowcontenttype",
    "wagtailcore_workflowpage",
    "wagtailcore_workflowstate",
    "wagtailcore_workflowtask",
    # what visitors send, and background work
    "django_migrations",
    "django_tasks_database_dbtaskresult",
    "feedback_errorreport",
    "operations_periodicjob",
    "portal_search_querycount",
}
# Of tables that visitors see, the columns that only say what is in preparation: a draft changes no response.
PRIVATE_COLUMNS = {
    "wagtailcore_page": {
        *("draft_title", "has_unpublished_changes", "latest_revision_id", "latest_revision_created_at"),
        *("locked", "locked_at", "locked_by_id"),
    },
}
PRIVATE_PREFIXES = ("wagtailsearch_", "sqlite_")  # the index of the admin's own search; tables of SQLite

SQLITE_TABLE = [
    """
    CREATE TABLE IF NOT EXISTS core_content_version (
        id integer PRIMARY KEY CHECK (id = 1), value blob NOT NULL
    )
    """,
    """
    INSERT INTO core_content_version VALUES (1, randomblob(16))
    ON CONFLICT (id) DO UPDATE SET value = excluded.value
    """,
]
# An UPDATE: of an INSERT the trigger would hold INSERT OR IGNORE, if the statement that fires it says so.
SQLITE_TRIGGER = """
    CREATE TRIGGER "raise_content_version_{event}_{table}" AFTER {event} {columns} ON "{table}"
    BEGIN UPDATE core_content_version SET value = randomblob(16); END
"""
POSTGRESQL_TABLE = [
    """
    CREATE TABLE IF NOT EXISTS core_content_version (transaction xid8 PRIMARY KEY, value bigint NOT NULL)
    """,
    """
    CREATE OR REPLACE FUNCTION raise_content_version() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        INSERT INTO core_content_version
            VALUES (pg_current_xact_id(), ('x' || md5(gen_random_uuid()::text))::bit(64)::bigint)
            ON CONFLICT (transaction) DO UPDATE SET value = EXCLUDED.value;
        IF pg_current_xact_id()::text::bigint % 256 = 0 THEN
            DELETE FROM core_content_version WHERE transaction IN (
                SELECT transaction FROM core_content_version
                WHERE transaction < pg_snapshot_xmin(pg_current_snapshot())
                FOR UPDATE SKIP LOCKED
            );
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    INSERT INTO core_content_version
        VALUES (pg_current_xact_id(), ('x' || md5(gen_random_uuid()::text))::bit(64)::bigint)
        ON CONFLICT (transaction) DO UPDATE SET value = EXCLUDED.value
    """,
]
POSTGRESQL_TRIGGER = """
    CREATE OR REPLACE TRIGGER raise_content_version
    AFTER INSERT OR UPDATE {columns} OR DELETE OR TRUNCATE ON "{table}"
    FOR EACH STATEMENT EXECUTE FUNCTION raise_content_version()
"""
VERSION_SQL = {
    "sqlite": "SELECT value FROM core_content_version",
    "postgresql": "SELECT count(*), bit_xor(value) FROM core_content_version",
}


@dataclass
class RequestCache:
    """What is read once for a request: the version, and where the only site begins in the tree of pages."""

    version: str | None = None
    is_read: bool = False
    home_path: str | None = None


_request_cache: ContextVar[RequestCache | None] = ContextVar("request_cache", default=None)


@contextmanager
def one_version(version: str | None = None) -> Iterator[None]:
    """Let `content_version` query the database at most once within the `with` block, which only reads."""
    token = _request_cache.set(RequestCache(version, is_read=bool(version)))
    try:
        yield
    finally:
        _request_cache.reset(token)


def content_version() -> str | None:
    """Return the version; within `one_version` as it was when it was first asked for."""
    cache = _request_cache.get()
    if cache is None:
        return read_version()
    if not cache.is_read:
        cache.version, cache.is_read = read_version(), True
    return cache.version


def request_cache() -> RequestCache | None:
    """Return the object that lives as long as the `with` block of `one_version`; None outside of it."""
    return _request_cache.get()


def read_version() -> str | None:
    """Return the version of what this connection sees, in one query; None if nothing maintains it.

    It is equal for two queries if no content was written in between that the second one sees.
    """
    with connection.cursor() as cursor:
        cursor.execute(VERSION_SQL[connection.vendor])
        row = cursor.fetchone()
    return row and "-".join(part.hex() if isinstance(part, bytes) else str(part) for part in row)


def versioned_cache_key(key: str, key_prefix: str, version: int) -> str:
    """Return the key in the cache; the addresses of sites, which Wagtail caches, depend on the content.

    Wagtail deletes them when a signal of Django says that a site has changed: not after SQL or a bulk update,
    and not in other processes.
    """
    if key == SITE_ROOT_PATHS_CACHE_KEY:
        key = f"{key}-{content_version()}"
    return f"{key_prefix}:{version}:{key}"


def install(**kwargs) -> None:
    """Create the table and the triggers, and give the version a new value. Safe to run twice."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for statement in SQLITE_TABLE if is_sqlite else POSTGRESQL_TABLE:
            cursor.execute(statement)
        # Tables with private columns always: a migration may have added a column to them.
        for table in missing_triggers() | PRIVATE_COLUMNS.keys():
            columns = _visible_columns(cursor, table)
            if is_sqlite:
                _create_sqlite_triggers(cursor, table, columns)
            else:
                cursor.execute(POSTGRESQL_TRIGGER.format(table=table, columns=columns))


def _create_sqlite_triggers(cursor, table: str, columns: str) -> None:
    for event in ("INSERT", "UPDATE", "DELETE"):
        cursor.execute(f'DROP TRIGGER IF EXISTS "{TRIGGER}_{event}_{table}"')
        columns_of_event = columns if event == "UPDATE" else ""
        cursor.execute(SQLITE_TRIGGER.format(event=event, table=table, columns=columns_of_event))


def _visible_columns(cursor, table: str) -> str:
    """Return `OF` and the columns whose updates visitors see; an empty string if these are all."""
    private = PRIVATE_COLUMNS.get(table)
    if not private:
        return ""
    columns = (column.name for column in connection.introspection.get_table_description(cursor, table))
    return "OF " + ", ".join(f'"{column}"' for column in columns if column not in private)


def missing_triggers() -> set[str]:
    """Return the tables that visitors may see something of and that lack a trigger."""
    with connection.cursor() as cursor:
        return visible_tables() - set(_tables_with_triggers(cursor))


def visible_tables() -> set[str]:
    """Return the names of the tables that visitors may see something of."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        virtual = _virtual_tables(cursor) if connection.vendor == "sqlite" else set()
    hidden = (*PRIVATE_PREFIXES, *virtual)
    return {table for table in tables - PRIVATE_TABLES - {TABLE} if not table.startswith(hidden)}


def _virtual_tables(cursor) -> set[str]:
    """Return the full-text tables of SQLite: their own tables have their names with an ending."""
    cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%'")
    return {name for (name,) in cursor.fetchall()}


def _tables_with_triggers(cursor) -> Iterable[str]:
    """Return the tables with triggers of the version for each kind of writing."""
    if connection.vendor == "postgresql":
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = %s", [TRIGGER])
    else:
        cursor.execute(
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name LIKE %s"
            " GROUP BY tbl_name HAVING count(*) = 3",
            [f"{TRIGGER}%"],
        )
    return [name.strip('"') for (name,) in cursor.fetchall()]
