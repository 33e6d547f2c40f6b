"""What is checked of a file as it is uploaded: whether it opens, and whether it is stored already.

Either can be confirmed with a box that the form shows beside the error.
"""

import shutil
import zipfile
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django import forms
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.permissions import permission_policy

from .checksums import checksums_of
from .choices import Extraction
from .extraction import KINDS_READ, Findings, Reader
from .models import PortalDocument
from .retained_uploads import KeptUploadForm, is_posted

PACKAGES = {"ods", "odt", "pptx", "xlsx"}  # ZIP archives whose text the portal doesn't read
IN_CHOOSER = "document-chooser-upload"  # the prefix that Wagtail gives the form of its chooser
PROBLEMS = {
    Extraction.ENCRYPTED: gettext_lazy(
        "This file asks for a password, so readers can’t open it. Upload it without one."
    ),
    Extraction.DAMAGED: gettext_lazy(
        "This file can’t be opened: it is damaged or incomplete. Open it yourself and save it again."
    ),
}


def read_beginning(file, *, with_traces: bool = False) -> Findings:
    """Return what a reader of the file sees first, or the state that says why it can't be opened.

    With `with_traces`, what the file holds beside it is found on all of its pages.
    """
    extension = PurePosixPath(file.name).suffix.lower().removeprefix(".")
    file.seek(0)
    if extension in PACKAGES:
        findings = Findings(Extraction.READ if zipfile.is_zipfile(file) else Extraction.DAMAGED)
        if with_traces and findings.state == Extraction.READ:
            findings.traces = _read_in_its_own_process(file, beginning_only=False).traces
    elif extension in KINDS_READ:
        findings = _read_in_its_own_process(file, beginning_only=not with_traces)
    else:
        findings = Findings(Extraction.NOT_READ)
    file.seek(0)
    return findings


def _read_in_its_own_process(file, *, beginning_only: bool) -> Findings:
    file.seek(0)
    with TemporaryDirectory() as folder, Reader() as reader:
        path = Path(folder, "file")
        with path.open("wb") as copy:
            shutil.copyfileobj(file, copy)
        return reader.read(path, file.name, beginning_only=beginning_only)


def same_file_sentence(documents, user) -> str:
    """Return the sentence that names the first of the documents that the user may see, as HTML."""
    visible = permission_policy.instances_user_has_any_permission_for(user, ["change", "choose", "delete"])
    same = visible.filter(pk__in=documents.values("pk")).first()
    if not same:
        return ""
    link = format_html('<a href="{}">{}</a>', reverse("wagtaildocs:edit", args=[same.pk]), same.title)
    return format_html(_("The same file is already stored as “{}”."), link)


class CheckedUploadForm(KeptUploadForm):
    """A form that asks before it stores a file that can't be opened, or one that is stored already.

    In a chooser, which closes once the file is stored, it also asks before it stores one that holds more than
    its readers see. `beginning` is then what was found at the beginning of the file.

    `details` are values that were chosen for several files at once. Of those, only the first question is
    asked: the view names files that are stored already. `kept_file` is one that Wagtail has put aside, of
    which this form gives the details.
    """

    CONFIRMATIONS = {
        "store_unreadable": gettext_lazy("Store the file as it is"),
        "store_again": gettext_lazy("Store it a second time"),
        "store_traces": gettext_lazy("Store the file with that"),
    }

    def __init__(self, data=None, *args, details=None, kept_file=None, **kwargs):
        self.is_one_of_several = details is not None
        self.keeps_upload = not self.is_one_of_several
        if data is not None and details:
            data = {**data, **details}
        super().__init__(data, *args, **kwargs)
        if kept_file and (problem := self._problem_of(kept_file)):
            self.fields["store_unreadable"] = forms.BooleanField(
                label=self.CONFIRMATIONS["store_unreadable"],
                help_text=problem,
                error_messages={"required": problem},
            )

    @staticmethod
    def _problem_of(stored_file) -> str | Promise:
        with stored_file.open("rb") as file:
            return PROBLEMS.get(read_beginning(file).state, "")

    def clean(self):
        cleaned = super().clean()
        file = cleaned.get("file")
        if not is_posted(file):
            return cleaned
        self.beginning = read_beginning(file, with_traces=self.prefix == IN_CHOOSER)
        if problem := PROBLEMS.get(self.beginning.state):
            self._ask_to_confirm("store_unreadable", problem)
        if not self.is_one_of_several:
            self.instance.uploaded_checksums = checksums_of(file)
            same = PortalDocument.objects.with_file(self.instance.uploaded_checksums.sha256)
            same = same.exclude(pk=self.instance.pk)
            if sentence := same_file_sentence(same, self.uploader):
                self._ask_to_confirm("store_again", sentence)
        if self.prefix == IN_CHOOSER:
            document = PortalDocument(title=cleaned.get("title", ""), traces=self.beginning.traces)
            if document.also_holds:
                self._ask_to_confirm("store_traces", document.also_holds)
        return cleaned

    def _ask_to_confirm(self, name: str, problem: str) -> None:
        """Add a box to tick, and the problem as its error unless it was ticked."""
        field = self.fields[name] = forms.BooleanField(label=self.CONFIRMATIONS[name], required=False)
        if not field.widget.value_from_datadict(self.data, self.files, self.add_prefix(name)):
            self.add_error(name, problem)
