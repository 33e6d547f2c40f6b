"""Records as references for Zotero and other reference managers, and links to their other formats."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import singledispatch

from django.db.models import Model
from django.http import Http404, HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from wagtail.models import Page

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.as_of_urls import as_of_url
from admm_site.core.clock import today
from admm_site.core.partial_dates import PartialDate
from admm_site.core.records import PermalinkRecord
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from .citation_formats import PUBLISHER, Citation, Reference, citations, document_reference
from .document_usage import DocumentUsage
from .list_urls import PAGES, public_pages_at
from .record_urls import api_path, is_record_type
from .statements import public_statement, reference_of_statement

SNIPPET_VIEWS = {"country": Country, "area": CooperationArea, "series": MeetingSeries}
MEDIA_TYPES = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


def record_at(request: HttpRequest, path: str):
    """Return the public record whose page is at the path (without slashes around), or None."""
    try:
        match = resolve(f"/{path}/")
    except Resolver404:
        return None
    if match.view_name == PAGES:
        page = public_pages_at(request, path).first()
        return page.specific if page and is_record_type(page.specific_class) else None
    if match.view_name == "document":
        return PortalDocument.objects.public().filter(slug=match.kwargs["slug"]).first()
    if match.view_name == "statement":
        return public_statement(match.kwargs["key"])
    if model := SNIPPET_VIEWS.get(match.view_name):
        record = model.objects.filter(slug=match.kwargs["slug"]).first()
        return record if record and is_known(record) else None
    return None


def is_known(record) -> bool:
    rows = type(record).objects
    return not hasattr(rows, "is_known_as_of_request") or rows.is_known_as_of_request(record)


@singledispatch
def reference_of(record) -> Reference:
    """Return the record as a reference; `Http404` for what is not cited, such as a country."""
    raise Http404


@reference_of.register
def _(document: PortalDocument) -> Reference:
    return reference_of_document(document, DocumentUsage(document))


def reference_of_document(document: PortalDocument, usage: DocumentUsage) -> Reference:
    """Return the reference of a document, whose author is the body that adopted it."""
    series = usage.adopted_at and usage.adopted_at.page.series
    return document_reference(
        document, series.name if series else "", absolute_url(document.get_absolute_url())
    )


reference_of.register(PermalinkRecord, reference_of_statement)


@reference_of.register
def reference_of_page(page: Page) -> Reference:
    """Return the reference of a page as of the date shown."""
    changed = timezone.localdate(page.last_published_at or timezone.now())
    return as_of_reference(page.url, page.slug, page.title, changed, page.get_citation_author())


def as_of_reference(path: str, key: str, title: str, changed: date, author: str = "") -> Reference:
    """Return the reference of a page with the date of its last change, by its URL as of the date shown."""
    return Reference(
        key=key,
        title=title,
        author=author,
        issued=PartialDate.from_date(changed),
        symbol="",
        language="en",
        url=as_of_url(path, today()),
    )


@dataclass(frozen=True)
class RecordCitation:
    """The record of a page, its reference, and its file if that is public."""

    record: Model
    reference: Reference | None = None
    file: PortalDocument | None = None


def cited_record(context: dict) -> RecordCitation | None:
    """Return the record in the context of a template; None for a private page."""
    page, request = context.get("page"), context.get("request")
    if getattr(page, "is_private", None):
        return None
    if isinstance(page, Page) and is_record_type(type(page)) and not getattr(request, "is_preview", False):
        return RecordCitation(page, reference_of_page(page), file_of(page))
    if isinstance(page, Page) or not request or not request.resolver_match:
        return None
    view = request.resolver_match.view_name
    if view in SNIPPET_VIEWS and context.get(view):
        return RecordCitation(context[view])
    document, step, reference = context.get("document"), context.get("step"), context.get("reference")
    if view == "document" and document and reference:
        return RecordCitation(document, reference, document)
    return RecordCitation(step.record, reference) if view == "statement" and step and reference else None


def file_of(page: Page) -> PortalDocument | None:
    """Return the document of a paper that was fetched `with_details`, if it is public."""
    return page.document if getattr(page, "document_is_public", False) else None


def citation_meta_tags(cited: RecordCitation) -> Iterator[tuple[str, str]]:
    """Return the tags of Highwire Press, which Zotero, Mendeley and Google Scholar read."""
    reference = cited.reference
    yield "citation_title", reference.title
    yield "citation_author", reference.author or PUBLISHER
    if reference.issued:
        yield "citation_publication_date", str(reference.issued).replace("-", "/")
    yield "citation_language", reference.language
    yield "citation_publisher", PUBLISHER
    yield "citation_public_url", reference.url
    if reference.symbol:
        yield "citation_technical_report_number", reference.symbol
    if cited.file and cited.file.content_type == "application/pdf":
        yield "citation_pdf_url", absolute_url(cited.file.url)


@dataclass(frozen=True)
class Alternate:
    """The record in another format."""

    media_type: str
    address: str
    title: str


def alternate_links(cited: RecordCitation, path: str) -> Iterator[Alternate]:
    """Return the record as JSON, as references, and as a calendar event if it is one."""
    if is_record_type(type(cited.record)):
        yield Alternate("application/json", api_path(cited.record), "JSON")
    place = path.rstrip("/")
    if cited.reference:
        yield Alternate(MEDIA_TYPES["bib"], f"{place}.bib", "BibTeX")
        yield Alternate(MEDIA_TYPES["ris"], f"{place}.ris", "RIS")
    if address := getattr(cited.record, "calendar_url", ""):
        yield Alternate("text/calendar", address, "iCalendar")


def citations_on(path: str, key: str, title: str, changed: date) -> list[Citation]:
    """Return the citations of a page without an author."""
    return citations(as_of_reference(path, key, title, changed))
