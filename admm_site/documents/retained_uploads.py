"""The file of a form that is shown again with errors: kept, so that nobody has to choose it a second time."""

from pathlib import PurePosixPath

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core import signing
from django.core.files.uploadedfile import UploadedFile as PostedFile
from django.utils.translation import gettext as _
from wagtail.models import UploadedFile

SALT = "admm_site.documents.retained_uploads"


def is_posted(file) -> bool:
    return isinstance(file, PostedFile)


class KeptUploadForm(forms.ModelForm):
    """A form whose `file` is kept, where Wagtail keeps uploads that lack details, until the form is valid.

    The form shown again names the upload in a hidden field, signed; only who uploaded it gets it back.
    """

    keeps_upload = True

    def __init__(self, data=None, files=None, *args, **kwargs):
        super().__init__(data, files, *args, **kwargs)
        self.uploader, self.kept_upload = kwargs.get("user"), None
        self.keeps_upload = bool(self.keeps_upload and self.uploader and "file" in self.fields)
        if self.is_bound and self.keeps_upload:
            self.fields["kept_upload"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self._use_kept_upload()

    def _use_kept_upload(self) -> None:
        """Take the kept file for the posted one; forget it where another was chosen this time."""
        try:
            pk, name = signing.loads(self.data.get(self.add_prefix("kept_upload"), ""), salt=SALT)
        except signing.BadSignature:
            return
        upload = self._uploads().filter(pk=pk).first()
        if upload and self.files.get(self.add_prefix("file")):
            _delete(upload)
        elif upload:
            file = PostedFile(upload.file.open("rb"), name, size=upload.file.size)
            self.kept_upload, self.files = upload, {self.add_prefix("file"): file}

    def _uploads(self):
        content_type = ContentType.objects.get_for_model(self._meta.model)
        return UploadedFile.objects.filter(for_content_type=content_type, uploaded_by_user=self.uploader)

    def full_clean(self):
        super().full_clean()
        file = self.files.get(self.add_prefix("file")) if "file" in self.fields else None
        if not (self.is_bound and self._errors and file):
            return
        self.instance.file = self.original_file  # still the one that is stored
        if self.keeps_upload and "file" not in self._errors:
            self._keep(file)

    def _keep(self, file) -> None:
        if self.kept_upload:
            file.close()
        else:
            file.seek(0)
            self.kept_upload = UploadedFile.objects.create(
                for_content_type=ContentType.objects.get_for_model(self._meta.model),
                uploaded_by_user=self.uploader,
                file=file,
            )
        name = PurePosixPath(file.name).name
        data = self.data.copy()
        data[self.add_prefix("kept_upload")] = signing.dumps([self.kept_upload.pk, name], salt=SALT)
        self.data = data
        self.fields["file"].required = False
        self["file"].help_text = _("“%(name)s” is kept: you don’t need to choose it again.") % {"name": name}

    def save(self, commit=True):
        saved = super().save(commit)
        if self.kept_upload and commit:
            _delete(self.kept_upload)
        return saved


def _delete(upload: UploadedFile) -> None:
    upload.file.delete(save=False)
    upload.delete()
