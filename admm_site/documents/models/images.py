import logging
from contextlib import contextmanager
from pathlib import PurePosixPath

from django.db import DatabaseError, models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from PIL.Image import DecompressionBombError
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError
from willow.image import UnrecognisedImageFormatError

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.response_cache import mark_incomplete
from admm_site.documents import checksums
from admm_site.documents.querysets import PortalImageQuerySet
from admm_site.documents.renditions import MetadataFreeFilter
from admm_site.documents.storage import StorageUnavailable

logger = logging.getLogger(__name__)

# Raised when a damaged file is decoded, and when the storage or the database can't be written to.
RENDITION_ERRORS = (
    *(OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, MemoryError),
    *(DecompressionBombError, UnrecognisedImageFormatError, DatabaseError),
)


LOST = _("The file is not where it was stored, so visitors don’t see this picture. Upload it again.")
DAMAGED = _(
    "The stored file is no longer what was uploaded: it was damaged in storage, and visitors may not see this"
    " picture. Restore it from a backup, or upload it again."
)


@contextmanager
def rendition_errors_as_missing(image):
    """Log any error of creating a rendition, and raise `SourceImageIOError` instead.

    Wagtail's template tags handle that as a missing image.
    """
    try:
        yield
    except SourceImageIOError as error:
        _mark_if_temporary(error)
        logger.warning("The file of image %s can't be opened", image.pk)
        raise
    except RENDITION_ERRORS as error:
        _mark_if_temporary(error)
        logger.exception("No rendition of image %s can be made", image.pk)
        raise SourceImageIOError(str(error)) from error


def _mark_if_temporary(error: Exception) -> None:
    """Keep a page without its picture from being cached if the storage doesn't answer for the moment."""
    if StorageUnavailable.caused(error):
        mark_incomplete()


class PortalImage(AsOfReadOnlyMixin, AbstractImage):
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

    def get_rendition(self, filter):
        with rendition_errors_as_missing(self):
            return super().get_rendition(filter)

    def get_renditions(self, *filters):
        with rendition_errors_as_missing(self):
            return super().get_renditions(*filters)

    def generate_rendition_file(self, filter, *, source=None):
        return super().generate_rendition_file(MetadataFreeFilter(filter.spec), source=source)

    def create_renditions(self, *filters):
        """Reload the renditions: Wagtail creates them in bulk without the primary keys for their URLs."""
        renditions = super().create_renditions(*filters)
        stored = {
            (rendition.filter_spec, rendition.focal_point_key): rendition
            for rendition in self.renditions.filter(filter_spec__in=[spec.spec for spec in filters])
        }
        return {
            spec: stored[rendition.filter_spec, rendition.focal_point_key]
            for spec, rendition in renditions.items()
        }

    def file_matches_checksum(self) -> bool | None:
        """Return whether the stored file has the recorded checksum; None if none is recorded."""
        return checksums.matches(self.file, self.file_hash, "sha1")

    @property
    def missing_words(self) -> list[str]:
        """Return the names of the fields that are empty among alternative text and credit."""
        words = {gettext("description"): self.description, gettext("credit"): self.credit}
        return [name for name, value in words.items() if not value.strip()]

    @property
    def damage(self) -> str | Promise:
        """Return a sentence for the editor about a file that is lost or damaged; empty otherwise."""
        if not self.file.storage.exists(self.file.name):
            return LOST
        return DAMAGED if self.file_matches_checksum() is False else ""

    def natural_key(self):
        return (self.file.name,)


class PortalRendition(AbstractRendition):
    """A resized image with a URL that checks access; files are never served by their path."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="one_rendition_a_filter"
            )
        ]

    @property
    def url(self):
        if not self.pk:  # Wagtail's placeholder for a missing image
            return ""
        return reverse("rendition", args=[self.pk, PurePosixPath(self.file.name).name])
