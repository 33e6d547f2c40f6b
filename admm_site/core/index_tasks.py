"""Run the tasks that Wagtail enqueues after each save once for all saves of a batch.

Wagtail enqueues two: to update the reference index, of the row or of the page that a record belongs to, and
the search index of the admin. A page with thirty decisions is stored by some thirty saves, each of which
enqueues both.
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
    """Update the reference index of the saved rows, or of the pages that they belong to."""
    for model, keys in _replace_by_parents(_by_model(saved)).items():
        if ReferenceIndex.is_indexed(model):
            for row in model._base_manager.filter(pk__in=keys).order_by("pk"):
                ReferenceIndex.create_or_update_for_object(row)


def update_admin_search(saved: list[Saved]) -> None:
    """Update the search index of the admin. Log the rows that can't be indexed."""
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


def _replace_by_parents(saved: dict[type[models.Model], set]) -> dict[type[models.Model], set]:
    """Return the same rows, with records replaced by the pages that they belong to."""
    parents = defaultdict(set)
    for model, keys in saved.items():
        while parental := _parental_key(model):
            rows = model._base_manager.filter(pk__in=keys, **{f"{parental.name}__isnull": False})
            model, keys = parental.related_model, set(rows.values_list(parental.attname, flat=True))
        parents[model] |= {str(key) for key in keys}
    return parents


def _parental_key(model: type[models.Model]) -> ParentalKey | None:
    return next((field for field in model._meta.fields if isinstance(field, ParentalKey)), None)


def connect() -> None:
    defer(update_reference_index_task, update_references, rank=0)
    defer(insert_or_update_object_task, update_admin_search, rank=1)
