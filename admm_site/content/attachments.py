from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from .occasions import OccasionRecordQuerySet
from .records import Record, RecordManager


class AttachedDocumentManager(RecordManager.from_queryset(OccasionRecordQuerySet)):
    pass


class AttachedDocument(Record):
    """A document of a meeting or an activity, under the title shown there. Subclasses add `page`."""

    document = models.ForeignKey(
        "media.PortalDocument",
        verbose_name=_("document"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="%(class)ss",
    )
    title = models.CharField(
        _("title shown"),
        max_length=250,
        blank=True,
        help_text=_("Leave empty to show the document’s own title."),
    )

    objects = AttachedDocumentManager()

    logged = ("document", "title")
    named_by = ("document",)
    panels = [Record.key_panel, FieldPanel("document"), FieldPanel("title")]

    class Meta(Record.Meta):
        abstract = True

    def __str__(self):
        return self.title or str(self.document or "")
