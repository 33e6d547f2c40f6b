from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    ObjectList,
)
from wagtail.models import Orderable, Page
from wagtail.search import index

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.blocks import TEXT_BLOCKS
from admm_site.core.choices import ChoiceField
from admm_site.core.events import EventMixin
from admm_site.core.listings import ListingPage
from admm_site.core.page_base import PortalPage, page_tabs
from admm_site.core.partial_dates import PartialDateField
from admm_site.core.publication import (
    PortalPageManager,
    cached_queryset,
    public_related,
    public_rows,
    register_as_of_model,
)
from admm_site.core.query_cache import cached_until_changed
from admm_site.core.records import ORDERING, PermalinkRecord
from admm_site.core.schema_org import node
from admm_site.core.searchable import FacetValues, SearchKind, SearchRecord, facet_keys, title_with_acronym
from admm_site.core.source_notes import number_sources
from admm_site.core.sources import Source
from admm_site.core.stream_field import StreamField
from admm_site.core.summaries import SUMMARY_HELP, OngoingSummaryMixin
from admm_site.core.widgets import CheckboxColumns
from initiatives.choices import STATUSES_AFTER_ADOPTION, STORED_STATUSES, LeadRole, Status
from initiatives.choosers import meeting_chooser
from initiatives.filters import InitiativeFilter
from initiatives.models.papers import MAX_RELATED, ConceptPaperPage
from initiatives.panels import StatusUpdatesPanel
from initiatives.querysets import (
    InitiativePageQuerySet,
    LeadQuerySet,
    StatusUpdateManager,
    attach_adoptions,
    status_doubt,
    status_remarks,
)


class InitiativeIndexPage(ListingPage):
    """The list of initiatives, the most recently reported first."""

    page_description = _("The list of initiatives, with its filters.")
    filterset_class = InitiativeFilter
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["initiatives.InitiativePage"]

    class Meta:
        verbose_name = _("list of initiatives")

    @staticmethod
    @cached_queryset
    def get_queryset():
        return InitiativePage.objects.public().for_rows().with_adoption().recently_reported_first()

    def get_context(self, request, *args, **kwargs):
        context = super().get_context(request, *args, **kwargs)
        attach_adoptions(context["rows"])
        return context


@register_as_of_model
class InitiativePage(OngoingSummaryMixin, Source, PortalPage):
    """An initiative. Its status is not stored: it follows from status updates and decisions."""

    acronym = models.CharField(_("acronym"), max_length=30, blank=True, help_text=_("Such as “ADIC”."))
    short_title = models.CharField(
        _("short title"),
        max_length=40,
        blank=True,
        help_text=_("For drawings and breadcrumbs, where the title doesn’t fit: “Defence industry”."),
    )
    area = models.ForeignKey(
        "reference.CooperationArea",
        verbose_name=_("area of cooperation"),
        on_delete=models.PROTECT,
        related_name="initiatives",
    )
    implements = ParentalManyToManyField(
        ConceptPaperPage, verbose_name=_("implements"), blank=True, related_name="initiatives"
    )
    is_portal_grouping = models.BooleanField(
        _("made for this portal"),
        default=False,
        help_text=_("Groups activities that ASEAN does not name together; visitors see that."),
    )
    summary = models.TextField(_("summary"), blank=True, help_text=SUMMARY_HELP)
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)

    objects = PortalPageManager.from_queryset(InitiativePageQuerySet)()
    search_kind = SearchKind.INITIATIVE
    can_be_decided_on = True
    short_trail = None  # a trail, attached by `attach_short_trails`
    tracked_fields = (
        *("title", "short_title", "status", "status_updates", "acronym", "area", "implements", "leads"),
        *("is_portal_grouping", "summary", "body", *Source.tracked_fields),
    )
    tracked_field_labels = {
        "implements": _("concept papers implemented"),
        "leads": _("lead or co-lead country"),
        "body": _("page text"),
    }
    tracked_boolean_labels = {
        "is_portal_grouping": (
            _("Marked as grouped by this portal, not by ASEAN"),
            _("No longer marked as grouped by this portal"),
        )
    }
    tracked_properties = {"status": ChoiceField(_("status"), choices=Status)}
    record_type, record_list = "initiative", "initiatives"
    related_paths = {"area": ("area",), "country": ("leads__country",)}
    page_description = _("How a concept paper is carried out: who leads it, its activities, its progress.")
    exclude_fields_in_copy = ["acronym"]
    reserved_slugs = frozenset({"progress"})
    parent_page_types = ["initiatives.InitiativeIndexPage"]
    subpage_types = ["initiatives.ActivityPage"]

    edit_handler = page_tabs(
        ObjectList(
            [
                FieldPanel(
                    "title",
                    help_text=_("As ASEAN names it: “ASEAN Direct Communications Infrastructure”."),
                ),
                FieldRowPanel([FieldPanel("short_title"), FieldPanel("acronym")]),
                FieldPanel("area"),
                FieldPanel("is_portal_grouping"),
                InlinePanel("leads", heading=_("Lead countries"), label=_("country")),
                FieldPanel(
                    "implements",
                    widget=CheckboxColumns,
                    help_text=_("The concept papers that it carries out; their adoption is its own."),
                ),
                FieldPanel("summary"),
                FieldPanel("body"),
                *Source.source_panels,
            ],
            heading=_("What it is"),
        ),
        ObjectList(
            [StatusUpdatesPanel("status_updates", label=_("status update"), heading=_("Status updates"))],
            heading=_("Progress"),
        ),
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("acronym", boost=2),
        index.AutocompleteField("acronym"),
        index.SearchField("short_title"),
        index.SearchField("summary"),
        index.SearchField("body"),
    ]

    class Meta:
        verbose_name = _("initiative")
        verbose_name_plural = _("initiatives")
        constraints = [
            models.UniqueConstraint(
                fields=["acronym"],
                condition=~models.Q(acronym=""),
                name="one_initiative_an_acronym",
                violation_error_message=_(
                    "Another initiative has this acronym; choose another or leave it empty."
                ),
            )
        ]

    def clean(self):
        super().clean()
        if self.acronym and (
            other := InitiativePage.objects.filter(acronym=self.acronym).exclude(pk=self.pk).first()
        ):
            message = _("“%(initiative)s” has this acronym already; choose another or leave it empty.")
            raise ValidationError({"acronym": message % {"initiative": other}})

    def clean_records(self):
        super().clean_records()
        dates = [status_update.date for status_update in self.status_updates.all()]
        duplicates = sorted({date for date in dates if dates.count(date) > 1})
        if duplicates:
            message = _("Two status updates have the date %(date)s; join them, or correct one of the dates.")
            raise ValidationError({"status_updates": message % {"date": duplicates[0].in_words()}})

    def get_warnings(self):
        warnings = super().get_warnings() + self._get_date_warnings()
        if self.pk and self in InitiativePage.objects.gone_quiet():
            warnings.append(_("It is still under way or adopted, but has had no status update for a year."))
        return warnings

    def _get_date_warnings(self) -> list[str | Promise]:
        started = [u for u in self.status_updates.all() if u.status in STATUSES_AFTER_ADOPTION]
        adopted_on = (
            self.pk and InitiativePage.objects.with_adoption().values_list("adopted_on").get(pk=self.pk)[0]
        )
        if started and not adopted_on and not self.is_portal_grouping:
            return [
                _("The initiative is under way, but no meeting is recorded that adopted it or its papers.")
            ]
        if started and adopted_on and min(update.date for update in started).latest < adopted_on.earliest:
            return [_("The initiative was under way before ministers adopted it; check both dates.")]
        return []

    def to_schema_org(self, graph):
        return node(
            "Project",
            name=self.title,
            alternateName=self.acronym,
            description=self.description,
            url=graph.address,
            parentOrganization=graph.admm(),
            knowsAbout=graph.mention("DefinedTerm", self.area),
            subjectOf=graph.deciding_meetings(),
            event=[
                (graph.mention("Event", activity) or {})
                | ({"startDate": str(activity.start_date)} if activity.start_date else {})
                for activity in graph.trail.activities
            ],
        )

    @classmethod
    def event_types(cls) -> list[type[EventMixin]]:
        """Return the page types of what initiatives run, such as activities."""
        return [model for model in cls.allowed_subpage_models() if issubclass(model, EventMixin)]

    @classmethod
    def for_search(cls):
        return cls.objects.with_adoption()

    def get_facet_values(self):
        leads = self.leads.values_list("country_id", flat=True)
        return FacetValues(
            self.search_kind,
            self.adopted_on,
            areas=facet_keys(self.area_id),
            countries=facet_keys(*leads),
        )

    def get_search_records(self):
        return [
            update.get_search_record()
            for update in StatusUpdate.objects.filter(page=self).select_related("page")
        ]

    @cached_property
    def status(self) -> Status:
        """Return the status of the initiative today."""
        current_status = getattr(self, "current_status", None)
        return Status(
            current_status or InitiativePage.objects.with_current_status().get(pk=self.pk).current_status
        )

    @property
    def short_name(self) -> str:
        """Return the short title; the title where there is none."""
        return self.short_title or self.title

    @property
    def status_doubt(self) -> str:
        """Return in words how far the newest status update is not confirmed. Needs `with_current_status`."""
        return status_doubt(self)

    @property
    def status_remarks(self) -> list[str]:
        return status_remarks(self)

    def papers(self, in_preview: bool = False) -> list[ConceptPaperPage]:
        """Return the public papers that it carries out; in a preview, those of the draft."""
        return list(self.implements.all() if in_preview else self.implements.public())

    def set_status_from(self, trail):
        """Set the status, and what is known of the newest status update, from the trail of the page."""
        newest = trail.status_updates[-1] if trail.status_updates else None
        self.reported_on = newest and newest.date
        self.status_confirms = newest and newest.source_confirms
        self.status_unconfirmed = newest and newest.source_unconfirmed
        self.current_status = Status.ADOPTED if trail.adoption else Status.PROPOSED
        if newest and newest.status != Status.PROPOSED:
            self.current_status = newest.status

    def get_context(self, request, *args, **kwargs):
        # not at the top: a trail is made of these models
        from initiatives.lanes import get_lane
        from initiatives.standing import get_standing
        from initiatives.trail import get_trail

        in_preview = getattr(request, "is_preview", False)
        context = super().get_context(request, *args, **kwargs)
        leads = self.leads.all() if in_preview else self.leads.select_related("country")
        papers = self.papers(in_preview)
        trail = get_trail(self, in_preview, papers=papers)
        self.set_status_from(trail)
        in_area = recently_reported_in(self.area_id)
        return context | {
            "papers": papers,
            "papers_with_objectives": [paper for paper in papers if paper.objectives],
            "trail": trail,
            "lane": get_lane(trail),
            "standing": get_standing(self, trail),
            "notes": number_sources([self, *trail.sourced_records]),
            "adoption": trail.adoption,
            "leads": [lead.country for lead in leads if lead.role == LeadRole.LEAD],
            "co_leads": [lead.country for lead in leads if lead.role == LeadRole.CO_LEAD],
            "related": [page for page in in_area if page.pk != self.pk][:MAX_RELATED],
        }


@cached_until_changed
def recently_reported_in(area: int) -> list[InitiativePage]:
    """Return the initiatives of the area with the newest status updates, one more than a page shows."""
    initiatives = public_rows(InitiativePage).in_area(area).recently_reported_first()
    return list(initiatives[: MAX_RELATED + 1])


class InitiativeLead(AsOfReadOnlyMixin, Orderable):
    """A country that leads an initiative."""

    page = ParentalKey(InitiativePage, on_delete=models.CASCADE, related_name="leads")
    country = models.ForeignKey(
        "reference.Country",
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="initiatives_led",
    )
    role = ChoiceField(_("as"), max_length=10, choices=LeadRole, default=LeadRole.LEAD)

    objects = LeadQuerySet.as_manager()

    tracked_fields, label_fields, diff_key = ("country", "role"), ("country",), "country"
    tracked_field_labels = {"role": _("role")}
    panels = [FieldRowPanel([FieldPanel("country"), FieldPanel("role")])]

    class Meta(Orderable.Meta):
        ordering = ORDERING
        verbose_name = _("lead country")
        verbose_name_plural = _("lead countries")
        constraints = [models.UniqueConstraint(fields=["page", "country"], name="a_country_leads_once")]

    def __str__(self):
        return f"{self.country}, {self.get_role_display()}"

    def natural_key(self):
        return (*self.page.natural_key(), *self.country.natural_key())

    natural_key.dependencies = ["wagtailcore.page", "reference.country"]


class StatusUpdate(Source, PermalinkRecord):
    """A report on an initiative: its status on a day, and what happened."""

    page = ParentalKey(InitiativePage, on_delete=models.CASCADE, related_name="status_updates")
    date = PartialDateField(_("date"), help_text=_("A day, a month or a year: 2016-01-27, 2025-10 or 2009."))
    status = ChoiceField(_("status"), max_length=15, choices=STORED_STATUSES, default=Status.UNDER_WAY)
    note = models.TextField(_("note"), help_text=_("What happened, in one or two sentences."))
    reported_to = models.ForeignKey(
        "meetings.MeetingPage",
        verbose_name=_("reported to"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="received_status_updates",
    )

    objects = StatusUpdateManager()

    record_type, record_list = "status-update", "status-updates"

    tracked_fields = ("date", "status", "note", "reported_to", *Source.tracked_fields)
    tracked_field_labels = {"reported_to": _("receiving meeting")}
    label_fields = ("date", "status")
    statement_panels = [FieldRowPanel([FieldPanel("date"), FieldPanel("status")]), FieldPanel("note")]
    panels = [
        PermalinkRecord.key_panel,
        *statement_panels,
        FieldPanel("reported_to", widget=meeting_chooser.widget_class),
        *Source.record_source_panels,
    ]

    class Meta(PermalinkRecord.Meta):
        indexes = [
            *PermalinkRecord.Meta.indexes,
            # Finds the newest status update of each initiative without sorting.
            models.Index(fields=["page", "-date", "-id"], name="statusupdate_newest"),
            models.Index(fields=["-date", "-id"], name="statusupdate_date"),
        ]
        verbose_name = _("status update")
        verbose_name_plural = _("status updates")

    def __str__(self):
        return f"{self.date.in_words() if self.date else ''}: {self.get_status_display()}"

    def get_search_record(self) -> SearchRecord:
        title = f"{title_with_acronym(self.page)}: {self.get_status_display().lower()}"
        return SearchRecord(
            f"update:{self.key}",
            SearchKind.UPDATE,
            title,
            [self.note],
            self.anchor,
            doubt=self.doubt,
            date=self.date,
        )

    @cached_property
    def public_meeting(self):
        """Return the meeting reported to if the public may see it, else None."""
        return public_related(self, "reported_to")
