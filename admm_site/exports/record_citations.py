"""A record as a reference for Zotero and programs like it, and its other forms."""

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
from admm_site.core.records import Record
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from initiatives.querysets import attach_adoptions
from meetings.models import MeetingPage, MeetingSeries

from .citation_formats import PUBLISHER, Citation, Reference, citations, reference
from .document_usage import Citations
from .list_urls import PAGES, public_pages_at
from .record_urls import LISTS, api_path
from .statements import public_statement, reference_of_statement

CITED_PAGES = (MeetingPage, ConceptPaperPage, InitiativePage, ActivityPage)
BY_VIEW = {"country": Country, "area": CooperationArea, "series": MeetingSeries}
MEDIA_TYPES = {"bib": "application/x-bibtex", "ris": "application/x-research-info-systems"}


def record_at(request: HttpRequest, path: str):
    """Return the public record whose page is at the path (without slashes around), or None."""
    try:
        match = resolve(f"/{path}/")
    except Resolver404:
        return None
    if match.view_name == PAGES:
        page = public_pages_at(request, path).first()
        return page.specific if page and page.specific_class in CITED_PAGES else None
    if match.view_name == "document":
        return PortalDocument.objects.public().filter(slug=match.kwargs["slug"]).first()
    if match.view_name == "statement":
        return public_statement(match.kwargs["key"])
    if model := BY_VIEW.get(match.view_name):
        found = model.objects.filter(slug=match.kwargs["slug"]).first()
        return found if found and is_known(found) else None
    return None


def is_known(record) -> bool:
    rows = type(record).objects
    return not hasattr(rows, "is_known_as_of_request") or rows.is_known_as_of_request(record)


@singledispatch
def reference_of(record, request: HttpRequest) -> Reference:
    """Return the record as a reference; `Http404` for what is not cited, such as a country."""
    raise Http404


@reference_of.register
def _(document: PortalDocument, request) -> Reference:
    return reference_of_document(document, Citations(document))


def reference_of_document(document: PortalDocument, cited: Citations) -> Reference:
    """A citation names the body that gave the document its force as its author."""
    series = cited.adopted_at and cited.adopted_at.page.series
    return reference(document, series.name if series else "", absolute_url(document.get_absolute_url()))


@reference_of.register
def _(record: Record, request) -> Reference:
    return reference_of_statement(record)


@reference_of.register
def _(page: Page, request) -> Reference:
    return reference_of_page(page, "")


@reference_of.register
def _(meeting: MeetingPage, request) -> Reference:
    return reference_of_page(meeting, meeting.series.name)


@reference_of.register
def _(paper: ConceptPaperPage, request) -> Reference:
    [found] = attach_adoptions(ConceptPaperPage.objects.filter(pk=paper.pk).with_adoption())
    return reference_of_page(paper, found.adoption.page.series.name if found.adoption else "")


def reference_of_page(page: Page, author: str) -> Reference:
    """Of the page as it stands on the day that is shown."""
    changed = page.last_published_at or timezone.now()
    return Reference(
        key=page.slug,
        title=page.title,
        author=author,
        issued=PartialDate.from_date(timezone.localdate(changed)),
        symbol="",
        language="en",
        url=as_of_url(page.url, today()),
    )


@dataclass(frozen=True)
class Shown:
    """What a page shows of a record: the record, its reference, and its file if that is public."""

    record: Model
    reference: Reference | None = None
    file: PortalDocument | None = None


def shown_in(context: dict) -> Shown | None:
    """Return the record that a page is about, of what its template was given; none of a private page."""
    page, request = context.get("page"), context.get("request")
    if getattr(page, "is_private", None):
        return None
    if isinstance(page, CITED_PAGES) and not getattr(request, "is_preview", False):
        return Shown(page, reference_of_page(page, author_in(page, context)), file_of(page))
    if isinstance(page, Page) or not request or not request.resolver_match:
        return None
    view = request.resolver_match.view_name
    if view in BY_VIEW and context.get(view):
        return Shown(context[view])
    document, step, cited = context.get("document"), context.get("step"), context.get("reference")
    if view == "document" and document and cited:
        return Shown(document, cited, document)
    return Shown(step.record, cited) if view == "statement" and step and cited else None


def author_in(page: Page, context: dict) -> str:
    if isinstance(page, MeetingPage):
        return page.series.name
    adoption = context.get("adoption") if isinstance(page, ConceptPaperPage) else None
    return adoption.page.series.name if adoption else ""


def file_of(page: Page) -> PortalDocument | None:
    """The document of a paper, which comes with it when it is shown (`with_details`), if it is public."""
    return page.document if getattr(page, "document_is_public", False) else None


def metas(shown: Shown) -> Iterator[tuple[str, str]]:
    """The tags of Highwire Press, which Zotero, Mendeley and Google Scholar read."""
    cited = shown.reference
    yield "citation_title", cited.title
    yield "citation_author", cited.author or PUBLISHER
    if cited.issued:
        yield "citation_publication_date", str(cited.issued).replace("-", "/")
    yield "citation_language", cited.language
    yield "citation_publisher", PUBLISHER
    yield "citation_public_url", cited.url
    if cited.symbol:
        yield "citation_technical_report_number", cited.symbol
    if shown.file and shown.file.content_type == "application/pdf":
        yield "citation_pdf_url", absolute_url(shown.file.url)


@dataclass(frozen=True)
class Alternate:
    """The record in another form."""

    media_type: str
    address: str
    title: str


def alternates(shown: Shown, path: str) -> Iterator[Alternate]:
    """The record as data, and as a reference; what is for a calendar as that."""
    if type(shown.record) in LISTS:
        yield Alternate("application/json", api_path(shown.record), "JSON")
    place = path.rstrip("/")
    if shown.reference:
        yield Alternate(MEDIA_TYPES["bib"], f"{place}.bib", "BibTeX")
        yield Alternate(MEDIA_TYPES["ris"], f"{place}.ris", "RIS")
    if address := getattr(shown.record, "calendar_url", ""):
        yield Alternate("text/calendar", address, "iCalendar")


def citations_on(path: str, key: str, title: str, changed: date) -> list[Citation]:
    """Citations of a page with the day of its last change, by its address as of the day that is shown."""
    return citations(
        Reference(
            key=key,
            title=title,
            author="",
            issued=PartialDate.from_date(changed),
            symbol="",
            language="en",
            url=as_of_url(path, today()),
        )
    )
