"""Countries and areas of cooperation, which other records refer to."""

import re
from string import ascii_uppercase

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Length, Substr
from django.db.models.lookups import Exact, In
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.search import index

from admm_site.core.choices import ChoiceField
from admm_site.core.clock import past_as_of_date
from admm_site.core.partial_dates import PartialDateField
from admm_site.core.schema_org import node
from admm_site.core.searchable import FacetValues, Searchable, SearchKind, facet_keys
from admm_site.core.slugs import AutoSlugField
from admm_site.core.sources import Source

from .choices import AreaKind, CountryRole
from .querysets import CooperationAreaQuerySet, CountryQuerySet

CODE = re.compile(r"[A-Z]{2}")


class Country(Searchable, Source, index.Indexed):
    """A country of the ADMM or the ADMM-Plus, named as ASEAN documents name it."""

    code = models.CharField(
        _("code"), max_length=2, unique=True, help_text=_("ISO 3166-1 alpha-2, in capitals, such as “VN”.")
    )
    slug = AutoSlugField(
        _("slug"),
        populate_from=("name",),
        help_text=_("In its address: “viet-nam”. Leave empty to make it from the name."),
    )
    name = models.CharField(
        _("name"), max_length=80, help_text=_("As ASEAN writes it: “Viet Nam”, “Lao PDR”.")
    )
    official_name = models.CharField(_("official name"), max_length=120)
    role = ChoiceField(_("role"), max_length=10, choices=CountryRole)
    since = PartialDateField(
        _("since"),
        null=True,
        blank=True,
        help_text=_("Member of ASEAN, or in the ADMM-Plus, since: 1995-07-28 or 1995."),
    )
    earlier_role = ChoiceField(
        _("earlier role"),
        max_length=10,
        choices=CountryRole,
        blank=True,
        help_text=_("Before that date, if it had one."),
    )

    objects = CountryQuerySet.as_manager()
    record_type, record_list = "country", "countries"
    search_kind = SearchKind.COUNTRY

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("code")]),
                FieldPanel("official_name"),
                FieldPanel("slug"),
            ],
            heading=_("Names"),
        ),
        FieldRowPanel(
            [FieldPanel("role"), FieldPanel("since"), FieldPanel("earlier_role")], heading=_("Role")
        ),
        *Source.source_panels,
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("official_name"),
        index.AutocompleteField("official_name"),
        index.SearchField("code"),
        index.AutocompleteField("code"),
    ]

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    Exact(Length("code"), 2),
                    In(Substr("code", 1, 1), list(ascii_uppercase)),
                    In(Substr("code", 2, 1), list(ascii_uppercase)),
                ),
                name="country_code_is_alpha_2",
                violation_error_message=_("Write the two capital letters of ISO 3166-1, such as “VN”."),
            )
        ]

    @classmethod
    def from_db(cls, db, field_names, values):
        """Load a country with the role that it had on the past as-of date.

        `AsOfReadOnlyMixin` refuses to save it then.
        """
        country = super().from_db(db, field_names, values)
        if (
            (day := past_as_of_date())
            and (since := vars(country).get("since"))
            and not since.is_on_or_before(day)
        ):
            country.role, country.earlier_role, country.since = country.earlier_role, "", None
        return country

    def __str__(self):
        return self.name

    def get_facet_values(self):
        return FacetValues(self.search_kind, countries=facet_keys(self.pk))

    def get_search_text(self):
        return [self.official_name, self.get_role_display()]

    def natural_key(self):
        return (self.code,)

    def clean(self):
        super().clean()
        if not CODE.fullmatch(self.code):
            message = _("Write the two capital letters of ISO 3166-1, such as “VN”.")
            if CODE.fullmatch(self.code.upper()):
                message = _("Write the code in capitals: “%(code)s”.") % {"code": self.code.upper()}
            raise ValidationError({"code": message})

    def to_schema_org(self, graph) -> dict:
        return node(
            "Country",
            name=self.name,
            alternateName=self.official_name if self.official_name != self.name else None,
            identifier=self.code,
            url=graph.address,
        )

    def get_absolute_url(self):
        return reverse("country", args=[self.slug])


class CooperationArea(Searchable, Source, index.Indexed):
    """An area that the ministers cooperate in, such as disaster relief."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    acronym = models.CharField(_("acronym"), max_length=12, unique=True, help_text=_("Such as “HADR”."))
    slug = AutoSlugField(
        _("slug"),
        populate_from=("acronym", "name"),
        help_text=_("In its address: “hadr”. Leave empty to make it from the acronym."),
    )
    kind = ChoiceField(_("kind"), max_length=10, choices=AreaKind)
    description = models.TextField(_("description"), help_text=_("One or two sentences."))

    objects = CooperationAreaQuerySet.as_manager()
    record_type, record_list = "area", "areas"
    search_kind = SearchKind.AREA

    panels = [
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("name"), FieldPanel("acronym")]),
                FieldPanel("slug"),
                FieldPanel("kind"),
            ],
            heading=_("Names"),
        ),
        FieldPanel("description"),
        *Source.source_panels,
    ]
    search_fields = [
        index.SearchField("name", boost=2),
        index.AutocompleteField("name"),
        index.SearchField("acronym", boost=2),
        index.AutocompleteField("acronym"),
        index.SearchField("description"),
    ]

    class Meta:
        ordering = ["name"]
        verbose_name = _("area of cooperation")
        verbose_name_plural = _("areas of cooperation")

    def __str__(self):
        return self.name

    def get_facet_values(self):
        return FacetValues(self.search_kind, areas=facet_keys(self.pk))

    def get_search_text(self):
        return [self.description]

    def natural_key(self):
        return (self.slug,)

    def to_schema_org(self, graph) -> dict:
        terms = node(
            "DefinedTermSet", name=gettext("Areas of cooperation"), url=graph.absolute_url(reverse("areas"))
        )
        return node(
            "DefinedTerm",
            name=self.name,
            termCode=self.acronym,
            description=self.description,
            url=graph.address,
            inDefinedTermSet=terms,
        )

    def get_absolute_url(self):
        return reverse("area", args=[self.slug])
