from datetime import timedelta
from functools import reduce
from operator import or_

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.utils.html import SafeString
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    MultipleChooserPanel,
    ObjectList,
)
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail.snippets.widgets import AdminSnippetChooser

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.attachments import AttachedDocument
from admm_site.core.blocks import TEXT_BLOCKS
from admm_site.core.choices import ChoiceField, EventFormat, EventStatus
from admm_site.core.clock import today
from admm_site.core.events import EventForm, EventMixin, EventQuerySet
from admm_site.core.internal_links import PublicURLField
from admm_site.core.listings import ListingPage
from admm_site.core.ordinals import meeting_ordinal, ordinal_suffix
from admm_site.core.page_base import PortalPage, page_tabs
from admm_site.core.partial_dates import PartialDate, PartialDateField
from admm_site.core.publication import PortalPageManager, cached_queryset, public_rows, register_as_of_model
from admm_site.core.query_cache import cached_until_changed
from admm_site.core.records import ORDERING
from admm_site.core.searchable import FacetValues, SearchKind, facet_keys
from admm_site.core.sources import Source
from admm_site.core.stream_field import StreamField
from admm_site.core.summaries import SUMMARY_HELP, SummaryMixin
from admm_site.documents.choices import first_statement
from admm_site.documents.models import PortalDocument
from admm_site.reference.choices import CountryRole
from admm_site.reference.models import Country
from meetings.choices import Level, ParticipationRole, frameworks_of
from meetings.covers import cover_svg
from meetings.filters import MeetingFilter
from meetings.models.decisions import Decision
from meetings.models.photographs import PhotographMixin
from meetings.models.series import MeetingSeries
from meetings.querysets import MeetingPageQuerySet, ParticipationQuerySet

RELATED_WITHIN = timedelta(days=92)
MAX_RELATED = 8
MAX_NEARBY = MAX_RELATED + 2


class MeetingIndexPage(ListingPage):
    """The list of meetings, by year."""

    page_description = _("The list of meetings, with its filters.")
    filterset_class = MeetingFilter
    max_count = 1
    parent_page_types = ["pages.HomePage"]
    subpage_types = ["meetings.MeetingPage"]

    class Meta:
        verbose_name = _("list of meetings")

    @staticmethod
    @cached_queryset
    def get_queryset():
        return MeetingPage.objects.public().for_rows().newest_first()


@cached_queryset
def decisions_in_detail() -> models.QuerySet[Decision]:
    return Decision.objects.with_details().oldest_first()


@cached_until_changed
def dated_meetings(series: int) -> list[tuple[int, PartialDate]]:
    """Return the keys and last days of the public meetings of a series that have dates, the oldest first."""
    meetings = MeetingPage.objects.public().filter(series=series, end_date__isnull=False)
    return list(meetings.oldest_first().values_list("pk", "end_date"))


class MeetingPageForm(EventForm):
    """A form that a new meeting opens with series, number and year of the next ADMM."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None and (series := MeetingSeries.objects.of_ministers().first()):
            last = MeetingPage.objects.in_series(series).aggregate(last=models.Max("ordinal"))["last"]
            self.initial.update(
                series=series.pk, ordinal=(last or 0) + 1, start_date=PartialDate(today().year)
            )


@register_as_of_model
class MeetingPage(EventMixin, PhotographMixin, SummaryMixin, Source, PortalPage):
    """A meeting: when and where it takes place, who takes part, what it decides."""

    VALUES_BEFORE_EVENT = {
        **EventMixin.VALUES_BEFORE_EVENT,
        "theme": "",
        "chair_person": "",
        "photograph": None,
    }

    series = models.ForeignKey(
        MeetingSeries, verbose_name=_("series"), on_delete=models.PROTECT, related_name="meetings"
    )
    ordinal = models.PositiveSmallIntegerField(
        _("ordinal"),
        null=True,
        blank=True,
        help_text=_("5 for the 5th ADMM, 1 for the Inaugural; empty for a retreat."),
    )
    custom_title = models.CharField(
        _("title, if another"),
        max_length=150,
        blank=True,
        help_text=_("Leave empty: the title is made of series and ordinal or year, such as “5th ADMM”."),
    )
    venue = models.CharField(
        _("venue"), max_length=150, blank=True, help_text=_("Such as “Shangri-La Hotel”.")
    )
    chair_country = models.ForeignKey(
        "reference.Country",
        verbose_name=_("chair"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="meetings_chaired",
    )
    chair_person = models.CharField(
        _("chaired by"), max_length=150, blank=True, help_text=_("The person, as the document names them.")
    )
    theme = models.CharField(_("theme"), max_length=250, blank=True)
    called_off_on = PartialDateField(
        _("postponed or cancelled on"),
        null=True,
        blank=True,
        help_text=_("When that was announced: a day, a month or a year."),
    )
    called_off_reason = models.CharField(
        _("reason"), max_length=250, blank=True, help_text=_("Why, as the source gives it, in one sentence.")
    )
    called_off_source = models.CharField(
        _("source of that"),
        max_length=250,
        blank=True,
        help_text=_("Publisher and title of the page that announces that."),
    )
    called_off_url = PublicURLField(_("its address"), max_length=500, blank=True)
    summary = models.TextField(_("summary"), blank=True, help_text=SUMMARY_HELP)
    body = StreamField(TEXT_BLOCKS, verbose_name=_("text"), blank=True)

    objects = PortalPageManager.from_queryset(MeetingPageQuerySet)()
    base_form_class = MeetingPageForm
    tracked_fields = (
        *("title", "series", *EventMixin.tracked_fields, "venue", "chair_country", "chair_person", "theme"),
        *("called_off_on", "called_off_reason", "called_off_source", "called_off_url"),
        *("photograph", "summary", "body", "decisions", "documents", "participations"),
        *Source.tracked_fields,
    )
    tracked_without_values = Source.tracked_without_values | {"photograph"}  # an image may become private
    tracked_field_labels = {
        "series": _("meeting series"),
        "chair_person": _("name of the chair"),
        "called_off_on": _("date of postponement or cancellation"),
        "called_off_reason": _("reason for postponement or cancellation"),
        "called_off_source": _("source of postponement or cancellation"),
        "called_off_url": _("address of that source"),
        "body": _("page text"),
        "documents": _("meeting document"),
        "participations": _("participant"),
    }
    record_type, record_list = "meeting", "meetings"
    row_template = "components/meeting_row.html"
    map_kind = "meetings"
    related_paths = {"series": ("series",), "area": ("series__area",), "country": ("country",)}
    page_description = _("One meeting: when, where, who took part, and what was decided.")
    exclude_fields_in_copy = ["ordinal"]
    search_kind = SearchKind.MEETING
    reserved_slugs = frozenset({"series", "calendar", "compare", "map", "timeline"})
    parent_page_types = ["meetings.MeetingIndexPage"]
    subpage_types = []

    edit_handler = page_tabs(
        ObjectList(
            [
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("series"), FieldPanel("ordinal")]),
                        FieldPanel("custom_title"),
                        FieldRowPanel([FieldPanel("state"), FieldPanel("format")]),
                    ],
                    heading=_("Which meeting"),
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("start_date"), FieldPanel("end_date")]),
                        FieldRowPanel([FieldPanel("city"), FieldPanel("country")]),
                        FieldPanel("venue"),
                    ],
                    heading=_("When and where"),
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("called_off_on"), FieldPanel("called_off_reason")]),
                        FieldRowPanel([FieldPanel("called_off_source"), FieldPanel("called_off_url")]),
                    ],
                    heading=_("If postponed or cancelled"),
                    classname="collapsed",
                ),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("chair_country"), FieldPanel("chair_person")]),
                        MultipleChooserPanel(
                            "participations",
                            chooser_field_name="country",
                            heading=_("Who took part"),
                            label=_("country"),
                        ),
                    ],
                    heading=_("Who"),
                ),
                FieldPanel(
                    "theme",
                    help_text=_("As the host words it, such as “Strengthening Defence Cooperation …”."),
                ),
                FieldPanel("photograph"),
                FieldPanel("summary"),
                FieldPanel("body"),
                *Source.source_panels,
            ],
            heading=_("What and when"),
        ),
        ObjectList(
            [InlinePanel("decisions", label=_("decision"), heading=_("Decisions"))], heading=_("Decisions")
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
        ObjectList(
            [HelpPanel(template="meetings/status_updates_panel.html", heading=_("Status updates"))],
            heading=_("Status updates"),
        ),
    )
    search_fields = [
        *Page.search_fields,
        index.SearchField("city"),
        index.AutocompleteField("city"),
        index.SearchField("theme"),
        index.AutocompleteField("theme"),
        index.SearchField("venue"),
        index.AutocompleteField("venue"),
        index.SearchField("chair_person"),
        index.AutocompleteField("chair_person"),
        index.SearchField("summary"),
        index.SearchField("body"),
        index.RelatedFields("series", [index.SearchField("name"), index.SearchField("acronym")]),
        index.RelatedFields("country", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.RelatedFields("chair_country", [index.SearchField("name"), index.AutocompleteField("name")]),
        index.FilterField("start_date"),
        index.FilterField("state"),
    ]

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.UniqueConstraint(
                fields=["series", "ordinal"],
                name="one_meeting_an_ordinal",
                violation_error_message=_(
                    "The series already has a meeting with this ordinal; check the number."
                ),
            )
        ]

    @classmethod
    def for_search(cls):
        return cls.objects.select_related("series")

    def get_facet_values(self):
        return FacetValues(
            self.search_kind,
            self.start_date,
            areas=facet_keys(self.series.area_id),
            series=facet_keys(self.series_id),
            countries=facet_keys(self.country_id, self.chair_country_id),
        )

    def get_search_text(self):
        participants = self.participations.values_list("country__name", flat=True)
        return [*super().get_search_text(), self.dates, *participants]

    def get_search_records(self):
        return [record for decision in Decision.for_search(self) for record in decision.get_search_records()]

    def generated_title(self) -> str:
        """Return `5th ADMM`, `Inaugural ADMM` or `ADMM Retreat 2018`."""
        if self.ordinal:
            return f"{meeting_ordinal(self.ordinal)} {self.series}"
        return f"{self.series} {self.start_date.year}" if self.start_date else str(self.series)

    def set_defaults(self):
        super().set_defaults()
        if self.alias_of_id:  # its title is that of its source
            return
        if self.custom_title or self.series_id:
            title = self.custom_title or self.generated_title()
            if self.draft_title in ("", self.title):
                self.draft_title = title
            self.title = title

    def clean(self):
        super().clean()
        errors = {}
        if self.state == EventStatus.HELD:
            errors |= self._get_held_meeting_errors()
        if other := self._get_meeting_with_same_ordinal():
            message = _("“%(meeting)s” already has ordinal %(ordinal)s in the series; check the number.")
            named = ", ".join(part for part in (other.title, other.place, other.dates) if part)
            errors["ordinal"] = message % {"meeting": named, "ordinal": self.ordinal}
        if self.chair_country_id and self.series_id and not self.series.accepts(self.chair_country):
            message = _(
                "%(country)s is not in the %(framework)s and can’t chair its meeting; choose a member."
            )
            values = {"country": self.chair_country, "framework": self.series.get_framework_display()}
            errors["chair_country"] = message % values
        if self.called_off_url and not self.called_off_source:
            errors["called_off_source"] = _("Name the page at this address.")
        if message := self.get_photograph_error():
            errors["photograph"] = message
        if errors:
            raise ValidationError(errors)

    def _get_held_meeting_errors(self) -> dict:
        errors = {}
        if not self.start_date:
            errors["start_date"] = _("Say when the meeting was held, by the year at least.")
        if self.format != EventFormat.VIDEO_CONFERENCE and not (self.city or self.country_id):
            errors["city"] = _("Say where the meeting was held; only a video conference needs no place.")
        return errors

    def _get_meeting_with_same_ordinal(self) -> "MeetingPage | None":
        if not (self.series_id and self.ordinal):
            return None
        same = MeetingPage.objects.in_series(self.series_id).filter(ordinal=self.ordinal)
        return same.exclude(pk=self.pk).select_related("country").first()

    def get_warnings(self):
        warnings = super().get_warnings()
        decisions = list(self.decisions.all())
        if self.state == EventStatus.HELD and self.decides and self.pk and not decisions:
            warnings.append(_("The meeting was held, but no decision is recorded."))
        if self.called_off_notice and not (self.called_off_on and self.called_off_source):
            warnings.append(_("Say when it was postponed or cancelled, and which source announces that."))
        Decision.load_subjects(decisions)
        if titles := [str(decision) for decision in decisions if decision.lacks_document]:
            message = _("The portal has no document of: %(decisions)s")
            warnings.append(message % {"decisions": "; ".join(titles)})
        return warnings

    @property
    def description(self) -> str:
        facts = ", ".join(str(fact) for fact in (self.title, self.place, self.dates) if fact)
        return super().description or f"{facts}."

    def to_schema_org(self, graph):
        """Return a node about what it decided on and what was reported to it."""
        followed = (
            initiative for step in graph.trail.decision_steps for initiative in step.short_trail.initiatives
        )
        reported = (update.page for update in graph.trail.status_updates)
        initiatives = {initiative.pk: initiative for initiative in (*followed, *reported)}
        return super().to_schema_org(
            graph,
            organizer=graph.mention("GovernmentOrganization", self.series),
            about=[graph.mention("Project", initiative) for initiative in initiatives.values()],
        )

    def get_citation_author(self):
        return self.series.name

    @property
    def full_name(self) -> str:
        """Return `19th ASEAN Defence Ministers' Meeting`; empty for one that is not numbered."""
        return f"{meeting_ordinal(self.ordinal)} {self.series.name}" if self.ordinal else ""

    @property
    def cover(self) -> SafeString:
        """Return the pattern of the meeting as SVG, made from its series and its number."""
        return cover_svg(self.preview_seed, self.state)

    @property
    def preview_seed(self) -> str:
        return f"{self.series.slug}-{self.ordinal or self.slug}"

    def get_preview_texts(self) -> tuple[str, str, str]:
        kicker = " · ".join(filter(None, [self.title, self.dates]))
        return kicker, self.theme or self.series.name, self.get_preview_detail(self.place)

    @property
    def ordinal_suffix(self) -> str:
        """Return what follows the digits of its number: `th` of the 19th."""
        return ordinal_suffix(self.ordinal) if self.ordinal else ""

    @property
    def is_of_ministers(self) -> bool:
        return self.series.level == Level.MINISTERS

    @property
    def decides(self) -> bool:
        """Return whether decisions are expected of it; retreats, officials and experts only prepare them."""
        return bool(self.ordinal and self.is_of_ministers)

    def get_decisions(self, in_preview: bool = False) -> list[Decision]:
        """Return its decisions, each with `related_decisions` of other meetings about the same page."""
        if in_preview:
            decisions = list(self.decisions.all())
            related = Decision.objects.on_same_subjects_as(decisions).exclude(page=self.pk).with_details()
        else:
            own = Decision.objects.filter(page=self.pk)
            with_related = Q(page=self.pk) | Decision.objects.is_on_same_subjects_as(own)
            rows = list(decisions_in_detail().filter(with_related).known_as_of_request())
            decisions = [row for row in rows if row.page_id == self.pk and row.has_public_content]
            related = [row for row in rows if row.page_id != self.pk]
        for decision in decisions:
            decision.page = self
            decision.related_decisions = [row for row in related if row.subject_id == decision.subject_id]
        return decisions

    def get_statement(self) -> PortalDocument | None:
        """Return the weightiest declaration or statement that it decided on."""
        decisions = Decision.objects.with_public_content().filter(page=self.pk).known_as_of_request()
        decisions = decisions.filter(document__isnull=False).select_related("document")
        return first_statement(decision.document for decision in decisions)

    def get_context(self, request, *args, **kwargs):
        in_preview = getattr(request, "is_preview", False)
        context = super().get_context(request, *args, **kwargs)
        documents, participations = self.documents.all(), self.participations.all()
        if not in_preview:
            documents = documents.known_as_of_request().select_related("document")
            participations = participations.known_as_of_request().select_related("country")
        decisions = self.get_decisions(in_preview)
        documents = [item for item in documents if item.document]
        issued = [item.document for item in (*decisions, *documents) if item.document]
        context |= {
            "decisions": decisions,
            "documents": documents,
            "statement": first_statement(issued),
            "photograph": self.get_shown_photograph(),
            "expected": self.get_expected_countries() if self._expects_all(participations) else [],
            "participants": [p.country for p in participations if p.role == ParticipationRole.PARTICIPANT],
            "observers": [p.country for p in participations if p.role == ParticipationRole.OBSERVER],
            **self.get_nearby_meetings(),
        }
        return context

    def _expects_all(self, participations) -> bool:
        return bool(self.series_id and self.is_upcoming and not participations)

    def get_expected_countries(self) -> list[Country]:
        """Return the countries of its framework, which are expected where no participation is recorded."""
        roles = [role for role in CountryRole if self.series.framework in frameworks_of(role)]
        in_roles = reduce(or_, (Country.objects.in_role(role) for role in roles))
        return list(in_roles.order_by("name"))

    def get_nearby_meetings(self) -> dict:
        """Return the `previous` and `next` public meeting of the series, and `related` ones of others."""
        previous, next_ = self._neighbours()
        is_neighbour = ExpressionWrapper(Q(pk__in=[previous, next_]), output_field=models.BooleanField())
        rows = public_rows(MeetingPage).filter(Q(pk__in=[previous, next_]) | self._is_related())
        rows = rows.alias(is_neighbour=is_neighbour).oldest_first()
        rows = rows.order_by("-is_neighbour", *rows.query.order_by)
        pages = {page.pk: page for page in rows[:MAX_NEARBY]}
        return {
            "previous": pages.pop(previous, None),
            "next": pages.pop(next_, None),
            "related": list(pages.values())[:MAX_RELATED],
        }

    def _neighbours(self) -> tuple[int, int]:
        """Return the keys of the public meetings of the series before and after this one, 0 for none."""
        dates = dict(dated_meetings(self.series_id))
        end = dates.pop(self.pk, self.end_date)
        if not end:
            return 0, 0
        before = [pk for pk, date in dates.items() if date < end]
        after = (pk for pk, date in dates.items() if date > end)
        return before[-1] if before else 0, next(after, 0)

    def _is_related(self) -> Q:
        """Return the condition that a meeting of another series is within three months before or after."""
        if not self.end_date or self.end_date.precision == "Y":
            return Q(pk__in=[])
        first, last = self.start_date.earliest - RELATED_WITHIN, self.end_date.latest + RELATED_WITHIN
        return ~Q(series=self.series_id) & EventQuerySet.is_between(first, last)


class Participation(AsOfReadOnlyMixin, Orderable):
    """A country at a meeting."""

    page = ParentalKey(MeetingPage, on_delete=models.CASCADE, related_name="participations")
    country = models.ForeignKey(
        "reference.Country",
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="participations",
    )
    role = ChoiceField(
        _("as"), max_length=15, choices=ParticipationRole, default=ParticipationRole.PARTICIPANT
    )

    objects = ParticipationQuerySet.as_manager()

    tracked_fields, label_fields, diff_key = ("country", "role"), ("country",), "country"
    tracked_field_labels = {"role": _("role")}
    panels = [
        FieldRowPanel([FieldPanel("country", widget=AdminSnippetChooser(model=Country)), FieldPanel("role")])
    ]

    class Meta(Orderable.Meta):
        ordering = ORDERING
        verbose_name = _("participation")
        verbose_name_plural = _("participations")
        constraints = [models.UniqueConstraint(fields=["page", "country"], name="a_country_takes_part_once")]

    def __str__(self):
        return f"{self.country}, {self.get_role_display()}"

    def natural_key(self):
        return (*self.page.natural_key(), *self.country.natural_key())

    natural_key.dependencies = ["wagtailcore.page", "reference.country"]


class MeetingDocument(AttachedDocument):
    page = ParentalKey(MeetingPage, on_delete=models.CASCADE, related_name="documents")

    class Meta(AttachedDocument.Meta):
        verbose_name = _("document of the meeting")
        verbose_name_plural = _("documents of the meeting")
