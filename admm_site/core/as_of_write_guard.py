"""Refuses to change content while the portal is read as of a past day: what is read then is not what is
stored.

Statements are looked at where they reach the database, so that no manager, queryset or command is forgotten.
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
    """Content would have been changed to what it was, or seemed to be, on a past day."""


def refuse_content_writes(day: date) -> AbstractContextManager:
    """Refuse in the `with` block what would write content of the portal as it is read as of the day."""
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
