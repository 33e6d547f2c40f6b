"""The register of documents, the page of a document, and of each of its earlier versions."""

from functools import wraps

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.clock import past_as_of_date
from admm_site.core.listings import listing_context
from admm_site.core.view_restrictions import NOTHING_OPENED, OpenedRestrictions, opened_by, prevent_caching
from admm_site.documents.models import DocumentVersion, PortalDocument
from admm_site.exports.citation_formats import citations
from admm_site.exports.document_usage import DocumentUsage
from admm_site.exports.filters import DocumentFilter
from admm_site.exports.record_citations import reference_of_document


@require_safe
def register(request):
    """The register of documents that the public may read, the newest first."""
    context = listing_context(request, DocumentFilter, PortalDocument.objects.public().newest_first())
    return render(request, "pages/document_list.html", context, status=200 if context["valid"] else 400)


def for_readers(view):
    """Decorate the view of a document: the public is answered first, then whoever has opened a restriction,
    of whose answer no cache may keep anything."""

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
def document(request, opened: OpenedRestrictions, slug: str):
    """All that is known of a document; an address of before leads to the one of today."""
    shown = PortalDocument.objects.published(opened).filter(slug=slug).first()
    if not shown:
        return redirect(_readable(opened, earlier_addresses__slug=slug), permanent=True)
    if past_as_of_date() and not PortalDocument.objects.public(opened).filter(pk=shown.pk).exists():
        return render_not_yet_known(request, shown)
    cited = DocumentUsage(shown)
    cited_as = reference_of_document(shown, cited)
    context = {
        "document": shown,
        "versions": shown.versions.all(),
        "cited": cited,
        "reference": cited_as,
        "citations": citations(cited_as),
        "crumbs": [_register_crumb()],
        **_related(shown),
    }
    return render(request, "pages/document.html", context)


def _readable(opened: OpenedRestrictions, **lookup) -> PortalDocument:
    """The document, or the same 404 whether it is hidden or was never there."""
    return get_object_or_404(PortalDocument.objects.published(opened), **lookup)


def _related(shown: PortalDocument) -> dict:
    """What else is public of the same document in other languages, and before and after it."""
    original = shown.translation_of_id or shown.pk
    same = Q(pk=original) | Q(translation_of=original)
    near = same | Q(pk=shown.replaced_by_id) | Q(replaced_by=shown)
    found = list(PortalDocument.objects.public().filter(near).exclude(pk=shown.pk).order_by("title", "pk"))
    return {
        "languages": [one for one in found if original in (one.pk, one.translation_of_id)],
        "replaced_by": next((one for one in found if one.pk == shown.replaced_by_id), None),
        "replaces": [one for one in found if one.replaced_by_id == shown.pk],
    }


@require_safe
@for_readers
def version(request, opened: OpenedRestrictions, slug: str, number: int):
    """An earlier version of a document, and which one is current."""
    shown = PortalDocument.objects.published(opened).filter(slug=slug).first()
    if not shown:
        moved = _readable(opened, earlier_addresses__slug=slug)
        return redirect("document_version", moved.slug, number, permanent=True)
    found = get_object_or_404(DocumentVersion, document=shown, number=number)
    found.document = shown
    context = {
        "document": shown,
        "version": found,
        "crumbs": [_register_crumb(), {"title": shown.title, "url": shown.get_absolute_url()}],
    }
    return render(request, "pages/document_version.html", context)


def _register_crumb() -> dict[str, str]:
    return {"title": _("Documents"), "url": reverse("documents")}
