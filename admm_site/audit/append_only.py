"""Let the database refuse to change entries of the audit trail, and to delete recent ones.

Triggers hold for every way of writing: the admin, a bulk update, SQL. Only entries older than `KEPT_DAYS`,
the least that `AUDIT_DAYS` can be, may be deleted. Whoever owns the database can drop the triggers: `verify`
reports that, and a copy of the trail elsewhere (docs/security.md) shows what is gone.
"""

from django.db import connection

from .models import AuditEntry

KEPT_DAYS = 30
TABLE = AuditEntry._meta.db_table
UPDATE, DELETE, REPLACE, TRUNCATE = (
    f"audit_refuse_{event}" for event in ("update", "delete", "replace", "truncate")
)
MESSAGE = "The audit trail can only be added to."

SQLITE = {
    UPDATE: f"BEFORE UPDATE ON {TABLE}",
    DELETE: f"BEFORE DELETE ON {TABLE} WHEN OLD.recorded_at > datetime('now', '-{KEPT_DAYS} days')",
    REPLACE: f"BEFORE INSERT ON {TABLE} WHEN EXISTS (SELECT 1 FROM {TABLE} WHERE id = NEW.id)",  # noqa: S608
}
POSTGRESQL = {
    UPDATE: f"BEFORE UPDATE ON {TABLE} FOR EACH ROW",
    DELETE: f"BEFORE DELETE ON {TABLE} FOR EACH ROW"
    f" WHEN (OLD.recorded_at > now() - interval '{KEPT_DAYS} days')",
    TRUNCATE: f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}
FUNCTION = f"""
    CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
    BEGIN
        IF TG_OP = 'TRUNCATE' AND NOT EXISTS (SELECT FROM {TABLE}) THEN
            RETURN NULL;
        END IF;
        RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'restrict_violation';
    END $$
"""


def install(**kwargs) -> None:
    """Create the triggers that are missing. Safe to run twice."""
    if TABLE not in connection.introspection.table_names():  # `migrate` stopped before it
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(FUNCTION)
        for name in missing_triggers():
            cursor.execute(_statement(name))


def _statement(name: str) -> str:
    if connection.vendor == "postgresql":
        return f"CREATE TRIGGER {name} {POSTGRESQL[name]} EXECUTE FUNCTION audit_refuse()"
    return f"CREATE TRIGGER {name} {SQLITE[name]} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"


def missing_triggers() -> set[str]:
    """Return the names of triggers that the database should have, and lacks."""
    is_sqlite = connection.vendor == "sqlite"
    query = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s"
        if is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(%s) AND tgenabled <> 'D'"
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [TABLE])
        present = {name for (name,) in cursor.fetchall()}
    return set(SQLITE if is_sqlite else POSTGRESQL) - present
