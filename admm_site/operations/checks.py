"""System checks: of the database's release, before `migrate`, and of what several machines don't share."""

from django.conf import settings
from django.core import checks
from django.db import connections
from django.utils.translation import gettext as _

TABLE_BEFORE_RELEASE = "media_portaldocument"  # now documents_portaldocument


@checks.register(checks.Tags.database)
def check_database_release(databases=None, **kwargs) -> list[checks.CheckMessage]:
    """Return an error for each database whose tables have the names of before the first release."""
    return [_error(alias) for alias in databases or () if _is_of_before_release(alias)]


def _is_of_before_release(alias: str) -> bool:
    return TABLE_BEFORE_RELEASE in connections[alias].introspection.table_names()


def _error(alias: str) -> checks.CheckMessage:
    return checks.Error(
        _("This database was made by a checkout of before the first release and can’t be migrated."),
        hint=_("Delete it (the demonstration’s is var/db.sqlite3) and run `make demo` again."),
        obj=connections[alias].settings_dict["NAME"],
        id="operations.E001",
    )


@checks.register(deploy=True)
def check_local_state(app_configs, **kwargs) -> list[checks.CheckMessage]:
    """Return a warning that names what each machine has for itself although files are shared."""
    local = []
    if settings.OBJECT_STORE and connections["default"].vendor == "sqlite":
        local.append(_("the database (DATABASE_URL)"))
    if settings.OBJECT_STORE and "redis" not in settings.CACHES["default"]["BACKEND"].lower():
        local.append(_("the cache (CACHE_URL)"))
    if not local:
        return []
    message = _("Files are shared by STORAGE_URL, but each machine has for itself: %(parts)s.")
    hint = _(
        "Set PostgreSQL and Redis that all machines reach: see “Add a second server” in docs/operate.md."
    )
    return [checks.Warning(message % {"parts": ", ".join(local)}, hint=hint, id="operations.W001")]
