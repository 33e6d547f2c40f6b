from django.urls import path
from wagtail import hooks

from . import upload_views
from .access import require_readable


@hooks.register("before_serve_document")
def check_document_access(document, request):
    require_readable(request, document)


@hooks.register("register_admin_urls", order=-1)
def register_upload_views():
    create = upload_views.CreateFromUploadView.as_view()
    return [
        path("documents/multiple/add/", upload_views.AddDocumentsView.as_view()),
        path("documents/multiple/create_from_uploaded_document/<int:uploaded_file_id>/", create),
    ]
