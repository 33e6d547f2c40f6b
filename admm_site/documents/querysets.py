"""Which files the public may read: those that something public cites, asked at the moment of the question."""

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import (
    CharField,
    Count,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Cast, Coalesce
from wagtail import hooks
from wagtail.documents.models import DocumentQuerySet
from wagtail.images.models import ImageQuerySet
from wagtail.models import Page, ReferenceIndex

from admm_site.core.private_files import is_in_private_collection
from admm_site.core.publication import AsOfQuerySet, is_known_as_of_request, is_published
from admm_site.core.records import Record
from admm_site.core.sources import Source
from admm_site.core.view_restrictions import NOTHING_OPENED, OpenedRestrictions


def public_snippet_types() -> list[ContentType]:
    """Snippets with a source have public addresses (countries, areas, series); so they may cite a file."""
    snippets = (m for m in apps.get_models() if issubclass(m, Source) and not issubclass(m, (Page, Record)))
    return list(ContentType.objects.get_for_models(*snippets).values())


def is_cited(model, pages: QuerySet[Page]) -> Exists:
    """The condition that one of the pages or a public snippet refers to the row of `model`."""
    page_ids = pages.order_by().values_list(Cast("pk", CharField()))
    cited_by_page = Q(base_content_type=ContentType.objects.get_for_model(Page), object_id__in=page_ids)
    return Exists(
        ReferenceIndex.objects.filter(
            cited_by_page | Q(base_content_type__in=public_snippet_types()),
            to_content_type=ContentType.objects.get_for_model(model),
            to_object_id=Cast(OuterRef("pk"), CharField()),
        )
    )


class PublicFileQuerySet(QuerySet):
    def public(self, opened: OpenedRestrictions = NOTHING_OPENED):
        """What is public; for a reader who has opened some restrictions, what is behind these too."""
        return self._cited_by(is_published(opened=opened.pages) & is_known_as_of_request(), opened)

    def published(self, opened: OpenedRestrictions = NOTHING_OPENED):
        """As `public`, of today, whichever day a visitor asked for."""
        return self._cited_by(is_published(opened=opened.pages), opened)

    def _cited_by(self, condition: Q, opened: OpenedRestrictions):
        cited = is_cited(self.model, Page.objects.filter(condition))
        return self.filter(cited, ~is_in_private_collection(opened=opened.collections))


class PortalDocumentQuerySet(PublicFileQuerySet, AsOfQuerySet, DocumentQuerySet):
    def known_as_of(self, day):
        """Those issued by then; one without a date is as old as what cites it."""
        return Q(issued__isnull=True) | Q(issued__lte=day)

    def public(self, opened: OpenedRestrictions = NOTHING_OPENED):
        return super().public(opened).known_as_of_request()

    def with_file(self, sha256: str):
        """Those whose file has that checksum."""
        return self.filter(sha256=sha256) if sha256 else self.none()

    def holding(self, text: str):
        """Those that hold what was typed, as those know that register the hook `documents_matching`."""
        return self.filter(*(holding(text) for holding in hooks.get_hooks("documents_matching")))

    def newest_first(self):
        return self.order_by(F("issued").desc(nulls_last=True), "title", "pk")

    def with_pages_read(self):
        """Adds `pages_read`: on how many pages text was found."""
        found = self.model.pages_text.rel.related_model.objects.filter(document=OuterRef("pk")).with_text()
        counted = found.order_by().values("document").annotate(number=Count("pk")).values("number")
        return self.annotate(pages_read=Coalesce(Subquery(counted), 0))

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
