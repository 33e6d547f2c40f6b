"""Read the database as it is at one moment, while others write to it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.apps import apps
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

# Tables that the database keeps for itself, or that nobody wants back.
CONTENT_VERSION = "core_content_version"
SESSIONS = "django_session"  # whoever had signed out would be signed in again
SEARCH_PREFIX = "wagtailsearch_"  # of each engine's own make, and made anew from what is stored


@contextmanager
def snapshot() -> Iterator[None]:
    """Let all queries within the `with` block see the same content. Writers don't wait for it."""
    if connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")  # `atomic` would lock out editors
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def applied_migrations() -> dict[str, list[str]]:
    """Return the names of the applied migrations by app."""
    migrations: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        migrations.setdefault(app, []).append(name)
    return migrations


def portal_models(registry=apps) -> list[type[models.Model]]:
    """Return the models, those of many-to-many relations included, whose tables a backup counts."""
    return [
        model
        for model in registry.get_models(include_auto_created=True)
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.db_table != SESSIONS
        and not model._meta.db_table.startswith(SEARCH_PREFIX)
    ]


def count_rows(tables: list[str]) -> dict[str, int]:
    """Return the number of rows of each table."""
    counts = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            (counts[table],) = cursor.fetchone()
    return counts


def iter_file_names() -> Iterator[tuple[str, str]]:
    """Yield the name of each file that a row refers to, and its SHA-256, empty if none is recorded."""
    for model in portal_models():
        for field in model._meta.local_concrete_fields:
            if not isinstance(field, models.FileField):
                continue
            checksum = "sha256" if field.name == "file" and hasattr(model, "sha256") else None
            rows = model._base_manager.exclude(**{f"{field.name}__in": ["", None]}).order_by()
            columns = [field.name, checksum] if checksum else [field.name]
            for name, *recorded in rows.values_list(*columns).iterator(chunk_size=2000):
                yield name, (recorded[0] if recorded else "")
