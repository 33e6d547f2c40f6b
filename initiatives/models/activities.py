from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
)
from wagtail.models import Page
from wagtail.search import index

from admm_site.core.attachments import AttachedDocument
from admm_site.core.blocks import TEXT_BLOCKS
from admm_site.core.choices import ChoiceField
from admm_site.core.events import EventForm, EventMixin
from admm_site.core.page_base import PortalPage, page_tabs
from admm_site.core.publication import PortalPageManager, register_as_of_model
from admm_site.core.searchable import FacetValues, SearchKind, facet_keys
from admm_site.core.source_notes import number_sources
from admm_site.core.sources import Source
from admm_site.core.stream_field import StreamField
from admm_site.core.widgets import CheckboxColumns
from initiatives.choices import ActivityKind
from initiatives.models.initiatives import InitiativePage
from initiatives.querysets import ActivityPageQuerySet


@register_as_of_model
class ActivityPage(EventMixin, Source, PortalPage):
    """A workshop, exercise, course or conference of an initiative."""

    kind = ChoiceField(_("kind"), max_length=20, choices=ActivityKind, default=ActivityKind.WORKSHOP)
    venue = models.CharField(
        _("venue"),
        max_length=150,
        blank=True,
        help_text=_("The place itself, or a way: “From Busan to Singapore”."),
    )
    hosts = ParentalManyToManyField(
        "reference.Country", verbose_name=_("hosts"), blank=True, related_name="activities_hosted"
    )
    area = models.ForeignKey(
        "reference.CooperationArea",
        verbose_name=_("area of cooperation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
        help_text=_("Empty when it is the area of the initiative."),
    )
    series = models.ForeignKey(
        "meetings.MeetingSeries",
        verbose_name=_("of the working group"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="activities",
    )
    summary = models.TextField(
        _("summary"),
        blank=True,
        help_text=_(
            "What took place, in one or two sentences. They stand in the trail of the initiative, too."
        ),
    )
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)

    objects = PortalPageManager.from_queryset(ActivityPageQuerySet)()
    base_form_class = EventForm
    search_kind = SearchKind.ACTIVITY
    tracked_fields = (
        *("title", "kind", *EventMixin.tracked_fields, "venue", "hosts", "area", "series", "summary", "body"),
        *("documents", *Source.tracked_fields),
    )
    tracked_field_labels = {
        "kind": _("type of activity"),
        "hosts": _("host countries"),
        "series": _("working group"),
        "body": _("page text"),
    }
    record_type, record_list = "activity", "activities"
    identifier_slugs = 2
    related_paths = {"series": ("series",), "area": ("area",), "country": ("country", "hosts")}
    listing_icon = "group"
    page_description = _("A workshop, exercise, course or conference of an initiative.")
    reserved_slugs = frozenset({"compare"})
    parent_page_types = ["initiatives.InitiativePage"]
    subpage_types = []

    edit_handler = page_tabs(
        ObjectList(
            [
                FieldPanel(
                    "title",
                    help_text=_(
                        "As its report names it: “ADMM-Plus Maritime Security Field Training Exercise”."
                    ),
                ),
                FieldRowPanel([FieldPanel("kind"), FieldPanel("state")]),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                        FieldPanel("format"),
                        FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
                        FieldPanel("venue"),
                    ],
                    heading=_("When and where"),
                ),
                MultiFieldPanel(
                    [
                        FieldPanel("hosts", widget=CheckboxColumns),
                        FieldRowPanel([FieldPanel("area"), FieldPanel("series")]),
                    ],
                    heading=_("Who"),
                ),
                FieldPanel("summary"),
                FieldPanel("body"),
                *Source.source_panels,
            ],
            heading=_("What and when"),
        ),
        ObjectList(
            [
                MultipleChooserPanel(
                    "documents",
                    chooser_field_name="document",
                    label=_("document"),
                    heading=_("Documents"),
                )
            ],
            heading=_("Documents"),
        ),
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("city"),
        index.AutocompleteField("city"),
        index.SearchField("venue"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("start_date"),
    ]

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")

    def get_preview_texts(self) -> tuple[str, str, str]:
        _kicker, title, detail = super().get_preview_texts()
        return str(self.get_kind_display()), title, detail

    def to_schema_org(self, graph):
        organizers = (
            graph.mention("GovernmentOrganization", self.series),
            graph.mention("Project", graph.context.get("initiative")),
        )
        return super().to_schema_org(graph, organizer=[organizer for organizer in organizers if organizer])

    @classmethod
    def for_search(cls):
        return cls.objects.select_related("country").prefetch_related("hosts")

    def get_facet_values(self):
        initiative = InitiativePage.objects.parent_of(self).values_list("area_id", flat=True)
        hosts = [country.pk for country in self.hosts.all()]
        return FacetValues(
            self.search_kind,
            self.start_date,
            areas=facet_keys(self.area_id or initiative.first()),
            series=facet_keys(self.series_id),
            countries=facet_keys(self.country_id, *hosts),
        )

    def get_search_text(self):
        places = [self.dates, str(self.country or ""), *(str(host) for host in self.hosts.all())]
        return [*super().get_search_text(), *places]

    def get_context(self, request, *args, **kwargs):
        from initiatives.trail import get_trail  # not at the top: a trail is made of these models

        in_preview = getattr(request, "is_preview", False)
        context = super().get_context(request, *args, **kwargs)
        documents = self.documents.all()
        if not in_preview:
            documents = documents.known_as_of_request().select_related("document")
        trail = get_trail(self, in_preview)
        return context | {
            "trail": trail,
            "notes": number_sources([self, *trail.sourced_records]),
            "initiative": next(iter(trail.initiatives), None),
            "hosts": self.hosts.all(),
            "documents": [item for item in documents if item.document],
        }


class ActivityDocument(AttachedDocument):
    page = ParentalKey(ActivityPage, on_delete=models.CASCADE, related_name="documents")

    class Meta(AttachedDocument.Meta):
        verbose_name = _("document of the activity")
        verbose_name_plural = _("documents of the activity")
