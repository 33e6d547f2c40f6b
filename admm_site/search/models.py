"""What is searched, which words mean the same, how words are spelled, and what was asked."""

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
    """Some text of one thing: a page, a record inside a page, a country, one page of a document.

    `areas`, `series` and `countries` hold primary keys between blanks. Passages with the same `thing` are one
    result: those of one owner that agree in kind and in all that can be filtered by.
    """

    key = models.CharField(_("key"), max_length=MAX_KEY_LENGTH, unique=True)
    owner = models.CharField(_("owner"), max_length=MAX_KEY_LENGTH, db_index=True)
    thing = models.BigIntegerField(_("thing"))
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
    tells_about = models.BooleanField(_("tells about it"), default=False)
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
    words = models.TextField(_("words"), blank=True)
    is_head = models.BooleanField(_("stands for its thing"), default=False)
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
        index.SearchField("words_and_pairs"),
        index.AutocompleteField("start_of_title"),
        *(
            index.FilterField(name)
            for name in (
                "kind",
                "year",
                "areas",
                "series",
                "countries",
                "language",
                "thing",
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
        """The title as the index holds it."""
        return " ".join([with_bigrams(analyze_for_index(self.name)), *self._entries()])

    @property
    def words_and_pairs(self) -> str:
        """Title and text as the index holds them."""
        return " ".join([with_bigrams(self.words), *self._entries()])

    def _entries(self) -> list[str]:
        """What the passage can be filtered by, so that the index itself leaves out what does not fit."""
        several = {"area": self.areas, "series": self.series, "country": self.countries}
        return [
            facet_token("kind", self.kind),
            facet_token("language", self.language),
            *([facet_token("year", self.year)] if self.year else []),
            *(facet_token(name, key) for name, keys in several.items() for key in keys.split()),
            *([] if self.document_id else [facet_token(NOT_IN_DOCUMENT)]),
        ]

    @property
    def start_of_title(self) -> str:
        """What suggestions look for: every word of the title of a thing as it may be typed."""
        return " ".join(surface_variants(self.name)) if self.is_head else ""


class Spelling(models.Model):
    """A word of some passage, public or not: none is offered before something public was found by it."""

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
    """Terms that mean the same: who asks for one of them finds all."""

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
        """Each term as it is written, by the stems that it is recognised by."""
        terms = (term.strip() for term in self.terms.split(","))
        return {key: term for term in terms if (key := without_stop_words(analyze(term)))}

    def sequences(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """All the stems of each term, by those that it is recognised by."""
        return {key: tuple(analyze(term)) for key, term in self.spellings().items()}


class IndexVersion(models.Model):
    """The version of the rules that the whole index was last made by; one row."""

    number = models.PositiveSmallIntegerField(_("number"))

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("version of the search index")
        verbose_name_plural = _("versions of the search index")

    def __str__(self):
        return str(self.number)


class AskedQuery(models.Model):
    """How often something was asked on a day, and how much was found; never by whom."""

    query = models.CharField(_("query"), max_length=MAX_QUERY_LENGTH)
    day = models.DateField(_("day"))
    times = models.PositiveIntegerField(_("times"), default=0)
    found = models.PositiveIntegerField(_("found"), default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("query asked")
        verbose_name_plural = _("queries asked")
        constraints = [models.UniqueConstraint(fields=["day", "query"], name="one_row_a_query_and_day")]

    def __str__(self):
        return f"{self.query}, {self.day}"
