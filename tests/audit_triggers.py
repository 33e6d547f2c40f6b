"""Emptying the audit trail, which its triggers refuse."""

from django.db import connection

from admm_site.audit.append_only import POSTGRESQL, SQLITE, TABLE


def remove_audit_triggers() -> None:
    """Removes the triggers until `append_only.install` creates them again."""
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        for name in SQLITE if is_sqlite else POSTGRESQL:
            table = "" if is_sqlite else f" ON {TABLE}"
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{table}")
