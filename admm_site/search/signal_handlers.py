"""Keeps passages in step with what is published, moved and deleted: nobody else hears of all of it.

A record that is saved or removed changes its page; what a public page says of a document or a paper changes
what those can be filtered by. In a batch of saves, each is indexed once, at the end.
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
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.models import ChairTerm, Decision, MeetingPage

from .indexing import (
    SNIPPETS,
    auto_update_enabled,
    index_owners,
    pending_spellings,
    remove_from_index,
    spellings_of_owners,
)
from .passages import documents_cited_by, owner_key

FILES = (PortalDocument, PortalImage)
SHOWN = {"title", "live", "expired"}  # fields of a page without which a partial save changes no passage


def register_signal_handlers():
    for model in get_page_models():
        post_save.connect(page_saved, sender=model)
        for relation in get_all_child_relations(model):
            for signal in (post_save, post_delete):
                signal.connect(record_changed, sender=relation.related_model)
    for through in (ActivityPage.hosts.through, ConceptPaperPage.proposed_by.through):
        m2m_changed.connect(countries_changed, sender=through)
    for model in (*SNIPPETS, PortalDocument):
        post_save.connect(row_saved, sender=model)
        pre_delete.connect(row_deleted, sender=model)  # whose passages are there still
    for signal in (post_save, post_delete):
        signal.connect(term_changed, sender=ChairTerm)
        signal.connect(privacy_changed, sender=PageViewRestriction)
        signal.connect(collection_privacy_changed, sender=CollectionViewRestriction)
    for model in FILES:
        post_save.connect(file_saved, sender=model)
    page_published.connect(published)
    page_unpublished.connect(unpublished)
    text_extracted.connect(text_changed)


def page_saved(sender, instance, raw=False, update_fields=None, **kwargs):
    if raw or not auto_update_enabled() or (update_fields is not None and not SHOWN & set(update_fields)):
        return
    changed_pages.add(instance.pk)


def record_changed(sender, instance, raw=False, origin=None, **kwargs):
    if raw or not auto_update_enabled() or _goes_with_another(sender, origin):
        return
    key = next(field for field in sender._meta.fields if isinstance(field, ParentalKey))
    holder = f"page:{getattr(instance, key.attname)}"
    document = getattr(instance, "document_id", None)
    subject = instance.subject_id if isinstance(instance, Decision) else None
    changed_owners.add(
        holder,
        *([f"document:{document}"] if document else []),
        *([f"page:{subject}"] if subject else []),
    )


def countries_changed(sender, instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, Page) and auto_update_enabled():
        changed_owners.add(owner_key(instance))


def row_saved(sender, instance: Model, raw=False, **kwargs):
    if not raw and auto_update_enabled():
        changed_owners.add(owner_key(instance))


def row_deleted(sender, instance: Model, **kwargs):
    if auto_update_enabled():
        remove_from_index(instance)


def term_changed(sender, instance, raw=False, origin=None, **kwargs):
    if not raw and auto_update_enabled() and not _goes_with_another(sender, origin):
        changed_owners.add(owner_key(instance.series))


def privacy_changed(sender, instance, **kwargs):
    """What is kept from the public says nothing of documents and papers any more, and the other way round."""
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
    """It may have been renamed, or put into another collection; nothing cites a new one yet."""
    if not raw and not created and auto_update_enabled():
        index_citing_pages(sender, [instance.pk])


def published(sender, instance, **kwargs):
    if auto_update_enabled():
        changed_pages.add(instance.pk)


def unpublished(sender, instance, **kwargs):
    """Also of a page that is about to be deleted, which is live in the database still."""
    if auto_update_enabled():
        remove_from_index(instance)
        pages_around.add(instance.pk)
        held = documents_cited_by([instance.pk]).values_list("pk", flat=True)
        hidden_owners.add(*(f"document:{key}" for key in held))


def text_changed(sender, document, **kwargs):
    if auto_update_enabled():
        changed_owners.add(owner_key(document))


def _goes_with_another(sender, origin) -> bool:
    """Whether it is deleted because something else is: `origin` is a row or a queryset, None where saved."""
    return origin is not None and getattr(origin, "model", type(origin)) is not sender


def index_citing_pages_of_collection(collection: Collection) -> None:
    within = collection.get_descendants(inclusive=True)
    for model in FILES:
        index_citing_pages(model, model.objects.filter(collection__in=within).values_list("pk", flat=True))


def index_citing_pages(model: type[Model], keys) -> None:
    """Index the live pages that cite the documents or images with these keys: they may name them."""
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
    """Index what is filtered by what these pages say: their documents, and what their meetings decided on."""
    documents = documents_cited_by(pages).values_list("pk", flat=True)
    decided_on = MeetingPage.objects.filter(pk__in=pages).values("decisions__subject")
    papers = Page.objects.live().type(ConceptPaperPage, InitiativePage).filter(pk__in=decided_on)
    changed_owners.add(
        *(f"document:{key}" for key in documents),
        *(f"page:{key}" for key in papers.values_list("pk", flat=True)),
    )


# In this order, after Wagtail's index of references, which says what cites a file.
cited_files = Deferred(_index_citing, rank=10)
changed_pages = Deferred(_index_pages, rank=11)
pages_around = Deferred(_index_around, rank=12)
changed_owners = Deferred(index_owners, rank=13)
hidden_owners = Deferred(lambda owners: pending_spellings.add(*spellings_of_owners(owners)), rank=14)
