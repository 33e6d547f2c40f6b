"""Passages of text that search indexes, spellings, synonyms, and the counts of queries."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from admm_site.core.choices import ChoiceField
from admm_site.core.partial_dates import PartialDateField
from admm_site.core.searchable import SearchKind
from admm_site.documents.choices import DocumentLanguage

from .analysis import (
    analyze,
    analyze_for_index,
    facet_token,
    surface_variants,
    with_bigrams,
    without_stop_words,
)
from .querysets import PassageQuerySet

MAX_QUERY_LENGTH = 200
MAX_KEY_LENGTH = 120
NOT_IN_DOCUMENT = "outside"  # of documents


class Passage(index.Indexed, models.Model):
    """A part of the text of a page, a record inside a page, a country, one page of a document.

    `areas`, `series` and `countries` hold primary keys between blanks. Passages with the same `group_key`
    are one result: those of one owner that agree in kind and in all facet values.
    """

    key = models.CharField(_("key"), max_length=MAX_KEY_LENGTH, unique=True)
    owner = models.CharField(_("owner"), max_length=MAX_KEY_LENGTH, db_index=True)
    group_key = models.BigIntegerField(_("group key"))
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), null=True, on_delete=models.CASCADE, related_name="+"
    )
    about = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("about"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    names_about = models.BooleanField(_("names it"), default=False)
    document = models.ForeignKey(
        "documents.PortalDocument",
        verbose_name=_("document"),
        null=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    number = models.PositiveIntegerField(_("page of the document"), null=True)
    anchor = models.CharField(_("anchor"), max_length=60, blank=True)

    kind = ChoiceField(_("kind"), max_length=20, choices=SearchKind)
    weight = models.PositiveSmallIntegerField(_("weight"))
    name = models.TextField(_("title"))
    text = models.TextField(_("text"), blank=True)
    analyzed_text = models.TextField(_("analyzed text"), blank=True)
    is_head = models.BooleanField(_("first of its group"), default=False)
    doubt = models.TextField(_("what no source confirms"), blank=True)

    date = PartialDateField(_("date"), null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("year"), null=True)
    areas = models.TextField(_("areas"), blank=True)
    series = models.TextField(_("series"), blank=True)
    countries = models.TextField(_("countries"), blank=True)
    language = ChoiceField(
        _("language"), max_length=8, choices=DocumentLanguage, default=DocumentLanguage.ENGLISH
    )

    objects = PassageQuerySet.as_manager()

    wagtail_reference_index_ignore = True
    is_analyzed = True  # its index texts need no normalization (`backends`)
    search_auto_update = False  # `indexing` does it, for many passages at once
    search_fields = [
        index.SearchField("title", boost=2),
        index.SearchField("indexed_text"),
        index.AutocompleteField("autocomplete_title"),
        *(
            index.FilterField(name)
            for name in (
                "kind",
                "year",
                "areas",
                "series",
                "countries",
                "language",
                "group_key",
                "weight",
                "date",
            )
        ),
    ]

    class Meta:
        verbose_name = _("passage")
        verbose_name_plural = _("passages")

    def __str__(self):
        return f"{self.name} ({self.key})"

    @property
    def title(self) -> str:
        """Return the title and the facet tokens, as the index stores them."""
        return " ".join([with_bigrams(analyze_for_index(self.name)), *self._facet_tokens()])

    @property
    def indexed_text(self) -> str:
        """Title, text and facet tokens, as the index stores them."""
        return " ".join([with_bigrams(self.analyzed_text), *self._facet_tokens()])

    def _facet_tokens(self) -> list[str]:
        """Return a token for each facet value, by which the index itself can filter."""
        keys_by_facet = {"area": self.areas, "series": self.series, "country": self.countries}
        return [
            facet_token("kind", self.kind),
            facet_token("language", self.language),
            *([facet_token("year", self.year)] if self.year else []),
            *(facet_token(name, key) for name, keys in keys_by_facet.items() for key in keys.split()),
            *([] if self.document_id else [facet_token(NOT_IN_DOCUMENT)]),
        ]

    @property
    def autocomplete_title(self) -> str:
        """Return every spelling of each word of the title, for suggestions; empty unless `is_head`."""
        return " ".join(surface_variants(self.name)) if self.is_head else ""


class Spelling(models.Model):
    """A word of a passage, public or not. It is suggested only if something public matches it."""

    word = models.CharField(_("word"), max_length=40, unique=True)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")

    def __str__(self):
        return self.word


class SynonymManager(models.Manager):
    def get_by_natural_key(self, terms):
        return self.get(terms=terms)


class Synonym(models.Model):
    """Terms that mean the same: a query with one of them matches all."""

    terms = models.CharField(
        _("terms"),
        max_length=500,
        unique=True,
        help_text=_(
            "Words or phrases that mean the same, with commas between: Burma, Myanmar. Endings, capitals and"
            " accents don’t matter."
        ),
    )

    objects = SynonymManager()

    panels = [FieldPanel("terms")]

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["terms"]

    def __str__(self):
        return self.terms

    def natural_key(self):
        return (self.terms,)

    def clean(self):
        super().clean()
        own = self.spellings()
        if len(own) < 2:
            raise ValidationError({"terms": _("Write at least two terms, with a comma between.")})
        for other in Synonym.objects.exclude(pk=self.pk):
            if shared := own.keys() & other.spellings().keys():
                message = _("“%(term)s” stands in “%(group)s” already; add the other terms there.")
                raise ValidationError({"terms": message % {"term": own[min(shared)], "group": other}})

    def spellings(self) -> dict[tuple[str, ...], str]:
        """Return each term as it is written, by its stems without stop words."""
        terms = (term.strip() for term in self.terms.split(","))
        return {key: term for term in terms if (key := without_stop_words(analyze(term)))}

    def sequences(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """Return all stems of each term, by its stems without stop words."""
        return {key: tuple(analyze(term)) for key, term in self.spellings().items()}


class IndexVersion(models.Model):
    """The version of the rules by which the whole index was last built; one row."""

    number = models.PositiveSmallIntegerField(_("number"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of the search index")
        verbose_name_plural = _("versions of the search index")

    def __str__(self):
        return str(self.number)


class QueryCount(models.Model):
    """How often a query was sent on a day, and its last number of results; never who sent it."""

    query = models.CharField(_("query"), max_length=MAX_QUERY_LENGTH)
    day = models.DateField(_("day"))
    count = models.PositiveIntegerField(_("count"), default=0)
    result_count = models.PositiveIntegerField(_("number of results"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("query count")
        verbose_name_plural = _("query counts")
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="one_row_a_query_and_day")]

    def __str__(self):
        return f"{self.query}, {self.day}"
