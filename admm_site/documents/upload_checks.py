"""Check uploads: whether the file harms, whether it opens, and whether it is stored already.

A file that harms is refused. Of the other two the form asks: it shows a checkbox beside the error, with which
the editor stores the file all the same.
"""

import shutil
import zipfile
from pathlib import Path

from django import forms
from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.permissions import permission_policy

from .checksums import compute_checksums
from .choices import Extraction
from .extraction import READABLE_KINDS, ExtractionResult, Reader
from .models import PortalDocument
from .reader import extension_of
from .retained_uploads import RetainedUploadForm, is_uploaded
from .upload_messages import REASONS, refuse_active_content

PACKAGES = {"ods", "odt", "pptx", "xlsx"}  # ZIP archives whose text the portal doesn't read
CHOOSER_PREFIX = "document-chooser-upload"  # the prefix that Wagtail gives the form of its chooser
PROBLEMS = {
    Extraction.ENCRYPTED: gettext_lazy(
        "This file asks for a password, so readers can’t open it. Upload it without one."
    ),
    Extraction.DAMAGED: gettext_lazy(
        "This file can’t be opened: it is damaged or incomplete. Open it yourself and save it again."
    ),
}


def extract_beginning(file, *, with_traces: bool = False) -> ExtractionResult:
    """Return what a reader of the file sees first, or the state that says why it can't be opened.

    The whole file is inspected. With `with_traces`, what it holds beside its text is found on all pages.
    """
    extension = extension_of(file.name)
    result = _read_in_its_own_process(file, beginning_only=extension == "pdf" and not with_traces)
    if extension in PACKAGES and result.state == Extraction.NOT_READ and not zipfile.is_zipfile(file):
        result.state = Extraction.DAMAGED
    file.seek(0)
    return result


def _read_in_its_own_process(file, *, beginning_only: bool) -> ExtractionResult:
    with Reader() as reader:
        copy_file(file, reader.path)
        return reader.read(file.name, beginning_only=beginning_only)


def copy_file(file, path: Path) -> None:
    file.seek(0)
    with path.open("wb") as copy:
        shutil.copyfileobj(file, copy)
    file.seek(0)


def refusal(result: ExtractionResult, extension: str) -> str | Promise:
    """Return why a file with this result is not stored, and what to do; empty if it may be."""
    if result.state == Extraction.NOT_READ and extension not in READABLE_KINDS:
        return ""  # not of a kind that is accepted, which the model says
    if result.harm or result.active_content is None:
        return REASONS.get(result.harm, REASONS["unchecked"])
    if settings.REFUSE_ACTIVE_CONTENT:
        return refuse_active_content(result.active_content, extension)
    return ""


def duplicate_message(documents, user) -> str:
    """Return the sentence that names the first of the documents that the user may see, as HTML."""
    visible = permission_policy.instances_user_has_any_permission_for(user, ["change", "choose", "delete"])
    same = visible.filter(pk__in=documents.values("pk")).first()
    if not same:
        return ""
    link = format_html('<a href="{}">{}</a>', reverse("wagtaildocs:edit", args=[same.pk]), same.title)
    return format_html(_("The same file is already stored as “{}”."), link)


class CheckedUploadForm(RetainedUploadForm):
    """A form that asks before it stores a file that can't be opened, or one that is stored already.

    In a chooser, which closes once the file is stored, it also asks before it stores one that holds more than
    its readers see. `beginning` is then what was found at the beginning of the file.

    `details` are values that were chosen for several files at once. Of those, only the first question is
    asked: the view names files that are stored already. `pending_file` is an upload
    whose details this form asks for.
    """

    CONFIRMATIONS = {
        "store_unreadable": gettext_lazy("Store the file as it is"),
        "store_again": gettext_lazy("Store it a second time"),
        "store_traces": gettext_lazy("Store the file with that"),
    }

    def __init__(self, data=None, *args, details=None, pending_file=None, **kwargs):
        self.is_multiple_upload = details is not None
        self.retains_upload = not self.is_multiple_upload
        if data is not None and details:
            data = {**data, **details}
        super().__init__(data, *args, **kwargs)
        if pending_file and (problem := self._problem_of(pending_file)):
            self.fields["store_unreadable"] = forms.BooleanField(
                label=self.CONFIRMATIONS["store_unreadable"],
                help_text=problem,
                error_messages={"required": problem},
            )

    @staticmethod
    def _problem_of(stored_file) -> str | Promise:
        with stored_file.open("rb") as file:
            return PROBLEMS.get(extract_beginning(file).state, "")

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if not is_uploaded(file):
            return cleaned
        self.beginning = extract_beginning(file, with_traces=self.prefix == CHOOSER_PREFIX)
        if sentence := refusal(self.beginning, extension_of(file.name)):
            self.add_error("file", sentence)
            return cleaned
        if problem := PROBLEMS.get(self.beginning.state):
            self._ask_to_confirm("store_unreadable", problem)
        if not self.is_multiple_upload:
            self.instance.uploaded_checksums = compute_checksums(file)
            same = PortalDocument.objects.with_checksum(self.instance.uploaded_checksums.sha256)
            same = same.exclude(pk=self.instance.pk)
            if sentence := duplicate_message(same, self.uploader):
                self._ask_to_confirm("store_again", sentence)
        if self.prefix == CHOOSER_PREFIX:
            traces = self.beginning.traces | self.beginning.stored_inspection
            document = PortalDocument(title=cleaned.get("title", ""), traces=traces)
            if document.traces_warning:
                self._ask_to_confirm("store_traces", document.traces_warning)
        return cleaned

    def _ask_to_confirm(self, name: str, problem: str) -> None:
        """Add a box to tick, and the problem as its error unless it was ticked."""
        field = self.fields[name] = forms.BooleanField(label=self.CONFIRMATIONS[name], required=False)
        if not field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)):
            self.add_error(name, problem)
