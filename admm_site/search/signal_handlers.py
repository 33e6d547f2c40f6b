"""Update passages when content is published, moved, changed or deleted.

A saved or deleted record changes the passages of its page, and a public page changes the facet values of the
documents and pages that it names. In a batch of saves, each owner is indexed once, at the end.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_delete
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    ReferenceIndex,
    get_page_models,
)
from wagtail.signals import page_published, page_unpublished

from admm_site.core.batching import Deferred
from admm_site.documents.models import PortalDocument, PortalImage
from admm_site.documents.signals import text_extracted

from .indexing import (
    auto_update_enabled,
    index_owners,
    pending_spellings,
    remove_from_index,
    searchable_snippets,
    spellings_of_owners,
)
from .passages import documents_cited_by, owner_key, owner_name

FILES = (PortalDocument, PortalImage)
FIELDS_OF_PASSAGES = {"title", "live", "expired"}  # a partial save without these changes no passage


def register_signal_handlers():
    for model in get_page_models():
        post_save.connect(page_saved, sender=model)
        for relation in model._meta.local_many_to_many:
            m2m_changed.connect(related_rows_changed, sender=relation.remote_field.through)
    for model in searchable_snippets():
        post_save.connect(row_saved, sender=model)
        pre_delete.connect(row_deleted, sender=model)
    post_save.connect(row_saved, sender=PortalDocument)
    pre_delete.connect(row_deleted, sender=PortalDocument)  # while its passages are there
    for signal in (post_save, post_delete):
        for model in (*get_page_models(), *searchable_snippets()):
            for relation in get_all_child_relations(model):
                signal.connect(record_changed, sender=relation.related_model)
        signal.connect(privacy_changed, sender=PageViewRestriction)
        signal.connect(collection_privacy_changed, sender=CollectionViewRestriction)
    for model in FILES:
        post_save.connect(file_saved, sender=model)
    page_published.connect(published)
    page_unpublished.connect(unpublished)
    text_extracted.connect(text_changed)


def page_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    is_concerned = update_fields is None or FIELDS_OF_PASSAGES & set(update_fields)
    if is_concerned and not raw and auto_update_enabled():
        changed_pages.add(instance.pk)


def record_changed(sender, instance, raw=False, origin=None, **kwargs):
    if raw or not auto_update_enabled() or _is_cascade(sender, origin):
        return
    key = next(field for field in sender._meta.fields if isinstance(field, ParentalKey))
    changed_owners.add(f"{owner_name(key.related_model)}:{getattr(instance, key.attname)}")
    if document := getattr(instance, "document_id", None):
        changed_owners.add(f"document:{document}")
    for attname in _subject_columns(sender):
        if subject := getattr(instance, attname):
            changed_owners.add(f"page:{subject}")


def _subject_columns(record_model: type[Model]) -> list[str]:
    """Return the columns by which a record is about a page of any type, as a decision is."""
    return [
        field.attname
        for field in record_model._meta.fields
        if field.related_model is Page and not isinstance(field, ParentalKey)
    ]


def related_rows_changed(sender, instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, Page) and auto_update_enabled():
        changed_owners.add(owner_key(instance))


def row_saved(sender, instance: Model, raw=False, **kwargs):
    if not raw and auto_update_enabled():
        changed_owners.add(owner_key(instance))


def row_deleted(sender, instance: Model, **kwargs):
    if auto_update_enabled():
        remove_from_index(instance)


def privacy_changed(sender, instance, **kwargs):
    """Index the pages below the restriction and what has facet values of theirs."""
    if auto_update_enabled():
        pages = list(instance.page.get_descendants(inclusive=True).values_list("pk", flat=True))
        pages_around.add(*pages)
        hidden_owners.add(*(f"page:{key}" for key in pages))
        hidden_owners.add(
            *(f"document:{key}" for key in documents_cited_by(pages).values_list("pk", flat=True))
        )


def collection_privacy_changed(sender, instance, **kwargs):
    if auto_update_enabled():
        index_citing_pages_of_collection(instance.collection)
        within = instance.collection.get_descendants(inclusive=True)
        documents = PortalDocument.objects.filter(collection__in=within).values_list("pk", flat=True)
        hidden_owners.add(*(f"document:{key}" for key in documents))


def file_saved(sender, instance, raw=False, created=False, **kwargs):
    """Index what cites a file: it may have a new name or collection. Nothing cites a new file."""
    if not raw and not created and auto_update_enabled():
        index_citing_pages(sender, [instance.pk])


def published(sender, instance, **kwargs):
    if auto_update_enabled():
        changed_pages.add(instance.pk)


def unpublished(sender, instance, **kwargs):
    """Remove the passages of a page, also of one that is about to be deleted and still live."""
    if auto_update_enabled():
        remove_from_index(instance)
        pages_around.add(instance.pk)
        documents = documents_cited_by([instance.pk]).values_list("pk", flat=True)
        hidden_owners.add(*(f"document:{key}" for key in documents))


def text_changed(sender, document, **kwargs):
    if auto_update_enabled():
        changed_owners.add(owner_key(document))


def _is_cascade(sender, origin) -> bool:
    """Return whether a row is deleted because another is; `origin` is a row or queryset, None for a save."""
    return origin is not None and getattr(origin, "model", type(origin)) is not sender


def index_citing_pages_of_collection(collection: Collection) -> None:
    within = collection.get_descendants(inclusive=True)
    for model in FILES:
        index_citing_pages(model, model.objects.filter(collection__in=within).values_list("pk", flat=True))


def index_citing_pages(model: type[Model], keys) -> None:
    """Index the live pages that cite the documents or images with these keys."""
    cited_files.add(*((model, key) for key in keys))


def _index_citing(files: list[tuple[type[Model], int]]) -> None:
    types = ContentType.objects.get_for_models(*FILES)
    of_pages = ReferenceIndex.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    for model in FILES:
        keys = [str(key) for of_model, key in files if of_model is model]
        if keys:
            cited = of_pages.filter(to_content_type=types[model], to_object_id__in=keys)
            pages = {int(key) for key in cited.values_list("object_id", flat=True)}
            live = Page.objects.live().filter(pk__in=pages).values_list("pk", flat=True)
            changed_owners.add(*(f"page:{key}" for key in live))


def _index_pages(pages: list[int]) -> None:
    changed_owners.add(*(f"page:{key}" for key in pages))
    pages_around.add(*pages)


def _index_around(pages: list[int]) -> None:
    """Index the documents that these pages cite, and the pages that their records are about."""
    documents = documents_cited_by(pages).values_list("pk", flat=True)
    changed_owners.add(*(f"document:{key}" for key in documents))
    for model in get_page_models():
        for relation in get_all_child_relations(model):
            _index_subjects(relation.related_model, relation.field.name, pages)


def _index_subjects(record_model: type[Model], page_field: str, pages: list[int]) -> None:
    for column in _subject_columns(record_model):
        records = record_model._default_manager.filter(**{f"{page_field}__in": pages})
        subjects = Page.objects.live().filter(pk__in=records.values(column))
        changed_owners.add(*(f"page:{key}" for key in subjects.values_list("pk", flat=True)))


# In this order, after Wagtail's reference index, which says what cites a file.
cited_files = Deferred(_index_citing, rank=10)
changed_pages = Deferred(_index_pages, rank=11)
pages_around = Deferred(_index_around, rank=12)
changed_owners = Deferred(index_owners, rank=13)
hidden_owners = Deferred(lambda owners: pending_spellings.add(*spellings_of_owners(owners)), rank=14)
