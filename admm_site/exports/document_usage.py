"""Where public pages cite documents: which documents a series, an area or a country has, and the other way
round.

A document belongs to the meetings, papers and activities that list it or decide on it. To be their source is
not enough: the same background text is the source of a hundred statements.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db.models import BooleanField, Case, CharField, Exists, Model, OuterRef, Q, QuerySet, When
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from wagtail.models import Page, ReferenceIndex

from admm_site.core.private_files import is_in_private_collection
from admm_site.core.publication import is_public, public_pages
from admm_site.documents.models import PortalDocument
from admm_site.documents.querysets import public_snippet_types
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityDocument, ConceptPaperPage
from meetings.choices import TEXT_VERBS
from meetings.models import Decision, MeetingDocument, MeetingSeries

PAPER = "subject__conceptpaperpage"


@dataclass(frozen=True)
class Place:
    """Public `rows` that cite a `document`, with the paths to what the document thereby belongs to."""

    rows: Callable[[], QuerySet]
    document: str
    series: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    country: tuple[str, ...] = ()


OF_MEETING = {"series": ("page__series",), "area": ("page__series__area",), "country": ("page__country",)}

PLACES = (
    Place(lambda: MeetingDocument.objects.public(), "document", **OF_MEETING),
    Place(lambda: Decision.objects.public(), "document", **OF_MEETING),
    Place(lambda: Decision.objects.public().filter(is_public("subject")), f"{PAPER}__document", **OF_MEETING),
    Place(lambda: ConceptPaperPage.objects.public(), "document", area=("area",), country=("proposed_by",)),
    Place(
        lambda: ActivityDocument.objects.public(),
        "document",
        series=("page__series",),
        area=("page__area",),
        country=("page__country", "page__hosts"),
    ),
)


def _paths(relation: str) -> list[tuple[Place, str]]:
    return [(place, path) for place in PLACES for path in getattr(place, relation)]


def belongs_to(relation: str, slug: str) -> Q:
    """The condition that a document belongs to the `series`, `area` or `country` of that slug."""
    documents = (
        place.rows().filter(**{f"{path}__slug": slug}).values(place.document)
        for place, path in _paths(relation)
    )
    return reduce(or_, (Q(pk__in=found) for found in documents))


def with_documents(model, relation: str) -> QuerySet:
    """The series, areas or countries (`model`) to which documents belong."""
    held = (
        Exists(
            place.rows()
            .filter(**{path: OuterRef("pk"), f"{place.document}__isnull": False})
            .exclude(is_in_private_collection(place.document))
        )
        for place, path in _paths(relation)
    )
    return model.objects.filter(reduce(or_, map(Q, held)))


def series_choices(documents):
    found = with_documents(MeetingSeries, "series").order_by("acronym")
    return found.values_list("slug", "acronym")


def area_choices(documents):
    return with_documents(CooperationArea, "area").order_by("name").values_list("slug", "name")


def country_choices(documents):
    return with_documents(Country, "country").order_by("name", "pk").values_list("slug", "name")


class Citations:
    """Everything public that cites a document: decisions, pages, and countries, areas and series."""

    def __init__(self, document: PortalDocument):
        self.document = document

    @cached_property
    def decisions(self) -> list[Decision]:
        """Decisions about the document or its paper, and those that it is the source of; the oldest first."""
        about = Q(document=self.document) | Q(is_public("subject"), **{f"{PAPER}__document": self.document})
        found = Decision.objects.public().filter(about | Q(source_document=self.document))
        is_about = Case(When(about, then=True), default=False, output_field=BooleanField())
        return list(found.with_details().saying_something().annotate(is_about=is_about).oldest_first())

    @cached_property
    def adopted_at(self) -> Decision | None:
        """The first decision that gave the document its force: adopted, endorsed, signed or issued it."""
        given = (one for one in self.decisions if one.is_about and one.verb in TEXT_VERBS)
        return next((decision for decision in given if decision.page.is_over), None)

    @cached_property
    def pages(self) -> list[Page]:
        """The pages that name it, wherever in them; each with `type_name`."""
        pages = list(self._citing(public_pages()).order_by("title", "pk"))
        for page in pages:
            page.type_name = page.cached_content_type.model_class()._meta.verbose_name
        return pages

    @cached_property
    def records(self) -> list[Model]:
        """The countries, areas and series whose statements it supports; each with `type_name`."""
        models = (kind.model_class() for kind in public_snippet_types())
        with_address = [model for model in models if hasattr(model, "get_absolute_url")]
        records = [record for model in with_address for record in self._citing(model.objects.all())]
        for record in records:
            record.type_name = record._meta.verbose_name
        return records

    def _citing(self, rows: QuerySet) -> QuerySet:
        """Those of the rows that refer to the document, by Wagtail's index."""
        kind = ContentType.objects.get_for_model(rows.model)
        references = ReferenceIndex.get_references_to(self.document).filter(base_content_type=kind)
        keys = references.values("object_id")
        return rows.alias(key=Cast("pk", CharField())).filter(key__in=keys)
