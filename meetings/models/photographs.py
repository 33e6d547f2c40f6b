"""The photograph that takes the place of a meeting's cover."""

from django.db import models
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admm_site.core.private_files import FileKey
from admm_site.documents.models import PortalImage


class PhotographMixin(models.Model):
    """A page with a photograph, which visitors see only with its credit and its alternative text."""

    photograph = FileKey(
        "documents.PortalImage",
        verbose_name=_("photograph"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_(
            "Takes the place of the woven cover at the head of the page. It needs a description (the"
            " alternative text) and a credit, which are fields of the image. Leave it empty for the cover."
        ),
    )

    class Meta:
        abstract = True

    def get_photograph_error(self) -> str:
        """Return what the image lacks and where to write it; empty if nothing is missing."""
        image = self.photograph if self.photograph_id else None
        missing = image.missing_words if image else []
        if not missing:
            return ""
        message = gettext("“%(image)s” lacks: %(missing)s. Edit the image under Images, then choose it here.")
        return message % {"image": image.title, "missing": ", ".join(missing)}

    def get_shown_photograph(self) -> PortalImage | None:
        """Return the photograph with its renditions; None where it is private or lacks its words."""
        # A meeting that was read as of a day before it has no key, but the row that was read with it.
        image: PortalImage | None = self.photograph if self.photograph_id else None
        if not image or image.missing_words:
            return None
        prefetch_related_objects([image], "renditions")
        return image
