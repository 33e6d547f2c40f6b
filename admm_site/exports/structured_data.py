"""Structured data: what a page shows as JSON-LD in the vocabulary of schema.org.

All of it comes from the context of the template, so that it holds nothing that the page does not show, and
needs no further queries. Dates are as precise as they are known; unknown properties are left out.
"""

from functools import singledispatch
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.html_safe_json import dump_html_safe_json
from admm_site.documents.choices import DocumentKind
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import PaperKind
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from initiatives.trail import Trail, get_page_trail
from meetings.models import MeetingPage, MeetingSeries

from .list_urls import list_export_of
from .lists import ListExport

VOCABULARY = "https://schema.org"
# So that no text of an editor can end the element that it stands in.

# The template variable with the record of a view that serves no page, by the name of the view.
RECORD_VARIABLES = {"series": "series", "country": "country", "area": "area", "document": "document"}
PAGE_TYPES = {"search": "SearchResultsPage", "about": "AboutPage"}

EVENT_STATUSES = {
    EventStatus.PLANNED: "EventScheduled",
    EventStatus.HELD: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
}
ATTENDANCE_MODES = {
    EventFormat.IN_PERSON: "OfflineEventAttendanceMode",
    EventFormat.VIDEO_CONFERENCE: "OnlineEventAttendanceMode",
    EventFormat.HYBRID: "MixedEventAttendanceMode",
}
# Texts that lay down what is to be done are legislation to schema.org, "enforceable or not"; others are not.
LEGISLATION_KINDS = {
    PaperKind.GUIDELINES,
    PaperKind.PROCEDURE,
    PaperKind.PROTOCOL,
    PaperKind.TERMS_OF_REFERENCE,
    DocumentKind.DECLARATION,
    DocumentKind.JOINT_DECLARATION,
}
MEDIA_TYPES = {
    "atom": "application/atom+xml",
    "csv": "text/csv",
    "ics": "text/calendar",
    "json": "application/json",
}


def json_ld_script(nodes: list[dict]) -> SafeString:
    """Return the nodes as a `script` element of JSON-LD, escaped so that no text can end it."""
    data = SafeString(dump_html_safe_json({"@context": VOCABULARY, "@graph": nodes}, default=str))
    return format_html('<script type="application/ld+json">{}</script>', data)


class PageGraph:
    """The JSON-LD graph of one page, made of its request and its template context."""

    def __init__(self, request: HttpRequest, context: dict[str, Any]):
        self.request = request
        self.context = context

    def absolute_url(self, path: str | None) -> str | None:
        return absolute_url(path) if path else None

    @property
    def home(self) -> str:
        return absolute_url("/")

    @property
    def address(self) -> str:
        """Return the canonical URL of the page, without its filters."""
        return absolute_url(self.request.path)

    @property
    def record(self):
        """Return the record that the page is about, or None."""
        page = self.context.get("page")
        if isinstance(page, Page):
            return page
        name = RECORD_VARIABLES.get(self._view)
        return self.context.get(name) if name else None

    @property
    def list_export(self) -> ListExport | None:
        return list_export_of(self.request, self.context.get("page"))

    @property
    def _view(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    def nodes(self) -> list[dict]:
        """Return the nodes of the graph: the page, and what it is about."""
        if self.request.path == "/":
            return [self.page("WebPage"), self.website(), self.admm()]
        if self.list_export:
            return [self.page("CollectionPage", mainEntity=self.dataset(self.list_export))]
        about = to_schema_org(self.record, self) if self.record else None
        if about:
            return [self.page("ItemPage", mainEntity=about)]
        return [self.page(PAGE_TYPES.get(self._view, "WebPage"))]

    def page(self, kind: str, **properties) -> dict:
        page = self.context.get("page")
        of_page = {}
        if isinstance(page, Page):
            of_page = {
                "name": page.title,
                "description": getattr(page, "description", ""),
                "datePublished": page.first_published_at and page.first_published_at.isoformat(),
                "dateModified": page.last_published_at and page.last_published_at.isoformat(),
            }
        return node(
            kind,
            **{"@id": self.address},
            url=self.address,
            **of_page,
            inLanguage=get_language(),
            license=settings.REUSE_LICENCE_URL,
            isPartOf={"@id": f"{self.home}#website"},
            **properties,
        )

    def website(self) -> dict:
        search = f"{self.absolute_url(reverse('search'))}?q={{search_term_string}}"
        action = {
            "@type": "SearchAction",
            "target": node("EntryPoint", urlTemplate=search),
            "query-input": "required name=search_term_string",
        }
        return node(
            "WebSite",
            **{"@id": f"{self.home}#website"},
            name=_("ADMM portal"),
            url=self.home,
            inLanguage=get_language(),
            about={"@id": f"{self.home}#admm"},
            potentialAction=action,
        )

    def admm(self) -> dict:
        return node(
            "GovernmentOrganization",
            **{"@id": f"{self.home}#admm"},
            name=_("ASEAN Defence Ministers’ Meeting"),
            alternateName="ADMM",
        )

    def dataset(self, list_export: ListExport) -> dict:
        place = self.address.rstrip("/")
        files = [
            node("DataDownload", encodingFormat=MEDIA_TYPES[suffix], contentUrl=f"{place}.{suffix}")
            for suffix in list_export.suffixes
        ]
        return node(
            "Dataset",
            name=list_export.title,
            description=list_export.description,
            url=self.address,
            isAccessibleForFree=True,
            license=settings.REUSE_LICENCE_URL,
            inLanguage=get_language(),
            includedInDataCatalog=node(
                "DataCatalog", name=_("ADMM portal"), url=self.absolute_url(reverse("api_page"))
            ),
            distribution=files,
        )

    def mention(self, kind: str, record, name: str = "") -> dict | None:
        """Return a short node that refers to another record by name and URL."""
        if record is None:
            return None
        path = record.get_url(self.request) if isinstance(record, Page) else record.get_absolute_url()
        return node(kind, name=name or str(record), url=self.absolute_url(path))


def node(kind: str, **properties) -> dict:
    """Return a node of that type, without unknown properties."""
    properties = {name: value for name, value in properties.items() if value not in (None, "", [])}
    return {"@type": kind, **properties}


@singledispatch
def to_schema_org(record, graph: PageGraph) -> dict | None:
    """Return the node of a record, or None for what schema.org has no type for."""
    return None


def event_node(event, graph: PageGraph, **properties) -> dict:
    address = node(
        "PostalAddress",
        addressLocality=event.city,
        addressCountry=event.country and event.country.code,
    )
    place = node("Place", name=event.venue or event.place, address=address if len(address) > 1 else None)
    places = [
        place if len(place) > 1 and event.format != EventFormat.VIDEO_CONFERENCE else None,
        node("VirtualLocation", name=_("Video conference"))
        if event.format != EventFormat.IN_PERSON
        else None,
    ]
    documents = graph.context.get("documents") or []
    doubt = event.doubt
    return node(
        "Event",
        name=event.title,
        description=" ".join(filter(None, (event.description, doubt and capfirst(f"{doubt}.")))),
        url=graph.address,
        startDate=event.start_date and str(event.start_date),
        endDate=event.end_date and str(event.end_date),
        eventStatus=f"{VOCABULARY}/{EVENT_STATUSES[event.state]}",
        eventAttendanceMode=f"{VOCABULARY}/{ATTENDANCE_MODES[event.format]}",
        location=[each for each in places if each],
        workFeatured=[
            graph.mention(kind_of_work(item.document.kind), item.document, item.title) for item in documents
        ],
        **properties,
    )


def kind_of_work(kind: str) -> str:
    if kind in LEGISLATION_KINDS:
        return "Legislation"
    return "Report" if kind == DocumentKind.REPORT else "CreativeWork"


@to_schema_org.register
def _meeting(meeting: MeetingPage, graph: PageGraph) -> dict:
    """Return the node of a meeting, about what it decided on and what was reported to it."""
    in_preview = getattr(graph.request, "is_preview", False)
    trail = get_page_trail(meeting, in_preview, decisions=graph.context.get("decisions"))
    followed = (initiative for step in trail.decision_steps for initiative in step.short_trail.initiatives)
    projects = {
        project.pk: project for project in (*followed, *(update.page for update in trail.status_updates))
    }
    return event_node(
        meeting,
        graph,
        organizer=graph.mention("GovernmentOrganization", meeting.series),
        about=[graph.mention("Project", project) for project in projects.values()],
    )


@to_schema_org.register
def _activity(activity: ActivityPage, graph: PageGraph) -> dict:
    organizer = graph.mention("GovernmentOrganization", activity.series)
    project = graph.mention("Project", graph.context.get("initiative"))
    return event_node(activity, graph, organizer=[each for each in (organizer, project) if each])


def trail_in(graph: PageGraph) -> Trail:
    return graph.context.get("trail") or Trail(())


def deciding_meetings(graph: PageGraph) -> list[dict]:
    """Return the meetings that decided on it, by the trail on the page."""
    meetings = {decision.page_id: decision.page for decision in trail_in(graph).decisions}
    return [graph.mention("Event", meeting) for meeting in meetings.values()]


@to_schema_org.register
def _paper(paper: ConceptPaperPage, graph: PageGraph) -> dict:
    kind, adoption = kind_of_work(paper.kind), graph.context.get("adoption")
    legislation = {}
    if kind == "Legislation" and adoption:
        legislation = {
            "legislationDate": str(adoption.page.end_date),
            "legislationPassedBy": graph.mention("GovernmentOrganization", adoption.page.series),
        }
    return node(
        kind,
        name=paper.title,
        alternateName=paper.acronym,
        abstract=paper.summary,
        genre=paper.get_kind_display(),
        url=graph.address,
        about=graph.mention("DefinedTerm", paper.area),
        subjectOf=deciding_meetings(graph),
        encoding=file_of(paper.document, graph) if paper.document else None,
        **legislation,
    )


@to_schema_org.register
def _initiative(initiative: InitiativePage, graph: PageGraph) -> dict:
    return node(
        "Project",
        name=initiative.title,
        alternateName=initiative.acronym,
        description=initiative.description,
        url=graph.address,
        parentOrganization=graph.admm(),
        knowsAbout=graph.mention("DefinedTerm", initiative.area),
        subjectOf=deciding_meetings(graph),
        event=[
            (graph.mention("Event", activity) or {})
            | ({"startDate": str(activity.start_date)} if activity.start_date else {})
            for activity in trail_in(graph).activities
        ],
    )


@to_schema_org.register
def _document(document: PortalDocument, graph: PageGraph) -> dict:
    return node(
        kind_of_work(document.kind),
        name=document.title,
        identifier=document.symbol,
        genre=document.get_kind_display(),
        datePublished=document.issued and str(document.issued),
        inLanguage=document.language,
        url=graph.address,
        encoding=file_of(document, graph),
    )


def file_of(document, graph: PageGraph) -> dict:
    return node(
        "MediaObject",
        name=document.title,
        contentUrl=graph.absolute_url(document.url),
        contentSize=str(document.file_size) if document.file_size else None,
        encodingFormat=document.content_type,
        inLanguage=document.language,
    )


@to_schema_org.register
def _series(series: MeetingSeries, graph: PageGraph) -> dict:
    return node(
        "GovernmentOrganization",
        name=series.name,
        alternateName=series.acronym,
        description=series.summary,
        url=graph.address,
        foundingDate=series.established and str(series.established),
        parentOrganization=graph.mention("GovernmentOrganization", series.reports_to),
        subOrganization=[
            graph.mention("GovernmentOrganization", below) for below in graph.context.get("reporting") or []
        ],
        knowsAbout=graph.mention("DefinedTerm", series.area),
    )


@to_schema_org.register
def _country(country: Country, graph: PageGraph) -> dict:
    return node(
        "Country",
        name=country.name,
        alternateName=country.official_name if country.official_name != country.name else None,
        identifier=country.code,
        url=graph.address,
    )


@to_schema_org.register
def _area(area: CooperationArea, graph: PageGraph) -> dict:
    return node(
        "DefinedTerm",
        name=area.name,
        termCode=area.acronym,
        description=area.description,
        url=graph.address,
        inDefinedTermSet=node(
            "DefinedTermSet", name=_("Areas of cooperation"), url=graph.absolute_url(reverse("areas"))
        ),
    )


def breadcrumb_list(request: HttpRequest, crumbs: list[tuple[str, str]], current: str) -> dict:
    """Return the breadcrumbs of the page."""
    steps = [*crumbs, (current, request.path)]
    return node(
        "BreadcrumbList",
        itemListElement=[
            node(
                "ListItem",
                position=position,
                name=title,
                item={"@id": absolute_url(address)},
            )
            for position, (title, address) in enumerate(steps, 1)
        ],
    )
