"""Retain the file of a form with errors, so that the editor need not choose it again."""

from pathlib import PurePosixPath

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.uploadedfile import UploadedFile as PostedFile
from django.utils.translation import gettext as _
from wagtail.models import UploadedFile

SALT = "admm_site.documents.retained_uploads"


def is_uploaded(file) -> bool:
    return isinstance(file, PostedFile)


class RetainedUploadForm(forms.ModelForm):
    """A form that stores its file as a Wagtail `UploadedFile` until the form is valid.

    A hidden field has the signed key of the upload, which only its uploader can use.
    """

    retains_upload = True

    def __init__(self, data=None, files=None, *args, **kwargs):
        super().__init__(data, files, *args, **kwargs)
        self.uploader, self.retained_upload = kwargs.get("user"), None
        self.retains_upload = bool(self.retains_upload and self.uploader and "file" in self.fields)
        if self.is_bound and self.retains_upload:
            self.fields["retained_upload"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self._restore_upload()

    def _restore_upload(self) -> None:
        """Use the retained file as the posted one, or delete it if another file was chosen."""
        try:
            pk, name = signing.loads(self.data.get(self.add_prefix("retained_upload"), ""), salt=SALT)
        except signing.BadSignature:
            return
        upload = self._uploads().filter(pk=pk).first()
        if upload and self.files.get(self.add_prefix("file")):
            _delete(upload)
        elif upload:
            file = PostedFile(upload.file.open("rb"), name, size=upload.file.size)
            self.retained_upload, self.files = upload, {self.add_prefix("file"): file}

    def _uploads(self):
        content_type = ContentType.objects.get_for_model(self._meta.model)
        return UploadedFile.objects.filter(for_content_type=content_type, uploaded_by_user=self.uploader)

    def full_clean(self):
        super().full_clean()
        file = self.files.get(self.add_prefix("file")) if "file" in self.fields else None
        if not (self.is_bound and self._errors and file):
            return
        self.instance.file = self.original_file  # still the one that is stored
        if self.retains_upload and "file" not in self._errors:
            self._retain(file)

    def _retain(self, file) -> None:
        if self.retained_upload:
            file.close()
        else:
            file.seek(0)
            self.retained_upload = UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(self._meta.model),
                uploaded_by_user=self.uploader,
                file=file,
            )
        name = PurePosixPath(file.name).name
        data = self.data.copy()
        data[self.add_prefix("retained_upload")] = signing.dumps([self.retained_upload.pk, name], salt=SALT)
        self.data = data
        self.fields["file"].required = False
        self["file"].help_text = _("“%(name)s” is kept: you don’t need to choose it again.") % {"name": name}

    def save(self, commit=True):
        saved = super().save(commit)
        if self.retained_upload and commit:
            _delete(self.retained_upload)
        return saved


def _delete(upload: UploadedFile) -> None:
    upload.file.delete(save=False)
    upload.delete()
