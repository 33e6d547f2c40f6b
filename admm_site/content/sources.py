"""Where a statement comes from, and whether its source confirms it."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField

from .panels import CollapsedPanel


class CitedPageBlock(blocks.StructBlock):
    """A page elsewhere that also supports the statement."""

    name = blocks.CharBlock(
        label=_("name"), help_text=_("Publisher and title, such as “VietnamPlus: ASEAN defence chiefs …”.")
    )
    url = blocks.URLBlock(label=_("address"), required=False)

    class Meta:
        label = _("page elsewhere")
        icon = "link-external"


class Source(models.Model):
    """A document of the portal with its paragraph, or a page elsewhere; and what it does not confirm.

    `source_confirms` is false when no source supports the statement. Where a source supports only a part,
    `source_unconfirmed` names the rest in words that complete “The source does not confirm: …”.
    """

    source_document = models.ForeignKey(
        "media.PortalDocument",
        verbose_name=_("source document"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("A document of this portal that says so."),
    )
    source_paragraph = models.CharField(
        _("paragraph"),
        max_length=40,
        blank=True,
        help_text=_("Where in the document, such as “4” or “12 (c)”."),
    )
    source_name = models.CharField(
        _("page elsewhere"),
        max_length=250,
        blank=True,
        help_text=_(
            "Publisher and title of a page outside this portal, such as “MINDEF Singapore: 10th ADMM …”."
        ),
    )
    source_url = models.URLField(_("its address"), max_length=500, blank=True)
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

    logged = (
        *("source_document", "source_paragraph", "source_name", "source_url"),
        *("source_confirms", "source_unconfirmed", "source_note", "more_sources"),
    )
    source_fields = [
        FieldRowPanel([FieldPanel("source_document"), FieldPanel("source_paragraph")]),
        FieldRowPanel([FieldPanel("source_name"), FieldPanel("source_url")]),
        FieldRowPanel([FieldPanel("source_confirms"), FieldPanel("source_unconfirmed")]),
        FieldPanel("source_note"),
        FieldPanel("more_sources"),
    ]
    source_panels = [MultiFieldPanel(source_fields, heading=_("Source"), classname="collapsed")]
    record_source_panels = [CollapsedPanel(source_fields, summary=_("Source"))]
