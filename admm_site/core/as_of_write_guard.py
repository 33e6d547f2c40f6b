"""Refuse to write content while the portal is read as of a past date.

What is read then differs from what is stored. SQL statements are checked where they reach the database, so
that no manager, queryset or command is forgotten.
"""

import re
from contextlib import AbstractContextManager
from datetime import date
from functools import lru_cache, partial

from django.apps import apps
from django.db import connection

WRITES = re.compile(
    r'\s*(?:INSERT(?: OR \w+)? INTO|REPLACE INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE
)
OTHER_CONTENT_MODELS = ("wagtailcore.Page", "wagtailcore.Revision", "wagtailcore.ReferenceIndex")


class AsOfWriteError(RuntimeError):
    """An attempt to write content as of a past date over the content of today."""


def refuse_content_writes(day: date) -> AbstractContextManager:
    """Return a context manager that raises AsOfWriteError for each statement that writes content."""
    return connection.execute_wrapper(partial(_refuse, day))


def _refuse(day: date, execute, sql, params, many, context):
    if (writes := WRITES.match(str(sql))) and writes[1] in _content_tables():
        raise AsOfWriteError(f"Nothing can be changed while the portal is read as of {day:%-d %B %Y}.")
    return execute(sql, params, many, context)


@lru_cache
def _content_tables() -> frozenset[str]:
    from .as_of_read_only import AsOfReadOnlyMixin

    models = [apps.get_model(label) for label in OTHER_CONTENT_MODELS]
    models += [model for model in apps.get_models() if issubclass(model, AsOfReadOnlyMixin)]
    through = (field.remote_field.through for model in models for field in model._meta.local_many_to_many)
    return frozenset(model._meta.db_table for model in (*models, *through))
