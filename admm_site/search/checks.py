"""Warn about a search index of an earlier version: `manage.py check --database default`, `migrate`."""

from django.core import checks
from django.db import connections
from django.utils.translation import gettext as _

from . import indexing
from .models import IndexVersion


@checks.register(checks.Tags.database)
def check_index_version(databases=None, **kwargs) -> list[checks.CheckMessage]:
    for alias in databases or ():
        if IndexVersion._meta.db_table not in connections[alias].introspection.table_names():
            return []  # before the migrations
    if databases and indexing.is_outdated():
        message = _("The search index is of an earlier version, so search may miss what is there.")
        hint = _("Run manage.py extract_text, then manage.py index_passages.")
        return [checks.Warning(message, hint=hint, id="portal_search.W001")]
    return []


def warn_if_outdated(sender, using, verbosity=1, stdout=None, **kwargs):
    """Write the warnings to the output of `migrate`, as an upgrade ends with it."""
    for warning in check_index_version(databases=[using]) if verbosity and stdout else []:
        stdout.write(f"{warning.msg} {warning.hint}\n")
