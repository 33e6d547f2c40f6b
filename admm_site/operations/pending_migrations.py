"""Whether the database has all migrations of this release."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

_is_complete = False  # a process asks until it is


def pending_migrations() -> list[str]:
    """Return the names of the migrations that have not been applied, in one query.

    Only their names are read: to load Wagtail's two hundred would take a second.
    """
    global _is_complete
    if _is_complete:
        return []
    pending = set(_names()) - set(MigrationRecorder(connection).applied_migrations())
    _is_complete = not pending
    return sorted(".".join(name) for name in pending)


def _names() -> Iterator[tuple[str, str]]:
    for config in apps.get_app_configs():
        package, _is_explicit = MigrationLoader.migrations_module(config.label)
        try:
            folder = import_module(package) if package else None
        except ModuleNotFoundError:
            continue  # an app without models
        for module in iter_modules(folder.__path__ if folder else []):
            if not module.ispkg and module.name[0] not in "_~":
                yield config.label, module.name
