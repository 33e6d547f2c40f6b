"""Documents and images, in place of Wagtail's own from the first migration on: later they can't be."""

from pathlib import PurePosixPath

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index

from admm_site.content.choices import ChoiceField
from admm_site.content.partial_dates import PartialDateField

from .choices import DocumentKind, DocumentLanguage
from .querysets import PortalDocumentQuerySet, PortalImageQuerySet


class PortalDocument(AbstractDocument):
    """A file of the portal. It may be read by the public once something public cites it."""

    kind = ChoiceField(_("kind"), max_length=30, choices=DocumentKind, default=DocumentKind.OTHER)
    symbol = models.CharField(
        _("reference symbol"),
        max_length=60,
        blank=True,
        help_text=_("The mark that the issuer gave it, if any."),
    )
    issued = PartialDateField(
        _("date of issue"),
        null=True,
        blank=True,
        help_text=_("A day, a month or a year: 2011-05-19, 2011-05 or 2011."),
    )
    language = ChoiceField(
        _("language"), max_length=8, choices=DocumentLanguage, default=DocumentLanguage.ENGLISH
    )
    text = models.TextField(_("text"), blank=True, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True, editable=False)

    objects = PortalDocumentQuerySet.as_manager()

    admin_form_fields = ("title", "file", "kind", "symbol", "issued", "language", "collection", "tags")
    search_fields = [
        *AbstractDocument.search_fields,
        index.SearchField("symbol"),
        index.AutocompleteField("symbol"),
        index.FilterField("kind"),
        index.FilterField("symbol"),
        index.FilterField("issued"),
        index.FilterField("language"),
    ]

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")

    def natural_key(self):
        return (self.file.name,)

    @property
    def is_public(self) -> bool:
        return type(self).objects.public().filter(pk=self.pk).exists()


class PortalImage(AbstractImage):
    """A picture. Its alternative text is Wagtail's `description`."""

    credit = models.CharField(
        _("credit"), max_length=200, blank=True, help_text=_("Who made it, and its licence.")
    )

    objects = PortalImageQuerySet.as_manager()

    admin_form_fields = (
        "title",
        "file",
        "description",
        "credit",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")

    def create_renditions(self, *filters):
        """As Wagtail's, read back from the database: it makes several at once without their primary keys,
        of which their addresses are made."""
        made = super().create_renditions(*filters)
        stored = {
            (rendition.filter_spec, rendition.focal_point_key): rendition
            for rendition in self.renditions.filter(filter_spec__in=[spec.spec for spec in filters])
        }
        return {
            spec: stored[rendition.filter_spec, rendition.focal_point_key] for spec, rendition in made.items()
        }

    def natural_key(self):
        return (self.file.name,)


class PortalRendition(AbstractRendition):
    """A resized picture, with an address that asks who may see it; files are never served by their path."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter"
            )
        ]

    @property
    def url(self):
        return reverse("rendition", args=[self.pk, PurePosixPath(self.file.name).name])
