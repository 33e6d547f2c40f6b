import re
from functools import partial
from itertools import chain, count

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument
from wagtail.search import index

from admm_site.core.as_of_read_only import AsOfReadOnlyMixin
from admm_site.core.choices import ChoiceField
from admm_site.core.partial_dates import PartialDateField, UndatedFirst
from admm_site.core.schema_org import node
from admm_site.core.searchable import SearchKind
from admm_site.documents import checksums
from admm_site.documents.choices import DocumentKind, DocumentLanguage, Extraction
from admm_site.documents.content_types import validate_content
from admm_site.documents.extraction_messages import DESCRIPTIONS, describe_extraction, describe_traces
from admm_site.documents.file_changes import atomic_with_files
from admm_site.documents.querysets import PortalDocumentQuerySet
from admm_site.documents.schema_org import file_node, type_of_work
from admm_site.documents.signals import text_extracted

from .parts import SLUG_LENGTH, EarlierAddress


def slug_base(title: str) -> str:
    """Return the slug of the title, cut at a word, with room for a number."""
    base = slugify(title) or "document"
    room = SLUG_LENGTH - 6
    return base if len(base) <= room else base[: room + 1].rpartition("-")[0] or base[:room]


def free_slug(base: str, pk: int | None) -> str:
    """Return `base`, with a number if another document than `pk` has or had that slug."""
    documents = PortalDocument.objects.exclude(pk=pk).filter(slug__startswith=base)
    earlier = EarlierAddress.objects.exclude(document=pk).filter(slug__startswith=base)
    used_slugs = {*documents.values_list("slug", flat=True), *earlier.values_list("slug", flat=True)}
    numbered = (f"{base}-{number}" for number in count(2))
    return next(slug for slug in chain([base], numbered) if slug not in used_slugs)


class PortalDocument(AsOfReadOnlyMixin, AbstractDocument):
    """A document of the portal. It is public while something public cites it."""

    kind = ChoiceField(_("kind"), max_length=30, choices=DocumentKind, default=DocumentKind.OTHER)
    symbol = models.CharField(
        _("reference symbol"),
        max_length=60,
        blank=True,
        help_text=_("The issuer’s own reference, if any."),
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
    translation_of = models.ForeignKey(
        "self",
        verbose_name=_("translation of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translations",
        help_text=_("The same document in the language it was first issued in."),
    )
    summary = models.CharField(
        _("what it says"),
        max_length=250,
        blank=True,
        help_text=_("One sentence for visitors: “The paper opens the ADMM to Dialogue Partners.”"),
    )
    replaced_by = models.ForeignKey(
        "self",
        verbose_name=_("replaced by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replaces",
        help_text=_(
            "Another document that supersedes this one. For a corrected file of the same document, upload it"
            " above instead."
        ),
    )
    slug = models.SlugField(_("address"), max_length=SLUG_LENGTH, unique=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64, blank=True, editable=False)
    page_count = models.PositiveIntegerField(_("pages"), null=True, blank=True, editable=False)
    extraction = ChoiceField(
        _("text"), max_length=20, choices=Extraction, default=Extraction.WAITING, editable=False
    )
    traces = models.JSONField(_("what else the file holds"), default=dict, blank=True, editable=False)
    picture = models.FileField(_("first page"), upload_to="first_pages", blank=True, editable=False)

    uploaded_checksums: checksums.Checksums | None = None  # of the new file, where a form has read it

    objects = PortalDocumentQuerySet.as_manager()
    record_type, record_list = "document", "documents"

    admin_form_fields = (
        "title",
        "file",
        "summary",
        "kind",
        "symbol",
        "issued",
        "language",
        "translation_of",
        "replaced_by",
        "collection",
        "tags",
    )
    search_kind = SearchKind.DOCUMENT
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
        indexes = [models.Index(UndatedFirst("issued").desc(), "title", name="document_newest_first")]

    def clean(self):
        if self.file:  # none in a form for what is known of a file, which Wagtail's clean() is not made for
            super().clean()
            if not self.file._committed:
                validate_content(self.file)
        errors = {}
        if self.translation_of and (problem := self._translation_problem()):
            errors["translation_of"] = problem
        if self.replaced_by and self in self.successors():
            errors["replaced_by"] = _("That document has itself been replaced by this one.")
        if errors:
            raise ValidationError(errors)

    def _translation_problem(self):
        if self.translation_of == self:
            return _("A document can’t be a translation of itself.")
        if self.translation_of.translation_of_id:
            return _("That document is itself a translation: choose the document it was translated from.")
        if self.pk and self.translations.exists():
            return _("Other documents are translations of this one, so it can’t be one itself.")
        return None

    def successors(self) -> list["PortalDocument"]:
        """Return the document that replaces this one, the one that replaces that, and so on."""
        successors = []
        document = self.replaced_by
        while document and document not in successors:
            successors.append(document)
            document = document.replaced_by
        return successors

    def save(self, *args, **kwargs):
        """Save, update the slug, and enqueue the extraction of a new file."""
        if kwargs.get("update_fields") is not None:
            super().save(*args, **kwargs)
            return
        picture = self.picture.name
        has_new_file = bool(self.file) and not (self.file._committed and self.sha256)
        if has_new_file:
            self._describe_file()
        with atomic_with_files():
            old_slug = self._update_slug()
            super().save(*args, **kwargs)
            if old_slug:
                EarlierAddress.objects.create(document=self, slug=old_slug)
            if has_new_file:
                self._enqueue_extraction(picture)

    def _set_document_file_metadata(self) -> None:
        """Do nothing: `save` sets the metadata, and reads the file only once."""

    def _describe_file(self) -> None:
        """Set the size and checksums of a new file, and reset the results of extraction."""
        self.extraction, self.page_count, self.picture = Extraction.WAITING, None, ""
        self.traces = {}
        try:
            with self.open_file() as file:
                self.sha256, self.file_hash = self.uploaded_checksums or checksums.compute_checksums(file)
                self.file_size = file.size
        except FileNotFoundError:  # of a stored file: extraction reports it to the editor
            return
        self.uploaded_checksums = None

    def _enqueue_extraction(self, old_picture: str) -> None:
        """Delete the text and picture of the replaced file; extract the new one after the transaction."""
        from admm_site.documents.tasks import read_document

        if self.pages_text.all().delete()[0]:
            signal = partial(text_extracted.send_robust, type(self), document=self)
            transaction.on_commit(signal, robust=True)
        if old_picture:
            transaction.on_commit(partial(self.picture.storage.delete, old_picture), robust=True)
        transaction.on_commit(partial(read_document.enqueue, self.pk), robust=True)

    def _update_slug(self) -> str:
        """Set the slug of the title unless the document is public; return the slug that it replaces."""
        base = slug_base(self.title)
        if self.slug and (self._state.adding or self.has_slug_of(base) or self.is_public):
            return ""
        old_slug, self.slug = self.slug, free_slug(base, self.pk)
        EarlierAddress.objects.filter(slug=self.slug).delete()
        return old_slug

    def has_slug_of(self, base: str) -> bool:
        """Return whether the slug is `base`, with or without a number."""
        return re.fullmatch(rf"{base}(-\d+)?", self.slug) is not None

    def natural_key(self):
        return (self.file.name,)

    def get_absolute_url(self):
        return reverse("document", args=[self.slug])

    @property
    def schema_org_type(self) -> str:
        return type_of_work(self.kind)

    def to_schema_org(self, graph) -> dict:
        return node(
            self.schema_org_type,
            name=self.title,
            abstract=self.summary,
            identifier=self.symbol,
            genre=self.get_kind_display(),
            datePublished=self.issued and str(self.issued),
            inLanguage=self.language,
            url=graph.address,
            encoding=file_node(self, graph),
        )

    @cached_property
    def pages_read(self) -> int:
        """Return the number of pages with text, which a queryset may have annotated."""
        return self.pages_text.with_text().count()

    @property
    def findings(self) -> str:
        """Return sentences for the editor about the extraction of the text."""
        return describe_extraction(self)

    def file_matches_checksum(self) -> bool | None:
        """Return whether the stored file has the recorded checksum; None if none is recorded."""
        return checksums.matches(self.file, self.sha256)

    @property
    def differs_from_upload(self) -> bool:
        """Return whether the stored file, which is read now, differs from the recorded checksum."""
        try:
            return self.file._committed and self.file_matches_checksum() is False
        except OSError:  # lost or unreachable, which extraction reports
            return False

    @property
    def damage(self) -> str:
        """Return a sentence for the editor about a file that differs from its checksum."""
        return DESCRIPTIONS[Extraction.CORRUPT](self)

    @property
    def is_known_to_be_damaged(self) -> bool:
        return self.extraction == Extraction.CORRUPT

    @property
    def is_damaged_in_storage(self) -> bool:
        """Return whether the file is marked as corrupt, or has another size than recorded."""
        return self.is_known_to_be_damaged or checksums.has_different_size(self.file, self.file_size)

    @property
    def traces_warning(self) -> str:
        """Return a warning for the editor about what else the file contains; empty if nothing."""
        return describe_traces(self)

    @property
    def is_public(self) -> bool:
        return type(self).objects.public().filter(pk=self.pk).exists()
