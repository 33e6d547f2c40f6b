"""Documents attached to meetings and activities."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from .events import EventRecordQuerySet
from .private_files import FileKey, is_in_private_collection
from .records import Record, RecordManager


class AttachedDocumentQuerySet(EventRecordQuerySet):
    def readable(self):
        """Exclude rows whose document is in a private collection."""
        return self.exclude(is_in_private_collection("document"))


class AttachedDocumentManager(RecordManager.from_queryset(AttachedDocumentQuerySet)):
    pass


class AttachedDocument(Record):
    """A document of a meeting or an activity, under the title shown there. Subclasses add `page`."""

    document = FileKey(
        "documents.PortalDocument",
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

    tracked_fields = ("document", "title")
    tracked_field_labels = {"title": _("title")}
    label_fields = ("document",)
    panels = [Record.key_panel, FieldPanel("document"), FieldPanel("title")]

    class Meta(Record.Meta):
        abstract = True

    def __str__(self):
        return self.title or str(self.document or "")
