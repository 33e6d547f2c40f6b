"""Recognise a database that this version can't bring up to date: `migrate` runs this check first."""

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
