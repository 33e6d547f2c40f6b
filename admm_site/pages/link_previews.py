"""Pictures for links to meetings, papers, initiatives, activities, documents and statements.

A picture is drawn once for what it says, and kept in the cache of files.
"""

from contextlib import suppress
from dataclasses import astuple

from django.core.cache import caches
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.views.decorators.http import require_safe
from wagtail.models import Site

from admm_site.core.page_base import PortalPage
from admm_site.core.publication import public_pages
from admm_site.core.query_cache import hash_key
from admm_site.core.query_parameters import allow_parameters
from admm_site.documents.models import PortalDocument
from admm_site.exports.statements import public_statement, reference_of_statement

from .preview_image import Preview

LAYOUT = 1  # another number draws all pictures anew


@require_safe
@allow_parameters()
def page_preview(request, path: str):
    """Show the picture of a page that is a record."""
    site = Site.find_for_request(request)
    url_path = f"{site.root_page.url_path}{path}/" if site else ""
    page = get_object_or_404(public_pages(), url_path=url_path).specific
    if not isinstance(page, PortalPage) or not page.record_type:
        raise Http404
    return _respond(Preview(page.preview_seed, *page.get_preview_texts()))


@require_safe
@allow_parameters()
def document_preview(request, slug: str):
    """Show the picture of a document that the public may read."""
    document = get_object_or_404(PortalDocument.objects.public(), slug=slug)
    issued = document.issued.in_words() if document.issued else ""
    return _respond(Preview(document.slug, str(document.get_kind_display()), document.title, issued))


@require_safe
@allow_parameters()
def statement_preview(request, key: str):
    """Show the picture of a decision or a status update."""
    record = public_statement(key)
    if not record:
        raise Http404
    reference = reference_of_statement(record)
    return _respond(Preview(key, record.page.title, reference.title))


def _respond(preview: Preview) -> HttpResponse:
    """Return the picture; the general one, if the fonts of the portal lack letters of the title."""
    if not preview.has_all_letters:
        return redirect(static("img/card.png"))
    key = hash_key(LAYOUT, *astuple(preview))
    picture = caches["previews"].get(key)
    if picture is None:
        picture = preview.draw()
        with suppress(OSError):  # a disk that is full or read-only costs time, not the picture
            caches["previews"].set(key, picture)
    return HttpResponse(picture, content_type="image/png")
