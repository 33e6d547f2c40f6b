"""Signal receivers that keep the reference index right and delete files.

Wagtail updates the index before it deletes the records that a new version of a page leaves out, and not again
afterwards: a document that such a record cited would stay public until the page is saved once more.
"""

from functools import partial

from django.apps import apps
from django.db import transaction
from django.db.models.signals import post_delete
from django.dispatch import Signal
from modelcluster.fields import ParentalKey
from wagtail.tasks import update_reference_index_task

from admm_site.core.records import Record
from admm_site.core.sources import Source

# Sent by `PortalDocument` with `document` when its extracted text is stored.
text_extracted = Signal()


def connect():
    post_delete.connect(delete_files, sender="documents.PortalDocument")
    post_delete.connect(delete_files, sender="documents.DocumentVersion")
    for model in apps.get_models():
        if issubclass(model, (Record, Source)) and _parental_key(model):
            post_delete.connect(update_references_of_parent, sender=model)


def delete_files(sender, instance, **kwargs):
    """Delete the picture of a document, or the file of a version. Wagtail deletes a document's file."""
    name = "picture" if sender._meta.model_name == "portaldocument" else "file"
    file = getattr(instance, name)
    if file:
        transaction.on_commit(partial(file.storage.delete, file.name), robust=True)


def update_references_of_parent(sender, instance, **kwargs):
    key = _parental_key(sender)
    model, holder = key.related_model, getattr(instance, key.attname)
    if model._base_manager.filter(pk=holder).exists():
        update_reference_index_task.enqueue(model._meta.app_label, model._meta.model_name, str(holder))


def _parental_key(model) -> ParentalKey | None:
    return next((field for field in model._meta.fields if isinstance(field, ParentalKey)), None)
