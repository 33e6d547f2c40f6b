"""Querysets of files. A file is public while something public cites it."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    Case,
    CharField,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)
from django.db.models.functions import Cast, Coalesce
from wagtail import hooks
from wagtail.documents.models import DocumentQuerySet
from wagtail.images.models import ImageQuerySet
from wagtail.models import Page, ReferenceIndex

from admm_site.core.partial_dates import UndatedFirst
from admm_site.core.private_files import is_in_private_collection
from admm_site.core.publication import AsOfQuerySet, is_known_as_of_request, is_published
from admm_site.core.records import Record
from admm_site.core.sources import Source
from admm_site.core.view_restrictions import NOTHING_OPENED, OpenedRestrictions

# What a link to a document shows.
DOCUMENT_FIELDS = (
    *("title", "file", "slug", "kind", "symbol", "issued", "language"),
    *("file_size", "page_count"),
)


def public_snippet_types() -> list[ContentType]:
    """Return the content types of snippets with a source, which are public: countries, areas, series."""
    snippets = (m for m in apps.get_models() if issubclass(m, Source) and not issubclass(m, (Page, Record)))
    return list(ContentType.objects.get_for_models(*snippets).values())


def references_to(model, from_public_page: Q) -> QuerySet[ReferenceIndex]:
    """Return the references to rows of `model` from a public snippet, or from a page by the condition.

    The condition may name `page_key`: the reference has the key as text, and other models may have keys that
    are no numbers.
    """
    is_from_page = Q(base_content_type=ContentType.objects.get_for_model(Page))
    references = ReferenceIndex.objects.alias(
        page_key=Case(When(is_from_page, then=Cast("object_id", IntegerField())))
    )
    return references.filter(
        is_from_page & from_public_page | Q(base_content_type__in=public_snippet_types()),
        to_content_type=ContentType.objects.get_for_model(model),
    )


class PublicFileQuerySet(QuerySet):
    def public(self, opened: OpenedRestrictions = NOTHING_OPENED):
        """Return the public files, and those behind the restrictions that a reader has opened."""
        return self._cited_by(is_published(opened=opened.pages) & is_known_as_of_request(), opened)

    def published(self, opened: OpenedRestrictions = NOTHING_OPENED):
        """Return the files that are public today, whichever as-of date the request has."""
        return self._cited_by(is_published(opened=opened.pages), opened)

    def public_in_bulk(self):
        """Return the public files as `public()` does, by one set of all that is cited.

        On SQLite that takes half the time where most files are read, such as to count them, and much more
        where a few are.
        """
        pages = Page.objects.order_by().filter(is_published() & is_known_as_of_request())
        keys = pages.values_list(Cast("pk", CharField()))
        references = references_to(self.model, Q(object_id__in=keys))
        rows = self.alias(reference_key=Cast("pk", CharField()))
        return rows.filter(~is_in_private_collection(), reference_key__in=references.values("to_object_id"))

    def _cited_by(self, condition: Q, opened: OpenedRestrictions):
        page = Page.objects.order_by().filter(condition, pk=OuterRef("page_key"))
        references = references_to(self.model, Q(Exists(page)))
        is_cited = Exists(references.filter(to_object_id=Cast(OuterRef("pk"), CharField())))
        return self.filter(is_cited, ~is_in_private_collection(opened=opened.collections))


class PortalDocumentQuerySet(PublicFileQuerySet, AsOfQuerySet, DocumentQuerySet):
    def known_as_of(self, day):
        """Return the condition that a document was issued by the day, or has no date."""
        return Q(issued__isnull=True) | Q(issued__lte=day)

    def public(self, opened: OpenedRestrictions = NOTHING_OPENED):
        return super().public(opened).known_as_of_request()

    def public_in_bulk(self):
        return super().public_in_bulk().known_as_of_request()

    def with_checksum(self, sha256: str):
        """Filter by the checksum of the file."""
        return self.filter(sha256=sha256) if sha256 else self.none()

    def matching_text(self, text: str):
        """Filter by a search text, with the conditions of the hook `documents_matching`."""
        return self.filter(*(condition(text) for condition in hooks.get_hooks("documents_matching")))

    def newest_first(self):
        return self.order_by(UndatedFirst("issued").desc(), "title", "pk")

    def annotate_pages_read(self):
        """Annotate `pages_read`: the number of pages with text."""
        pages = self.model.pages_text.rel.related_model.objects.filter(document=OuterRef("pk")).with_text()
        counts = pages.order_by().values("document").annotate(number=Count("pk")).values("number")
        return self.annotate(pages_read=Coalesce(Subquery(counts), 0))

    def get_by_natural_key(self, file):
        return self.get(file=file)


class PageTextQuerySet(QuerySet):
    def with_text(self):
        return self.exclude(text="")


class PortalImageQuerySet(PublicFileQuerySet, ImageQuerySet):
    def get_by_natural_key(self, file):
        return self.get(file=file)


class EarlierAddressQuerySet(QuerySet):
    def get_by_natural_key(self, slug):
        return self.get(slug=slug)


class DocumentVersionQuerySet(QuerySet):
    def get_by_natural_key(self, file, number):
        return self.get(document__file=file, number=number)
