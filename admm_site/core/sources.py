"""Sources of statements, and whether they confirm them.

`Source.attribution` is the one rule: pages, exports, the API and the warnings for editors all use it.
"""

import re

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel
from wagtail.documents import get_document_model

from .as_of_read_only import AsOfReadOnlyMixin
from .clock import past_as_of_date
from .internal_links import PublicURLBlock, PublicURLField
from .panels import CollapsedPanel
from .private_files import FileKey, is_withheld
from .stream_field import StreamField


class CitedPageBlock(blocks.StructBlock):
    """A page of another site that also supports the statement."""

    name = blocks.CharBlock(
        label=_("name"), help_text=_("Publisher and title, such as “VietnamPlus: ASEAN defence chiefs …”.")
    )
    url = PublicURLBlock(label=_("address"), required=False)

    class Meta:
        label = _("page elsewhere")
        icon = "link-external"


# Words in `source_unconfirmed` that mean a date, such as in “dates, chair” or “year of the meeting”.
DATE_WORDS = re.compile(r"\b(dates?|days?|months?|years?)\b", re.IGNORECASE)


# The fields that `Source.doubt` reads.
DOUBT_FIELDS = ("source_document", "source_name", "source_confirms", "source_unconfirmed")


class DocumentSourceMixin:
    """Properties of a model that has a document as its source."""

    @property
    def public_paragraph(self) -> str:
        """Return the paragraph, unless the document is withheld in this request."""
        if is_withheld(get_document_model(), self.source_document_id):
            return ""
        return self.source_paragraph

    @property
    def is_issued_by_as_of_date(self) -> bool:
        """Return whether the document was issued by the past as-of date of the request."""
        issued, day = self.source_document and self.source_document.issued, past_as_of_date()
        return bool(issued and day and issued.is_on_or_before(day))


class Attribution(DocumentSourceMixin):
    """The source of a statement without one of its own, with the field names of `Source`.

    It is that of `page`, without the note and doubts, which are about the page itself. Without a page, the
    `document` of the record is its own source. Neither is fetched before it is used.
    """

    source_unconfirmed = source_note = ""
    more_sources = ()

    def __init__(self, page: "Source | None" = None, record: models.Model | None = None):
        self.page, self.record = page, record

    @property
    def source_document(self):
        return self.page.source_document if self.page else self.record.document

    @property
    def source_document_id(self) -> int | None:
        return self.page.source_document_id if self.page else self.record.document_id

    @property
    def source_paragraph(self) -> str:
        return self.page.source_paragraph if self.page else ""

    @property
    def source_name(self) -> str:
        return self.page.source_name if self.page else ""

    @property
    def source_url(self) -> str:
        return self.page.source_url if self.page else ""

    @property
    def source_confirms(self) -> bool:
        return self.page.has_source and self.page.source_confirms if self.page else True


class Source(DocumentSourceMixin, AsOfReadOnlyMixin, models.Model):
    """The source of a statement: a document of the portal with its paragraph, or a page of another site.

    `source_confirms` is false when no source supports the statement. Where a source supports only a part,
    `source_unconfirmed` names the rest in words that complete “The source does not confirm: …”.
    """

    source_document = FileKey(
        "documents.PortalDocument",
        verbose_name=_("source document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("The document on this portal that is the source."),
    )
    source_paragraph = models.CharField(
        _("paragraph"),
        max_length=40,
        blank=True,
        help_text=_("The paragraph, such as “4” or “12 (c)”."),
    )
    source_name = models.CharField(
        _("page elsewhere"),
        max_length=250,
        blank=True,
        help_text=_(
            "Publisher and title of a page outside this portal, such as “MINDEF Singapore: 10th ADMM …”."
        ),
    )
    source_url = PublicURLField(_("its address"), max_length=500, blank=True)
    source_confirms = models.BooleanField(
        _("the source confirms the statement"),
        default=False,
        help_text=_(
            "Leave this off when no source was found: visitors then read that the statement is not confirmed."
        ),
    )
    source_unconfirmed = models.CharField(
        _("except for"),
        max_length=250,
        blank=True,
        help_text=_("What the source does not confirm, such as “dates, chair”."),
    )
    source_note = models.TextField(
        _("note on the source"),
        blank=True,
        help_text=_("Shown to visitors: a contradiction, or where a value comes from."),
    )
    more_sources = StreamField([("page", CitedPageBlock())], verbose_name=_("more sources"), blank=True)

    class Meta:
        abstract = True

    # Attached by `number_sources`, on pages that end with a list of sources.
    source_references: list | None = None

    def clean(self):
        super().clean()
        errors = {}
        if self.source_url and not self.source_name:
            errors["source_name"] = _(
                "Name the page at this address, so that visitors know what they will open."
            )
        if self.source_paragraph and not self.source_document_id:
            errors["source_document"] = _(
                "Choose the document that this paragraph is in, or empty the paragraph."
            )
        if self.source_confirms and not self.has_source:
            errors["source_confirms"] = _("Give the source that confirms this, or leave the box empty.")
        if errors:
            raise ValidationError(errors)

    @property
    def has_source(self) -> bool:
        return bool(self.source_document_id or self.source_name)

    @property
    def attribution(self) -> "Source | Attribution":
        """Return the source that counts: the statement's own, unless its model inherits another."""
        return self

    @property
    def unconfirmed(self) -> str:
        """Return what the source does not confirm, such as `dates, chair`."""
        return self.attribution.source_unconfirmed

    @property
    def doubt(self) -> str:
        """Return a phrase about what no source confirms; empty if everything is confirmed."""
        return doubt_in_words(self.attribution.source_confirms, self.unconfirmed)

    @property
    def has_unconfirmed_dates(self) -> bool:
        return not self.source_confirms or bool(DATE_WORDS.search(self.source_unconfirmed))

    tracked_fields = (
        *("source_document", "source_paragraph", "source_name", "source_url"),
        *("source_confirms", "source_unconfirmed", "source_note", "more_sources"),
    )
    tracked_field_labels = {
        "source_paragraph": _("source paragraph"),
        "source_name": _("source"),
        "source_url": _("source address"),
        "source_unconfirmed": _("list of what the source doesn’t confirm"),
        "more_sources": _("further sources"),
    }
    tracked_boolean_labels = {
        "source_confirms": (_("Now confirmed by its source"), _("No longer confirmed by its source"))
    }
    tracked_without_values = frozenset({"source_paragraph"})  # the document may not be public
    source_fields = [
        FieldRowPanel([FieldPanel("source_document"), FieldPanel("source_paragraph")]),
        FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
        FieldRowPanel([FieldPanel("source_confirms"), FieldPanel("source_unconfirmed")]),
        FieldPanel("source_note"),
        FieldPanel("more_sources"),
    ]
    source_panels = [MultiFieldPanel(source_fields, heading=_("Source"), classname="collapsed")]
    record_source_panels = [CollapsedPanel(source_fields, summary=_("Source"))]


def doubt_in_words(confirms: bool | None, unconfirmed: str | None) -> str:
    """Return `not confirmed by a source`, `not confirmed: dates, chair`, or nothing."""
    if not confirms:
        return gettext("not confirmed by a source")
    return gettext("not confirmed: %(facts)s") % {"facts": unconfirmed} if unconfirmed else ""


class InheritedSource(Source):
    """A record that inherits the source of its page unless an editor has filled in one of its own fields.

    A note alone counts: it says that the source of the page doesn't support the record.
    """

    class Meta:
        abstract = True

    record_source_panels = [
        CollapsedPanel(
            [
                HelpPanel(_("Leave all of this empty if the source of the page covers it.")),
                *Source.source_fields,
            ],
            summary=_("Source, if different"),
        )
    ]

    @property
    def is_attributed(self) -> bool:
        """Return whether an editor has filled in the source of the record itself."""
        return self.has_source or self.source_confirms or bool(self.source_note or self.source_unconfirmed)

    @property
    def attribution(self) -> Source | Attribution:
        return self if self.is_attributed else self.inherited_attribution()

    def inherited_attribution(self) -> Attribution:
        return Attribution(self.page)
