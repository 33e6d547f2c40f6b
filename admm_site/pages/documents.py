"""The list of documents, the page of a document, and the pages of its earlier versions."""

import re
from collections.abc import Iterable
from functools import wraps

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.clock import past_as_of_date
from admm_site.core.listings import listing_context
from admm_site.core.view_restrictions import NOTHING_OPENED, OpenedRestrictions, opened_by, prevent_caching
from admm_site.documents.models import DocumentVersion, PageText, PortalDocument
from admm_site.exports.citation_formats import citations
from admm_site.exports.document_usage import DocumentUsage
from admm_site.exports.filters import DocumentFilter
from admm_site.exports.record_citations import reference_of_document

MAX_PAGES_SHOWN = 30  # a longer text is read in the file
EDGE_LINES = 3  # at the top, and at the bottom


@require_safe
def document_list(request):
    """List the documents that the public may read, the newest first."""
    context = listing_context(request, DocumentFilter, PortalDocument.objects.public().newest_first())
    return render(request, "pages/document_list.html", context, status=200 if context["valid"] else 400)


def for_readers(view):
    """Decorate a view of a document: answer as for the public, else for what the reader opened.

    The latter response is private, so no cache may store it.
    """

    @wraps(view)
    def answer(request, **kwargs):
        try:
            return view(request, NOTHING_OPENED, **kwargs)
        except Http404:
            opened = opened_by(request)
            if not any(opened):
                raise
        return prevent_caching(view(request, opened, **kwargs))

    return answer


@require_safe
@for_readers
def document_page(request, opened: OpenedRestrictions, slug: str):
    """Show a document; redirect from an earlier address to the current one."""
    document = PortalDocument.objects.published(opened).filter(slug=slug).first()
    if not document:
        return redirect(_readable(opened, earlier_addresses__slug=slug), permanent=True)
    if past_as_of_date() and not PortalDocument.objects.public(opened).filter(pk=document.pk).exists():
        return render_not_yet_known(request, document)
    usage = DocumentUsage(document)
    reference = reference_of_document(document, usage)
    context = {
        "document": document,
        "versions": document.versions.all(),
        "pages_text": without_repeated_lines(document.pages_text.with_text()[:MAX_PAGES_SHOWN]),
        "cited": usage,
        "reference": reference,
        "citations": citations(reference),
        **_related(document),
    }
    return render(request, "pages/document.html", context)


def without_repeated_lines(pages: Iterable[PageText]) -> list[PageText]:
    """Remove from all pages but the first the lines that every page has at its top or bottom.

    Such lines may differ in their digits, as the number of the page does. A page without others keeps them.
    """
    pages = list(pages)
    edges = [_edge_lines(page.text.split("\n")) for page in pages]
    repeated = set.intersection(*(set(lines.values()) for lines in edges)) if len(pages) > 1 else set()
    for page, lines in zip(pages[1:], edges[1:], strict=True):
        all_lines = page.text.split("\n")
        body = [line for index, line in enumerate(all_lines) if lines.get(index) not in repeated]
        page.text = "\n".join(body) if any(line.strip() for line in body) else page.text
    return pages


def _edge_lines(lines: list[str]) -> dict[int, str]:
    """Return the first and last lines by their indexes, with 0 for each number in them."""
    indexes = [*range(len(lines))][:EDGE_LINES] + [*range(len(lines))][-EDGE_LINES:]
    return {index: re.sub(r"\d+", "0", lines[index].strip()) for index in indexes}


def _readable(opened: OpenedRestrictions, **lookup) -> PortalDocument:
    """Return the document; raise the same 404 whether it is hidden or does not exist."""
    return get_object_or_404(PortalDocument.objects.published(opened), **lookup)


def _related(document: PortalDocument) -> dict:
    """Return the public translations of the document, and what it replaces or is replaced by."""
    original = document.translation_of_id or document.pk
    is_translation = Q(pk=original) | Q(translation_of=original)
    is_related = is_translation | Q(pk=document.replaced_by_id) | Q(replaced_by=document)
    related = PortalDocument.objects.public().filter(is_related).exclude(pk=document.pk)
    documents = list(related.order_by("title", "pk"))
    return {
        "languages": [other for other in documents if original in (other.pk, other.translation_of_id)],
        "replaced_by": next((other for other in documents if other.pk == document.replaced_by_id), None),
        "replaces": [other for other in documents if other.replaced_by_id == document.pk],
    }


@require_safe
@for_readers
def document_version(request, opened: OpenedRestrictions, slug: str, number: int):
    """Show an earlier version of a document, and link to the current one."""
    document = PortalDocument.objects.published(opened).filter(slug=slug).first()
    if not document:
        moved = _readable(opened, earlier_addresses__slug=slug)
        return redirect("document_version", moved.slug, number, permanent=True)
    version = get_object_or_404(DocumentVersion, document=document, number=number)
    version.document = document
    context = {
        "document": document,
        "version": version,
        "breadcrumbs": [{"title": document.title, "url": document.get_absolute_url()}],
    }
    return render(request, "pages/document_version.html", context)
