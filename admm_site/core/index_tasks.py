"""Runs what Wagtail does after each save of a page, a record or a file once for all saves of a batch.

Wagtail puts off two things: the index of references of what was saved, or of the page that a saved record
belongs to, and the index of what is searched in the admin. A page with thirty decisions is saved by some
thirty saves, each of which asks for both.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable

from django.apps import apps
from django.db import DatabaseError, models, transaction
from modelcluster.fields import ParentalKey
from modelsearch.index import insert_or_update_object
from modelsearch.tasks import insert_or_update_object_task
from wagtail.models import ReferenceIndex
from wagtail.tasks import update_reference_index_task

from .task_backend import defer

logger = logging.getLogger(__name__)

Saved = tuple[str, str, str]  # label of the app, name of the model, primary key


def update_references(saved: list[Saved]) -> None:
    """Bring the index of references up to date for what was saved, or for what holds it."""
    for model, keys in _holders(_by_model(saved)).items():
        if ReferenceIndex.is_indexed(model):
            for row in model._base_manager.filter(pk__in=keys).order_by("pk"):
                ReferenceIndex.create_or_update_for_object(row)


def update_admin_search(saved: list[Saved]) -> None:
    """Bring what is searched in the admin up to date; a row that can't be indexed is logged."""
    for model, keys in _by_model(saved).items():
        for row in model._default_manager.filter(pk__in=keys).order_by("pk"):
            try:
                with transaction.atomic():
                    insert_or_update_object(row)
            except DatabaseError:
                logger.exception("%r can't be searched in the admin: it could not be indexed.", row)


def _by_model(saved: Iterable[Saved]) -> dict[type[models.Model], set]:
    keys = defaultdict(set)
    for app_label, model_name, key in saved:
        keys[apps.get_model(app_label, model_name)].add(key)
    return keys


def _holders(saved: dict[type[models.Model], set]) -> dict[type[models.Model], set]:
    """Return the same rows with records replaced by what they belong to."""
    holders = defaultdict(set)
    for model, keys in saved.items():
        while parental := next((one for one in model._meta.fields if isinstance(one, ParentalKey)), None):
            rows = model._base_manager.filter(pk__in=keys, **{f"{parental.name}__isnull": False})
            model, keys = parental.related_model, set(rows.values_list(parental.attname, flat=True))
        holders[model] |= {str(key) for key in keys}
    return holders


def connect() -> None:
    defer(update_reference_index_task, update_references, rank=0)
    defer(insert_or_update_object_task, update_admin_search, rank=1)
