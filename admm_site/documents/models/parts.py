"""Parts of a document: the text of its pages, its earlier addresses, its earlier versions."""

from pathlib import PurePosixPath

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.redaction import Redactable
from admm_site.documents import checksums
from admm_site.documents.paths import version_path
from admm_site.documents.querysets import DocumentVersionQuerySet, EarlierAddressQuerySet, PageTextQuerySet

SLUG_LENGTH = 100


class PageText(models.Model):
    """The text of one page of a document; that of a DOCX file, which has no pages, is number 1."""

    document = models.ForeignKey(
        "documents.PortalDocument",
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="pages_text",
    )
    number = models.PositiveIntegerField(_("number"))
    text = models.TextField(_("text"))

    objects = PageTextQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("text of a page")
        verbose_name_plural = _("texts of pages")
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_text_a_page")]

    def __str__(self):
        return f"{self.document}, {self.number}"


class EarlierAddress(models.Model):
    """A slug that a document had before its title was changed. It redirects to the current one."""

    document = models.ForeignKey(
        "documents.PortalDocument",
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="earlier_addresses",
    )
    slug = models.SlugField(_("address"), max_length=SLUG_LENGTH, unique=True)

    objects = EarlierAddressQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier address")
        verbose_name_plural = _("earlier addresses")

    def __str__(self):
        return self.slug

    def natural_key(self):
        return (self.slug,)


class DocumentVersion(AsOfReadOnlyMixin, Redactable):
    """A file that a document had before it was replaced by a corrected one.

    Visitors see that a redacted version existed, but can't download it.
    """

    document = models.ForeignKey(
        "documents.PortalDocument",
        verbose_name=_("document"),
        on_delete=models.CASCADE,
        related_name="versions",
    )
    number = models.PositiveIntegerField(_("number"))
    file = models.FileField(_("file"), upload_to=version_path, max_length=255)
    replaced_on = models.DateField(_("replaced on"))
    reason = models.CharField(_("reason"), max_length=250)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    file_size = models.PositiveBigIntegerField(_("size"))
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True)

    objects = DocumentVersionQuerySet.as_manager()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("earlier version")
        verbose_name_plural = _("earlier versions")
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["document", "number"], name="one_version_a_number")]
        permissions = [("redact_documentversion", "Can redact earlier versions of documents")]

    def __str__(self):
        return f"{self.document}, {self.number}"

    @property
    def redaction_notice(self) -> str:
        if not self.redaction_day:
            return gettext("An administrator removed this version.")
        return gettext("An administrator removed this version on %(day)s.") % {"day": self.redaction_day}

    def get_absolute_url(self):
        return reverse("document_version", args=[self.document.slug, self.number])

    def natural_key(self):
        return (*self.document.natural_key(), self.number)

    natural_key.dependencies = ["documents.portaldocument"]

    @property
    def filename(self) -> str:
        return PurePosixPath(self.file.name).name

    def file_matches_checksum(self) -> bool | None:
        """Return whether the stored file has the recorded checksum; None if none is recorded."""
        return checksums.matches(self.file, self.sha256)

    @property
    def is_damaged_in_storage(self) -> bool:
        return checksums.has_different_size(self.file, self.file_size)

    @property
    def file_extension(self) -> str:
        return PurePosixPath(self.file.name).suffix[1:]

    @property
    def content_type(self) -> str:
        types = settings.WAGTAILDOCS_CONTENT_TYPES
        return types.get(self.file_extension.lower(), "application/octet-stream")

    @property
    def url(self) -> str:
        return reverse("document_version_file", args=[self.document.slug, self.number, self.filename])
