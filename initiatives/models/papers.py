from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PageChooserPanel,
)
from wagtail.models import Page
from wagtail.search import index

from admm_site.core.blocks import TEXT_BLOCKS, ObjectivesBlock
from admm_site.core.choices import ChoiceField
from admm_site.core.listings import ListingPage
from admm_site.core.page_base import PortalPage, page_tabs
from admm_site.core.private_files import FileKey
from admm_site.core.publication import (
    PortalPageManager,
    cached_queryset,
    public_related,
    public_rows,
    register_as_of_model,
)
from admm_site.core.schema_org import node
from admm_site.core.searchable import FacetValues, SearchKind, facet_keys
from admm_site.core.source_notes import number_sources
from admm_site.core.sources import Source
from admm_site.core.stream_field import StreamField
from admm_site.core.widgets import CheckboxColumns
from admm_site.documents.schema_org import file_node, type_of_work
from initiatives.choices import PaperKind
from initiatives.filters import ConceptPaperFilter
from initiatives.querysets import ConceptPaperPageQuerySet, attach_adoptions

MAX_RELATED = 6


class ConceptPaperIndexPage(ListingPage):
    """The list of papers, the newest adoption first."""

    page_description = _("The list of concept papers, with its filters.")
    filterset_class = ConceptPaperFilter
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["initiatives.ConceptPaperPage"]

    class Meta:
        verbose_name = _("list of concept papers")

    @staticmethod
    @cached_queryset
    def get_queryset():
        return ConceptPaperPage.objects.public().for_rows().newest_first()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        attach_adoptions(context["rows"])
        return context


@register_as_of_model
class ConceptPaperPage(Source, PortalPage):
    """A paper that ministers decide on. Where and when it was adopted follows from their decisions."""

    kind = ChoiceField(_("kind"), max_length=20, choices=PaperKind, default=PaperKind.CONCEPT_PAPER)
    acronym = models.CharField(_("acronym"), max_length=30, blank=True, help_text=_("Such as “ADIC”."))
    title_is_descriptive = models.BooleanField(
        _("the title is a description"),
        default=False,
        help_text=_("The paper’s own title was not found; visitors read that the words are the portal’s."),
    )
    area = models.ForeignKey(
        "reference.CooperationArea",
        verbose_name=_("area of cooperation"),
        on_delete=models.PROTECT,
        related_name="papers",
    )
    proposed_by = ParentalManyToManyField(
        "reference.Country", verbose_name=_("proposed by"), blank=True, related_name="papers_proposed"
    )
    document = FileKey(
        "documents.PortalDocument",
        verbose_name=_("document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="papers",
    )
    summary = models.TextField(
        _("summary"), blank=True, help_text=_("What it proposes, in one or two sentences.")
    )
    objectives = StreamField(
        [("objectives", ObjectivesBlock())], verbose_name=_("objectives"), blank=True, max_num=1
    )
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)
    superseded_by = models.ForeignKey(
        "self",
        verbose_name=_("superseded by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="supersedes",
    )

    objects = PortalPageManager.from_queryset(ConceptPaperPageQuerySet)()
    exclude_fields_in_copy = ["acronym"]
    search_kind = SearchKind.PAPER
    can_be_decided_on = True
    short_trail = None  # a trail, attached by `attach_short_trails`
    tracked_fields = (
        *("title", "kind", "acronym", "title_is_descriptive", "area", "proposed_by", "document"),
        *("summary", "objectives", "body", "superseded_by", *Source.tracked_fields),
    )
    tracked_field_labels = {
        "kind": _("type of paper"),
        "proposed_by": _("proposing countries"),
        "body": _("page text"),
        "superseded_by": _("replacement paper"),
    }
    tracked_boolean_labels = {
        "title_is_descriptive": (
            _("Title marked as a description by this portal"),
            _("Title no longer marked as a description by this portal"),
        )
    }
    record_type, record_list = "paper", "papers"
    related_paths = {"area": ("area",), "country": ("proposed_by",)}
    page_description = _("A paper that ministers decide on: a concept paper, a work programme, guidelines.")
    parent_page_types = ["initiatives.ConceptPaperIndexPage"]
    subpage_types = []

    edit_handler = page_tabs(
        ObjectList(
            [
                FieldPanel(
                    "title",
                    help_text=_("As the paper itself writes it: “Concept Paper on the Establishment of …”."),
                ),
                FieldPanel("title_is_descriptive"),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("acronym")]),
                FieldPanel("area"),
                FieldPanel("proposed_by", widget=CheckboxColumns),
                FieldPanel("summary"),
                FieldPanel("objectives"),
                FieldPanel("body"),
                *Source.source_panels,
            ],
            heading=_("What it is"),
        ),
        ObjectList(
            [
                FieldPanel("document"),
                MultiFieldPanel(
                    [PageChooserPanel("superseded_by", "initiatives.ConceptPaperPage")],
                    heading=_("Replacement"),
                ),
            ],
            heading=_("Documents"),
        ),
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("acronym", boost=2),
        index.AutocompleteField("acronym"),
        index.SearchField("summary"),
        index.SearchField("objectives"),
        index.SearchField("body"),
        index.FilterField("kind"),
    ]

    class Meta:
        verbose_name = _("concept paper")
        verbose_name_plural = _("concept papers")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "acronym"],
                condition=~models.Q(acronym=""),
                name="one_paper_an_acronym_and_kind",
                violation_error_message=_(
                    "Another paper of this kind has this acronym; choose another or leave it empty."
                ),
            )
        ]

    @classmethod
    def for_search(cls):
        return cls.objects.with_adoption().prefetch_related("proposed_by")

    def get_facet_values(self):
        return FacetValues(
            self.search_kind,
            self.adopted_on,
            areas=facet_keys(self.area_id),
            countries=facet_keys(*(country.pk for country in self.proposed_by.all())),
        )

    def clean(self):
        super().clean()
        if self.acronym:
            same = ConceptPaperPage.objects.filter(kind=self.kind, acronym=self.acronym).exclude(pk=self.pk)
            if other := same.first():
                message = _("“%(paper)s” has this acronym already; choose another or leave it empty.")
                raise ValidationError({"acronym": message % {"paper": other}})
        if self.superseded_by_id and self.superseded_by_id == self.pk:
            raise ValidationError(
                {"superseded_by": _("A paper can’t supersede itself; choose the newer one.")}
            )

    def get_warnings(self):
        warnings = super().get_warnings()
        if self.pk and self in ConceptPaperPage.objects.not_carried_out():
            warnings.append(_("The paper was adopted, but no follow-up is recorded yet."))
        return warnings

    def to_schema_org(self, graph):
        schema_org_type, adoption = type_of_work(self.kind), graph.context.get("adoption")
        legislation = {}
        if schema_org_type == "Legislation" and adoption:
            legislation = {
                "legislationDate": str(adoption.page.end_date),
                "legislationPassedBy": graph.mention("GovernmentOrganization", adoption.page.series),
            }
        return node(
            schema_org_type,
            name=self.title,
            alternateName=self.acronym,
            abstract=self.summary,
            genre=self.get_kind_display(),
            url=graph.address,
            about=graph.mention("DefinedTerm", self.area),
            subjectOf=graph.deciding_meetings(),
            encoding=file_node(self.document, graph) if self.document else None,
            **legislation,
        )

    def get_citation_author(self):
        """Return the body that adopted it."""
        if not hasattr(self, "adoption"):  # which the page itself has from its trail
            [paper] = attach_adoptions(ConceptPaperPage.objects.filter(pk=self.pk).with_adoption())
            self.adoption = paper.adoption
        return self.adoption.page.series.name if self.adoption else ""

    @property
    def public_successor(self):
        """Return the paper that supersedes it if the public may see that, else None."""
        return public_related(self, "superseded_by")

    def get_context(self, request, *args, **kwargs):
        # not at the top: a trail is made of these models
        from initiatives.lanes import get_lane
        from initiatives.standing import adopted_at
        from initiatives.trail import get_trail

        context = super().get_context(request, *args, **kwargs)
        trail = get_trail(self, getattr(request, "is_preview", False))
        related = public_rows(ConceptPaperPage).in_area(self.area_id).exclude(pk=self.pk)
        self.adoption = trail.adoption_of({self.pk})
        return context | {
            "superseded_by": self.public_successor,
            "trail": trail,
            "lane": get_lane(trail),
            "adopted_at": adopted_at(self.adoption) if self.adoption else "",
            "notes": number_sources([self, *trail.sourced_records]),
            "adoption": self.adoption,
            "proposers": self.proposed_by.all(),
            "related": related.newest_first()[:MAX_RELATED],
        }
