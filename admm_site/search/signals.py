"""Keeps passages in step with what is published, moved and deleted: nobody else hears of all of it.

A record that is saved or removed changes its page; what a public page says of a document or a paper changes
what those can be filtered by.
"""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save
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

from admm_site.media.models import PortalDocument, PortalImage
from admm_site.media.signals import text_extracted
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from meetings.models import ChairTerm, Decision, MeetingPage

from .indexing import SNIPPETS, forget_row, index_row, keeps_up
from .passages import documents_held_by

FILES = (PortalDocument, PortalImage)
SHOWN = {"title", "live", "expired"}  # fields of a page without which a partial save changes no passage


def connect():
    for model in get_page_models():
        post_save.connect(page_saved, sender=model)
        for relation in get_all_child_relations(model):
            for signal in (post_save, post_delete):
                signal.connect(record_changed, sender=relation.related_model)
    for through in (ActivityPage.hosts.through, ConceptPaperPage.proposed_by.through):
        m2m_changed.connect(countries_changed, sender=through)
    for model in (*SNIPPETS, PortalDocument):
        post_save.connect(row_saved, sender=model)
        post_delete.connect(row_deleted, sender=model)
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
    if raw or not keeps_up() or (update_fields is not None and not SHOWN & set(update_fields)):
        return
    if index_row(instance):
        _index_around([instance.pk])


def record_changed(sender, instance, raw=False, origin=None, **kwargs):
    if raw or not keeps_up() or _goes_with_another(sender, origin):
        return
    key = next(field for field in sender._meta.fields if isinstance(field, ParentalKey))
    page = Page.objects.filter(pk=getattr(instance, key.attname)).specific().first()
    if page and page.live:
        index_row(page)
    if document := getattr(instance, "document", None):
        index_row(document)
    if isinstance(instance, Decision) and instance.subject_id:
        index_row(instance.subject.specific)


def countries_changed(sender, instance, action, **kwargs):
    if action.startswith("post_") and isinstance(instance, Page) and keeps_up():
        index_row(instance)


def row_saved(sender, instance: Model, raw=False, **kwargs):
    if not raw and keeps_up():
        index_row(instance)


def row_deleted(sender, instance: Model, **kwargs):
    if keeps_up():
        forget_row(instance)


def term_changed(sender, instance, raw=False, origin=None, **kwargs):
    if not raw and keeps_up() and not _goes_with_another(sender, origin):
        index_row(instance.series)


def privacy_changed(sender, instance, **kwargs):
    """What is kept from the public says nothing of documents and papers any more, and the other way round."""
    if keeps_up():
        _index_around(instance.page.get_descendants(inclusive=True).values_list("pk", flat=True))


def collection_privacy_changed(sender, instance, **kwargs):
    if keeps_up():
        index_what_cites_files_in(instance.collection)


def file_saved(sender, instance, raw=False, created=False, **kwargs):
    """It may have been renamed, or put into another collection; nothing cites a new one yet."""
    if not raw and not created and keeps_up():
        index_what_cites(sender, [instance.pk])


def published(sender, instance, **kwargs):
    if keeps_up():
        index_row(instance)
        _index_around([instance.pk])


def unpublished(sender, instance, **kwargs):
    """Also of a page that is about to be deleted, which is live in the database still."""
    if keeps_up():
        forget_row(instance)
        _index_around([instance.pk])


def text_changed(sender, document, **kwargs):
    if keeps_up():
        index_row(document)


def _goes_with_another(sender, origin) -> bool:
    """Whether it is deleted because something else is: `origin` is a row or a queryset, None where saved."""
    return origin is not None and getattr(origin, "model", type(origin)) is not sender


def index_what_cites_files_in(collection: Collection) -> None:
    within = collection.get_descendants(inclusive=True)
    for model in FILES:
        index_what_cites(model, model.objects.filter(collection__in=within).values_list("pk", flat=True))


def index_what_cites(model: type[Model], keys) -> None:
    """Index the live pages that cite the documents or images with these keys: they may name them."""
    cited = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id__in=[str(key) for key in keys],
    )
    pages = {int(key) for key in cited.values_list("object_id", flat=True)}
    for page in Page.objects.live().filter(pk__in=pages).specific():
        index_row(page)


def _index_around(pages):
    """Index what is filtered by what these pages say: their documents, and what their meetings decided on."""
    pages = list(pages)
    for document in documents_held_by(pages):
        index_row(document)
    decided_on = MeetingPage.objects.filter(pk__in=pages).values("decisions__subject")
    papers = ConceptPaperPage.objects.live().filter(pk__in=decided_on)
    for page in (*papers, *InitiativePage.objects.live().filter(pk__in=decided_on)):
        index_row(page)
