"""Views to upload several documents at once, with details suggested or set for all."""

from functools import partial

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.documents.views import multiple
from wagtail.models import UploadedFile

from .document_details import suggest_details
from .models import PortalDocument
from .upload_checks import duplicate_message

DETAILS = ("kind", "issued", "language")


class DetailsForAllForm(forms.ModelForm):
    """The details of every file that is uploaded next."""

    class Meta:
        model = PortalDocument
        fields = DETAILS
        labels = {"kind": _("Kind"), "issued": _("Date of issue"), "language": _("Language")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.required, field.initial = False, None
            field.help_text = ""
            self.initial[name] = None
            if hasattr(field, "choices"):
                choices = [choice for choice in field.choices if choice[0]]
                field.choices = [("", _("As each file says")), *choices]


class AddDocumentsView(multiple.AddView):
    """Wagtail's view, with suggested details beside the title."""

    template_name = "documents/add_documents.html"
    edit_form_template_name = "documents/uploaded_document.html"

    def save_object(self, form):
        self.beginning = form.beginning
        return super().save_object(form)

    def get_upload_form_class(self):
        return partial(super().get_upload_form_class(), details=self._details())

    def _details(self) -> dict:
        return {name: self.request.POST[name] for name in DETAILS if self.request.POST.get(name)}

    def get_context_data(self, **kwargs):
        return super().get_context_data(details_form=DetailsForAllForm(), **kwargs)

    def get_edit_object_form_context_data(self):
        """Add suggested details, warnings and duplicates."""
        context = super().get_edit_object_form_context_data()
        offered = suggest_details(self.object.filename, " ".join(self.beginning.pages.values()))
        context["form"].initial.update(offered | self._details())
        same = PortalDocument.objects.with_checksum(self.object.sha256).exclude(pk=self.object.pk)
        self.object.refresh_from_db(fields=["traces"])  # noted meanwhile, unless a worker does that later
        self.object.traces = self.object.traces or self.beginning.traces | self.beginning.stored_inspection
        context["traces_warning"] = self.object.traces_warning
        context["same_file"] = duplicate_message(same, self.request.user)
        return context

    def get_edit_form_class(self):
        upload = getattr(self, "upload_object", None)
        return _form_for_upload(super().get_edit_form_class(), upload)


class CreateFromUploadView(multiple.CreateFromUploadedDocumentView):
    """Wagtail's view for a file that an editor has to confirm first."""

    edit_form_template_name = "documents/uploaded_document.html"

    def save_object(self, form):
        try:
            super().save_object(form)
        finally:
            self.object.file.close()  # opened for its checksum
            self.upload.file.close()

    def get_edit_form_class(self):
        pk = self.kwargs[self.upload_pk_url_kwarg]
        upload = UploadedFile.objects.filter(pk=pk, uploaded_by_user=self.request.user).first()
        return _form_for_upload(super().get_edit_form_class(), upload)


def _form_for_upload(form_class, upload):
    return partial(form_class, pending_file=upload.file) if upload else form_class
