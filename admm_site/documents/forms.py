from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput
from wagtail.documents.forms import BaseDocumentForm
from wagtail.documents.widgets import AdminDocumentChooser

from admm_site.core.clock import today

from .checksums import compute_checksum
from .models import DocumentVersion
from .titles import TitleFormMixin
from .upload_checks import CheckedUploadForm


class PortalDocumentForm(TitleFormMixin, CheckedUploadForm, BaseDocumentForm):
    """The form of a document, with the date and the reason of replacing its file.

    The replaced file becomes an earlier version if the public has read it.
    """

    replaced_on = forms.DateField(
        label=_("Replaced on"),
        required=False,
        widget=AdminDateInput,
        help_text=_("The day from which the corrected file holds. Counts only when you choose another file."),
    )
    replacement_reason = forms.CharField(
        label=_("Reason for replacing the file"),
        required=False,
        max_length=DocumentVersion._meta.get_field("reason").max_length,
        help_text=_(
            "Shown to visitors, with the file of before as an earlier version: “paragraph 4 corrected”. Leave"
            " it empty where the public has never seen the file of before: that is then not kept."
        ),
    )

    EDIT_ONLY_FIELDS = ("replaced_on", "replacement_reason", "translation_of", "replaced_by")

    class Meta(BaseDocumentForm.Meta):
        widgets = {
            **BaseDocumentForm.Meta.widgets,
            "translation_of": AdminDocumentChooser,
            "replaced_by": AdminDocumentChooser,
        }

    FIELDS_WITH_DEFAULT = ("kind", "language")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for (
            name
        ) in self.FIELDS_WITH_DEFAULT:  # Wagtail's upload of several files posts titles and a collection only
            if name in self.fields:
                self.fields[name].required = False
        if not (self.instance.pk and "file" in self.fields):
            for name in self.EDIT_ONLY_FIELDS:
                self.fields.pop(name, None)
            return
        self.initial["replaced_on"] = today()
        names = [name for name in self.fields if name not in ("replaced_on", "replacement_reason")]
        position = names.index("file") + 1
        self.order_fields([*names[:position], "replaced_on", "replacement_reason", *names[position:]])

    def clean_kind(self):
        return self._or_default("kind")

    def clean_language(self):
        return self._or_default("language")

    def _or_default(self, name):
        return self.cleaned_data[name] or self.initial.get(name) or self.fields[name].initial

    def clean(self):
        cleaned = super().clean()
        if not self.replaces_file:
            return cleaned
        if not cleaned.get("replacement_reason") and self.instance.is_public:
            self.add_error(
                "replacement_reason",
                _("The public may have read the file of before: say why you replace it."),
            )
        if cleaned.get("replacement_reason") and not cleaned.get("replaced_on"):
            self.add_error("replaced_on", _("Say since when the corrected file holds."))
        return cleaned

    @property
    def replaces_file(self) -> bool:
        return "replacement_reason" in self.fields and "file" in self.changed_data

    @transaction.atomic
    def save(self, commit=True):
        if commit and self.replaces_file and self.cleaned_data["replacement_reason"]:
            self._store_version()
        return super().save(commit)

    def _store_version(self) -> None:
        """Store the replaced file as an earlier version, unless it is lost."""
        document, storage = self.instance, self.original_file.storage
        if not storage.exists(self.original_file.name):
            return
        latest = document.versions.first()
        with storage.open(self.original_file.name) as file:
            version = DocumentVersion(
                document=document,
                number=latest.number + 1 if latest else 1,
                replaced_on=self.cleaned_data["replaced_on"],
                reason=self.cleaned_data["replacement_reason"],
                sha256=document.sha256 or compute_checksum(file.chunks()),  # as uploaded, if damaged since
                file_size=document.file_size or file.size,
                page_count=document.page_count,  # still that of this file
            )
            version.file.save(self.original_file.name, file)
