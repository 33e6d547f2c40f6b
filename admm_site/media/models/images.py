from pathlib import PurePosixPath

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition

from admm_site.media.querysets import PortalImageQuerySet


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
