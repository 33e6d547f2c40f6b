"""Serve the files of documents and images to readers with access; 404 to all others."""

from pathlib import PurePosixPath

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents.models import document_served

from .access import require_readable
from .downloads import serve_file
from .models import DocumentVersion, PortalDocument, PortalRendition


@require_safe
def serve_document(request, document_id: int, document_filename: str):
    """Serve the file of a document; redirect from an earlier file name to that version."""
    document = get_object_or_404(PortalDocument, pk=document_id)
    is_public = require_readable(request, document)
    if document.filename != document_filename:
        return _earlier_file(document, document_filename)
    for hook in hooks.get_hooks("before_serve_document"):
        if isinstance(result := hook(document, request), HttpResponse):
            return result
    response = _serve(request, document, is_public)
    document_served.send(sender=PortalDocument, instance=document, request=request)
    return response


def _earlier_file(document: PortalDocument, filename: str) -> HttpResponse:
    for version in document.versions.all():
        if version.filename == filename and not version.redacted_at:
            return redirect(version)
    raise Http404


@require_safe
def serve_version(request, slug: str, number: int, filename: str):
    """Serve the file of an earlier version."""
    versions = DocumentVersion.objects.select_related("document")
    version = get_object_or_404(versions, document__slug=slug, number=number)
    is_public = require_readable(request, version.document)
    if version.filename != filename:
        raise Http404
    if version.redacted_at and not request.user.has_perm("documents.redact_documentversion"):
        raise Http404
    is_public = is_public and not version.redacted_at
    return _serve(request, version, is_public)


def _serve(request, owner: PortalDocument | DocumentVersion, is_public: bool) -> HttpResponse:
    """Serve a PDF inline and any other file as an attachment; respond with 503 if it is damaged."""
    if owner.is_damaged_in_storage and not request.user.has_perm("wagtailadmin.access_admin"):
        sentence = _("This file was damaged in storage and can’t be downloaded until it has been restored.")
        return HttpResponse(sentence, status=503, content_type="text/plain; charset=utf-8")
    return serve_file(
        request,
        owner.file,
        name=owner.filename,
        content_type=owner.content_type,
        is_public=is_public,
        as_attachment=owner.content_type != "application/pdf",
    )


@require_safe
def serve_first_page(request, slug: str):
    """Serve the picture of the first page of a document."""
    document = get_object_or_404(PortalDocument.objects.exclude(picture=""), slug=slug)
    is_public = require_readable(request, document)
    return serve_file(
        request,
        document.picture,
        name=f"{document.slug}.webp",
        content_type="image/webp",
        is_public=is_public,
    )


@require_safe
def serve_rendition(request, rendition_id: int, filename: str):
    """Serve the file of a rendition."""
    rendition = get_object_or_404(PortalRendition.objects.select_related("image"), pk=rendition_id)
    if PurePosixPath(rendition.file.name).name != filename:
        raise Http404
    is_public = require_readable(request, rendition.image)
    return serve_file(request, rendition.file, name=filename, is_public=is_public)
