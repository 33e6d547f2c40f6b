"""Structured data: what a page shows as JSON-LD in the vocabulary of schema.org.

A model says in `to_schema_org(graph)` what a page about one of its records is about. All of it comes from the
context of the template, so that it holds nothing that the page does not show, and needs no further queries.
Dates are as precise as they are known; unknown properties are left out.
"""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.models import Page

from admm_site.core.absolute_urls import absolute_url
from admm_site.core.html_safe_json import dump_html_safe_json
from admm_site.core.schema_org import VOCABULARY, node
from initiatives.trail import Trail, get_page_trail

from .list_urls import list_export_of
from .lists import ListExport

# The template variable with the record of a view that serves no page, by the name of the view.
RECORD_VARIABLES = {"series": "series", "country": "country", "area": "area", "document": "document"}
PAGE_TYPES = {"search": "SearchResultsPage", "about": "AboutPage"}

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
        about = self.record.to_schema_org(self) if hasattr(self.record, "to_schema_org") else None
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

    @property
    def trail(self) -> Trail:
        """Return the trail that the page shows."""
        if "trail" in self.context:
            return self.context["trail"]
        in_preview = getattr(self.request, "is_preview", False)
        return get_page_trail(self.record, in_preview, decisions=self.context.get("decisions"))

    def deciding_meetings(self) -> list[dict]:
        """Return the meetings that decided on what the page is about."""
        meetings = {decision.page_id: decision.page for decision in self.trail.decisions}
        return [self.mention("Event", meeting) for meeting in meetings.values()]


def breadcrumb_list(request: HttpRequest, breadcrumbs: list[tuple[str, str]], current: str) -> dict:
    """Return the breadcrumbs of the page."""
    steps = [*breadcrumbs, (current, request.path)]
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
