from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Orderable
from wagtail.search import index

from admm_site.core.choices import ChoiceField
from admm_site.core.clock import today
from admm_site.core.partial_dates import PartialDateField, range_in_words
from admm_site.core.records import ORDERING, RecordValidationFormMixin, RecordValidationMixin
from admm_site.core.schema_org import node
from admm_site.core.searchable import FacetValues, Searchable, SearchKind, facet_keys
from admm_site.core.slugs import AutoSlugField
from admm_site.core.sources import Source
from admm_site.core.summaries import SUMMARY_HELP, OngoingSummaryMixin
from meetings.choices import ChairRole, Framework, Level, frameworks_of
from meetings.querysets import ChairTermQuerySet, MeetingSeriesQuerySet


class MeetingSeriesForm(RecordValidationFormMixin, WagtailAdminModelForm):
    pass


class MeetingSeries(
    Searchable, RecordValidationMixin, OngoingSummaryMixin, Source, index.Indexed, ClusterableModel
):
    """A body that meets regularly: the ADMM, the ADSOM, an Experts' Working Group."""

    name = models.CharField(_("name"), max_length=150, unique=True)
    acronym = models.CharField(
        _("acronym"),
        max_length=40,
        unique=True,
        help_text=_("Titles of meetings are made of it: “ADMM-Plus”."),
    )
    slug = AutoSlugField(
        _("slug"),
        populate_from=("acronym", "name"),
        help_text=_("In its address: “admm-plus”. Leave empty to make it from the acronym."),
    )
    framework = ChoiceField(_("framework"), max_length=10, choices=Framework)
    level = ChoiceField(_("level"), max_length=20, choices=Level)
    reports_to = models.ForeignKey(
        "self",
        verbose_name=_("reports to"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="reporting_series",
    )
    area = models.ForeignKey(
        "reference.CooperationArea",
        verbose_name=_("area of cooperation"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="series",
        help_text=_("For an Experts’ Working Group."),
    )
    established = PartialDateField(
        _("established"), null=True, blank=True, help_text=_("A day, a month or a year: 2006-05-09 or 2011.")
    )
    summary = models.TextField(_("summary"), help_text=SUMMARY_HELP)

    objects = MeetingSeriesQuerySet.as_manager()
    record_type, record_list = "series", "series"
    base_form_class = MeetingSeriesForm
    search_kind = SearchKind.SERIES

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldRowPanel([FieldPanel("acronym"), FieldPanel("slug")]),
                FieldPanel("summary"),
            ],
            heading=_("What it is"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("framework"), FieldPanel("level")]),
                FieldRowPanel([FieldPanel("reports_to"), FieldPanel("area")]),
                FieldPanel("established"),
            ],
            heading=_("Place in the structure"),
        ),
        InlinePanel("chair_terms", heading=_("Chairs over time"), label=_("term")),
        *Source.source_panels,
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("acronym", boost=2),
        index.AutocompleteField("acronym"),
        index.SearchField("summary"),
    ]

    class Meta:
        ordering = ["framework", "name"]
        verbose_name = _("series of meetings")
        verbose_name_plural = _("series of meetings")

    def __str__(self):
        return self.acronym

    def natural_key(self):
        return (self.slug,)

    def clean(self):
        super().clean()
        visited, superior = {self.pk}, self.reports_to
        while superior:
            if superior.pk in visited and superior.pk is not None:
                raise ValidationError(
                    {"reports_to": _("This would make the series report to itself; choose another.")}
                )
            visited.add(superior.pk)
            superior = superior.reports_to

    def clean_records(self):
        super().clean_records()
        terms = list(self.chair_terms.all())
        for position, term in enumerate(terms):
            if any(term.overlaps(other) for other in terms[position + 1 :]):
                message = _(
                    "%(country)s, %(years)s, overlaps another term of the same side; check both dates."
                )
                values = {"country": term.country, "years": term.years}
                raise ValidationError({"chair_terms": message % values})

    def get_facet_values(self):
        return FacetValues(self.search_kind, areas=facet_keys(self.area_id), series=facet_keys(self.pk))

    def get_search_text(self):
        terms = ChairTerm.objects.filter(series=self).select_related("country").newest_first()
        return [self.summary, *(f"{term.country}, {term.years}" for term in terms)]

    @cached_property
    def current_terms(self) -> list["ChairTerm"]:
        """Return the terms of today, of `chair_terms` as `with_chairs` has read them."""
        return [term for term in self.chair_terms.all() if term.is_current]

    @cached_property
    def last_terms(self) -> list["ChairTerm"]:
        """Return the terms that started last, if none is current."""
        terms = [term for term in self.chair_terms.all() if term.start.earliest <= today()]
        return [] if self.current_terms else [term for term in terms if term.start == terms[0].start]

    @property
    def chairs_in_words(self) -> str:
        """Return who chairs it today, such as `Co-chairs now: Japan, Philippines (2024–2027)`, or nothing."""
        if not (terms := self.current_terms):
            return ""
        chairs = {term.years: [] for term in terms}
        for term in terms:
            chairs[term.years].append(f"{term.country}, {term.doubt}" if term.doubt else str(term.country))
        texts = (f"{', '.join(countries)} ({years})" for years, countries in chairs.items())
        return f"{chair_label(terms)}: {'; '.join(texts)}"

    @property
    def chair_label(self) -> str:
        """Return the label for who chairs it today: `Co-chairs now`, `Chair now`."""
        return chair_label(self.current_terms or self.last_terms)

    def accepts(self, country) -> bool:
        """Return whether the country belongs to the framework of the series."""
        return self.framework in frameworks_of(country.role)

    def to_schema_org(self, graph) -> dict:
        return node(
            "GovernmentOrganization",
            name=self.name,
            alternateName=self.acronym,
            description=self.summary,
            url=graph.address,
            foundingDate=self.established and str(self.established),
            parentOrganization=graph.mention("GovernmentOrganization", self.reports_to),
            subOrganization=[
                graph.mention("GovernmentOrganization", series)
                for series in graph.context.get("reporting") or []
            ],
            knowsAbout=graph.mention("DefinedTerm", self.area),
        )

    def get_absolute_url(self):
        return reverse("series", args=[self.slug])


def chair_label(terms: list["ChairTerm"]) -> str:
    """Return the label for the countries of the terms, or for nobody."""
    if not terms or terms[0].role == ChairRole.CHAIR:
        return gettext("Chairs now") if len(terms) > 1 else gettext("Chair now")
    return gettext("Co-chairs now") if len(terms) > 1 else gettext("Co-chair now")


class ChairTerm(Source, Orderable):
    """A term in which a country chairs a series; often its dates are known by year only."""

    series = ParentalKey(MeetingSeries, on_delete=models.CASCADE, related_name="chair_terms")
    country = models.ForeignKey(
        "reference.Country", verbose_name=_("country"), on_delete=models.PROTECT, related_name="chair_terms"
    )
    role = ChoiceField(_("role"), max_length=10, choices=ChairRole)
    start = PartialDateField(_("from"), help_text=_("2014, 2014-01 or 2014-01-01."))
    end = PartialDateField(_("to"), null=True, blank=True, help_text=_("Empty while nobody knows."))

    objects = ChairTermQuerySet.as_manager()

    panels = [
        FieldRowPanel([FieldPanel("country"), FieldPanel("role")]),
        FieldRowPanel([FieldPanel("start"), FieldPanel("end")]),
        *Source.record_source_panels,
    ]

    class Meta(Orderable.Meta):
        ordering = ORDERING
        verbose_name = _("chair term")
        verbose_name_plural = _("chair terms")

    def __str__(self):
        return f"{self.country if self.country_id else ''}, {self.years}"

    def natural_key(self):
        return (*self.series.natural_key(), *self.country.natural_key(), str(self.start))

    natural_key.dependencies = ["meetings.meetingseries", "reference.country"]

    def clean(self):
        super().clean()
        if self.start and self.end and self.end.latest < self.start.earliest:
            raise ValidationError({"end": _("The term ends before it starts; check both dates.")})
        if self.country_id and self.series_id and not self.series.accepts(self.country):
            message = _(
                "%(country)s is not a member of the %(framework)s and can’t chair it; choose a member."
            )
            values = {"country": self.country, "framework": self.series.get_framework_display()}
            raise ValidationError({"country": message % values})

    @property
    def is_current(self) -> bool:
        """Return whether the term has started, and isn't over by all that is known of its end."""
        is_over = self.end and self.end.latest < today()
        return self.start.earliest <= today() and not is_over

    @property
    def role_plural(self) -> str:
        """Return the role in the plural, for countries that share a term."""
        return gettext("Co-chairs") if self.role == ChairRole.CO_CHAIR else gettext("Chairs")

    @property
    def years(self) -> str:
        if self.start and not self.end:
            return _("since %(date)s") % {"date": self.start.in_words()}
        return range_in_words(self.start, self.end)

    def overlaps(self, other: "ChairTerm") -> bool:
        """Return whether both terms surely include a same day, whatever day a year or month stands for."""
        if self.country.role != other.country.role:
            return False
        return _surely_starts_before_end(self, other) and _surely_starts_before_end(other, self)


def _surely_starts_before_end(term: ChairTerm, other: ChairTerm) -> bool:
    return other.end is None or term.start.latest < other.end.earliest
