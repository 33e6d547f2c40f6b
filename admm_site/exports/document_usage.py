"""The usage of documents by public pages, and thereby by series, areas and countries.

A document belongs to the meetings, papers and activities that list it or decide on it. To be their source is
not enough: the same background text is the source of a hundred statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Case, CharField, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from modelcluster.models import get_all_child_relations
from wagtail.models import Page, ReferenceIndex

from admm_site.core.page_types import page_types
from admm_site.core.private_files import is_in_private_collection
from admm_site.core.publication import is_public, public_pages
from admm_site.documents.models import PortalDocument
from admm_site.documents.querysets import public_snippet_types
from admm_site.reference.models import CooperationArea, Country
from meetings.choices import TEXT_VERBS
from meetings.models import Decision, MeetingSeries

PAPER = "subject__conceptpaperpage"


@dataclass(frozen=True)
class DocumentSource:
    """Public `rows` that list a `document`, with the paths to what the document thereby belongs to."""

    rows: Callable[[], QuerySet]
    document: str
    series: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    country: tuple[str, ...] = ()


@cache
def document_sources() -> list[DocumentSource]:
    """Return what lists documents: page types, the records inside their pages, and decisions about papers."""
    sources = []
    for page_type in page_types():
        paths = page_type.related_paths
        inside = {name: tuple(f"page__{path}" for path in paths[name]) for name in paths}
        if has_document(page_type):
            sources.append(DocumentSource(page_type.objects.public, "document", **paths))
        for record in filter(
            has_document, (relation.related_model for relation in get_all_child_relations(page_type))
        ):
            sources.append(DocumentSource(record.objects.public, "document", **inside))
            if record is Decision:
                sources.append(DocumentSource(decisions_about_public, f"{PAPER}__document", **inside))
    return sources


def has_document(model: type[Model]) -> bool:
    return any(field.name == "document" for field in model._meta.fields)


def decisions_about_public() -> QuerySet:
    return Decision.objects.public().filter(is_public("subject"))


def _paths(relation: str) -> list[tuple[DocumentSource, str]]:
    return [(place, path) for place in document_sources() for path in getattr(place, relation)]


def belongs_to(relation: str, slug: str) -> Q:
    """Return the condition that a document belongs to the `series`, `area` or `country` of that slug."""
    documents = (
        place.rows().filter(**{f"{path}__slug": slug}).values(place.document)
        for place, path in _paths(relation)
    )
    return reduce(or_, (Q(pk__in=keys) for keys in documents))


def with_documents(model, relation: str) -> QuerySet:
    """Return the series, areas or countries (`model`) to which documents belong."""
    conditions = (
        Exists(
            place.rows()
            .filter(**{path: OuterRef("pk"), f"{place.document}__isnull": False})
            .exclude(is_in_private_collection(place.document))
        )
        for place, path in _paths(relation)
    )
    return model.objects.filter(reduce(or_, map(Q, conditions)))


def series_choices(documents):
    return with_documents(MeetingSeries, "series").order_by("acronym").values_list("slug", "acronym")


def area_choices(documents):
    return with_documents(CooperationArea, "area").order_by("name").values_list("slug", "name")


def country_choices(documents):
    return with_documents(Country, "country").order_by("name", "pk").values_list("slug", "name")


class DocumentUsage:
    """The public decisions, pages, countries, areas and series that cite a document."""

    def __init__(self, document: PortalDocument):
        self.document = document

    @cached_property
    def decisions(self) -> list[Decision]:
        """Return the decisions about the document or its paper, and those from it, oldest first."""
        about = Q(document=self.document) | Q(is_public("subject"), **{f"{PAPER}__document": self.document})
        decisions = Decision.objects.public().filter(about | Q(source_document=self.document))
        is_about = Case(When(about, then=True), default=False, output_field=BooleanField())
        return list(decisions.with_details().with_public_content().annotate(is_about=is_about).oldest_first())

    @cached_property
    def adopted_at(self) -> Decision | None:
        """Return the first decision that adopted, endorsed, signed or issued the document."""
        return next(
            (
                decision
                for decision in self.decisions
                if decision.is_about and decision.verb in TEXT_VERBS and decision.page.is_over
            ),
            None,
        )

    @cached_property
    def pages(self) -> list[Page]:
        """Return the pages that refer to it anywhere, each with `type_name`."""
        pages = list(self._citing(public_pages()).order_by("title", "pk"))
        for page in pages:
            page.type_name = page.cached_content_type.model_class()._meta.verbose_name
        return pages

    @cached_property
    def records(self) -> list[Model]:
        """Return the countries, areas and series that it is a source of, each with `type_name`."""
        models = (kind.model_class() for kind in public_snippet_types())
        with_address = [model for model in models if hasattr(model, "get_absolute_url")]
        records = [record for model in with_address for record in self._citing(model.objects.all())]
        for record in records:
            record.type_name = record._meta.verbose_name
        return records

    def _citing(self, rows: QuerySet) -> QuerySet:
        """Return the rows that refer to the document, by Wagtail's reference index."""
        kind = ContentType.objects.get_for_model(rows.model)
        references = ReferenceIndex.get_references_to(self.document).filter(base_content_type=kind)
        keys = references.values("object_id")
        return rows.alias(key=Cast("pk", CharField())).filter(key__in=keys)
