"""What a page shows, told to machines in the words of schema.org (JSON-LD).

Everything is taken from what the page has fetched for people: a page tells machines nothing that it does not
show, and asks the database nothing more. Dates are as far as they are known; what is not known is left out.
"""

import json
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
from admm_site.documents.choices import DocumentKind
from admm_site.documents.models import PortalDocument
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import PaperKind
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from initiatives.trail import Trail, trail_shown
from meetings.models import MeetingPage, MeetingSeries

from .list_urls import register_of
from .lists import Register

VOCABULARY = "https://schema.org"
# So that no text of an editor can end the element that it stands in.
ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}

# What is shown at an address that is no page, by the name under which its view gives it to the template.
SHOWN_AS = {"series": "series", "country": "country", "area": "area", "document": "document"}
PAGE_TYPES = {"search": "SearchResultsPage", "about": "AboutPage"}

STATES = {
    EventStatus.PLANNED: "EventScheduled",
    EventStatus.HELD: "EventScheduled",
    EventStatus.POSTPONED: "EventPostponed",
    EventStatus.CANCELLED: "EventCancelled",
}
FORMATS = {
    EventFormat.IN_PERSON: "OfflineEventAttendanceMode",
    EventFormat.VIDEO_CONFERENCE: "OnlineEventAttendanceMode",
    EventFormat.HYBRID: "MixedEventAttendanceMode",
}
# Texts that lay down what is to be done are legislation to schema.org, "enforceable or not"; others are not.
LAYS_DOWN = {
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


def script(graph: list[dict]) -> SafeString:
    """The things as an element of the page: a block of data, which no browser runs."""
    data = json.dumps({"@context": VOCABULARY, "@graph": graph}, ensure_ascii=False, default=str)
    safe = SafeString(data.translate(ESCAPES))
    return format_html('<script type="application/ld+json">{}</script>', safe)


class Telling:
    """One page being told: its request and what its template was given."""

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
        """The canonical address of the page, without its filters."""
        return absolute_url(self.request.path)

    @property
    def shown(self):
        """The record that the page is about, if it is about one."""
        page = self.context.get("page")
        if isinstance(page, Page):
            return page
        name = SHOWN_AS.get(self._view)
        return self.context.get(name) if name else None

    @property
    def register(self) -> Register | None:
        return register_of(self.request, self.context.get("page"))

    @property
    def _view(self) -> str:
        match = self.request.resolver_match
        return match.view_name if match else ""

    def graph(self) -> list[dict]:
        """What there is to tell: the page, and what it is about."""
        if self.request.path == "/":
            return [self.page("WebPage"), self.website(), self.admm()]
        if self.register:
            return [self.page("CollectionPage", mainEntity=self.dataset(self.register))]
        about = thing(self.shown, self) if self.shown else None
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

    def dataset(self, register: Register) -> dict:
        place = self.address.rstrip("/")
        files = [
            node("DataDownload", encodingFormat=MEDIA_TYPES[suffix], contentUrl=f"{place}.{suffix}")
            for suffix in register.suffixes
        ]
        return node(
            "Dataset",
            name=register.title,
            description=register.description,
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
        """Another thing in few words, with the address of its page."""
        if record is None:
            return None
        path = record.get_url(self.request) if isinstance(record, Page) else record.get_absolute_url()
        return node(kind, name=name or str(record), url=self.absolute_url(path))


def node(kind: str, **properties) -> dict:
    """A thing of that type, without what is not known."""
    known = {name: value for name, value in properties.items() if value not in (None, "", [])}
    return {"@type": kind, **known}


@singledispatch
def thing(shown, telling: Telling) -> dict | None:
    """What the page is about, if schema.org has a word for it."""
    return None


def event(occasion, telling: Telling, **properties) -> dict:
    address = node(
        "PostalAddress",
        addressLocality=occasion.city,
        addressCountry=occasion.country and occasion.country.code,
    )
    place = node(
        "Place", name=occasion.venue or occasion.place, address=address if len(address) > 1 else None
    )
    places = [
        place if len(place) > 1 and occasion.format != EventFormat.VIDEO_CONFERENCE else None,
        node("VirtualLocation", name=_("Video conference"))
        if occasion.format != EventFormat.IN_PERSON
        else None,
    ]
    documents = telling.context.get("documents") or []
    doubt = occasion.doubt
    return node(
        "Event",
        name=occasion.title,
        description=" ".join(filter(None, (occasion.description, doubt and capfirst(f"{doubt}.")))),
        url=telling.address,
        startDate=occasion.start_date and str(occasion.start_date),
        endDate=occasion.end_date and str(occasion.end_date),
        eventStatus=f"{VOCABULARY}/{STATES[occasion.state]}",
        eventAttendanceMode=f"{VOCABULARY}/{FORMATS[occasion.format]}",
        location=[one for one in places if one],
        workFeatured=[
            telling.mention(kind_of_work(item.document.kind), item.document, item.title) for item in documents
        ],
        **properties,
    )


def kind_of_work(kind: str) -> str:
    if kind in LAYS_DOWN:
        return "Legislation"
    return "Report" if kind == DocumentKind.REPORT else "CreativeWork"


@thing.register
def _meeting(meeting: MeetingPage, telling: Telling) -> dict:
    """What it decided on and what was reported to it are what it is about."""
    in_preview = getattr(telling.request, "is_preview", False)
    trail = trail_shown(meeting, in_preview, outcomes=telling.context.get("outcomes"))
    carried_out = (one for outcome in trail.outcomes for one in outcome.line.initiatives)
    projects = {one.pk: one for one in (*carried_out, *(update.page for update in trail.updates))}
    return event(
        meeting,
        telling,
        organizer=telling.mention("GovernmentOrganization", meeting.series),
        about=[telling.mention("Project", one) for one in projects.values()],
    )


@thing.register
def _activity(activity: ActivityPage, telling: Telling) -> dict:
    organizer = telling.mention("GovernmentOrganization", activity.series)
    project = telling.mention("Project", telling.context.get("initiative"))
    return event(activity, telling, organizer=[one for one in (organizer, project) if one])


def trail_in(telling: Telling) -> Trail:
    return telling.context.get("trail") or Trail(())


def deciding(telling: Telling) -> list[dict]:
    """The meetings that decided on it, as the trail on the page says."""
    meetings = {decision.page_id: decision.page for decision in trail_in(telling).decisions}
    return [telling.mention("Event", meeting) for meeting in meetings.values()]


@thing.register
def _paper(paper: ConceptPaperPage, telling: Telling) -> dict:
    kind, adoption = kind_of_work(paper.kind), telling.context.get("adoption")
    adopted = {}
    if kind == "Legislation" and adoption:
        adopted = {
            "legislationDate": str(adoption.page.end_date),
            "legislationPassedBy": telling.mention("GovernmentOrganization", adoption.page.series),
        }
    return node(
        kind,
        name=paper.title,
        alternateName=paper.acronym,
        abstract=paper.summary,
        genre=paper.get_kind_display(),
        url=telling.address,
        about=telling.mention("DefinedTerm", paper.area),
        subjectOf=deciding(telling),
        encoding=file_of(paper.document, telling) if paper.document else None,
        **adopted,
    )


@thing.register
def _initiative(initiative: InitiativePage, telling: Telling) -> dict:
    return node(
        "Project",
        name=initiative.title,
        alternateName=initiative.acronym,
        description=initiative.description,
        url=telling.address,
        parentOrganization=telling.admm(),
        knowsAbout=telling.mention("DefinedTerm", initiative.area),
        subjectOf=deciding(telling),
        event=[
            (telling.mention("Event", activity) or {})
            | ({"startDate": str(activity.start_date)} if activity.start_date else {})
            for activity in trail_in(telling).activities
        ],
    )


@thing.register
def _document(document: PortalDocument, telling: Telling) -> dict:
    return node(
        kind_of_work(document.kind),
        name=document.title,
        identifier=document.symbol,
        genre=document.get_kind_display(),
        datePublished=document.issued and str(document.issued),
        inLanguage=document.language,
        url=telling.address,
        encoding=file_of(document, telling),
    )


def file_of(document, telling: Telling) -> dict:
    return node(
        "MediaObject",
        name=document.title,
        contentUrl=telling.absolute_url(document.url),
        contentSize=str(document.file_size) if document.file_size else None,
        encodingFormat=document.content_type,
        inLanguage=document.language,
    )


@thing.register
def _series(series: MeetingSeries, telling: Telling) -> dict:
    return node(
        "GovernmentOrganization",
        name=series.name,
        alternateName=series.acronym,
        description=series.summary,
        url=telling.address,
        foundingDate=series.established and str(series.established),
        parentOrganization=telling.mention("GovernmentOrganization", series.reports_to),
        subOrganization=[
            telling.mention("GovernmentOrganization", below)
            for below in telling.context.get("reporting") or []
        ],
        knowsAbout=telling.mention("DefinedTerm", series.area),
    )


@thing.register
def _country(country: Country, telling: Telling) -> dict:
    return node(
        "Country",
        name=country.name,
        alternateName=country.official_name if country.official_name != country.name else None,
        identifier=country.code,
        url=telling.address,
    )


@thing.register
def _area(area: CooperationArea, telling: Telling) -> dict:
    return node(
        "DefinedTerm",
        name=area.name,
        termCode=area.acronym,
        description=area.description,
        url=telling.address,
        inDefinedTermSet=node(
            "DefinedTermSet", name=_("Areas of cooperation"), url=telling.absolute_url(reverse("areas"))
        ),
    )


def breadcrumbs(request: HttpRequest, crumbs: list[tuple[str, str]], current: str) -> dict:
    """The way from the home page to this one, as titles and addresses."""
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
