"""The sections of the portal and their views, for the menu, the tabs, the breadcrumbs and the footer."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, Site

from admm_site.core.publication import is_hidden_as_of
from admm_site.core.sections import SectionPage, frame_pages
from initiatives.models import ConceptPaperIndexPage, InitiativeIndexPage
from meetings.models import MeetingIndexPage

from .models import ContentPage


@dataclass(frozen=True)
class View:
    """A view of a section: a type of section page, or the name of a URL."""

    title: str | Promise
    target: type[SectionPage] | str


@dataclass(frozen=True)
class Link:
    """A link to a view or a page.

    `current` is the value of `aria-current`: `page`, `true` for a page below it, or empty.
    """

    title: str | Promise
    url: str
    current: str = ""


@dataclass(frozen=True)
class Section:
    """An entry of the menu with the links to its views; the first one is that of the section itself."""

    title: str | Promise
    links: tuple[Link, ...]
    in_menu: bool = True
    has_tabs: bool = True

    @property
    def url(self) -> str:
        return self.links[0].url

    @property
    def current(self) -> str:
        """Return the value of `aria-current` in the menu."""
        return self.links[0].current or ("true" if any(link.current for link in self.links) else "")


@dataclass(frozen=True)
class MenuPage:
    """A published page that can be in the menu, with its address."""

    page: Page
    url: str
    is_top_level: bool


SECTIONS = (
    (
        _("Meetings"),
        View(_("All meetings"), MeetingIndexPage),
        View(_("Calendar"), "calendar"),
        View(_("Timeline"), "timeline"),
        View(_("Map"), "map"),
        View(_("Structure"), "structure"),
        View(_("Compare"), "compare_meetings"),
    ),
    (
        _("Decisions"),
        View(_("Register of decisions"), "decisions"),
        View(_("Decision tracker"), "trail"),
    ),
    (
        _("Initiatives"),
        View(_("All initiatives"), InitiativeIndexPage),
        View(_("Progress"), "progress"),
        View(_("Concept papers"), ConceptPaperIndexPage),
        View(_("Status updates"), "status_updates"),
        View(_("Activities"), "activities"),
    ),
    (
        _("Countries and areas"),
        View(_("Countries"), "countries"),
        View(_("Areas of cooperation"), "areas"),
    ),
    (_("Documents"), View(_("Register of documents"), "documents")),
)
ABOUT = (
    View(_("In five minutes"), "introduction"),
    View(_("What changed"), "changes"),
    View(_("How to cite"), "cite"),
    View(_("API"), "api_page"),
    View(_("Reuse"), "reuse"),
    View(_("Contact"), "contact"),
)


def get_sections(request: HttpRequest) -> list[Section]:
    """Return the sections of the portal with what the public may see of them, computed once a request."""
    if not hasattr(request, "_sections"):
        request._sections = list(_compute_sections(request))
    return request._sections


def get_tabs(request: HttpRequest) -> tuple[Link, ...]:
    """Return the links to the views of the section to which the address belongs, unless there is only one."""
    section = _current_section(request)
    return section.links if section and section.has_tabs and len(section.links) > 1 else ()


def get_breadcrumbs(request: HttpRequest, below: Iterable[Link]) -> list[Link]:
    """Return the section and the view above the address, and the pages `below` them; each address once."""
    section = _current_section(request)
    view = [link for link in section.links if link.current] if section else []
    above = [Link(section.title, section.url), *view] if section else []
    by_url: dict[str, Link] = {}
    for link in [*above, *below]:
        if link.url != request.path:
            by_url.setdefault(link.url, link)
    return list(by_url.values())


def get_links_below(request: HttpRequest, subpages: list[Link]) -> list[Link]:
    """Return the subpages of the page at the address and, if it is that of a section, its other links."""
    section = _current_section(request)
    links = section.links[1:] if section and section.url == request.path else ()
    return list({link.url: link for link in [*links, *subpages]}.values())


def _current_section(request: HttpRequest) -> Section | None:
    return next((section for section in get_sections(request) if section.current), None)


def _compute_sections(request: HttpRequest) -> Iterator[Section]:
    """Return the sections; the link whose address is the longest part of the path is the current one."""
    pages = _public_pages(request)
    sections = [*_sections_of_views(pages), *_sections_of_texts(pages)]
    urls = [link.url for section in sections for link in section.links if request.path.startswith(link.url)]
    nearest = max(urls, key=len, default="")
    current = {nearest: "page" if nearest == request.path else "true"}
    for section in sections:
        links = [replace(link, current=current.get(link.url, "")) for link in section.links]
        yield replace(section, links=tuple(links))


def _public_pages(request: HttpRequest) -> list[MenuPage]:
    """Return the pages right below the home page and those below them that menus show."""
    site = Site.find_for_request(request)
    if not site:
        return []
    top = site.root_page.depth + 1
    pages = [page for page in frame_pages(request, site.root_page) if page.depth in (top, top + 1)]
    return [
        MenuPage(page, page.get_url(request), page.depth == top)
        for page in pages
        if not page.alias_of_id and not is_hidden_as_of(page)
    ]


def _sections_of_views(pages: list[MenuPage]) -> Iterator[Section]:
    by_type = {item.page.specific_class: item for item in pages}
    for title, *views in SECTIONS:
        if links := [link for view in views if (link := _link(view, by_type))]:
            first = by_type.get(views[0].target)
            in_menu = not first or first.page.show_in_menus
            yield Section(first.page.title if first else title, tuple(links), in_menu)


def _link(view: View, pages: dict[type[Page], MenuPage]) -> Link | None:
    """Return a link to the view; None for a section page that isn't public."""
    if isinstance(view.target, str):
        return Link(view.title, reverse(view.target))
    item = pages.get(view.target)
    return Link(view.title, item.url) if item else None


def _sections_of_texts(pages: list[MenuPage]) -> Iterator[Section]:
    """Return the pages of text right below the home page that menus show, with those below them.

    The views of `/about/` belong to the page at that address.
    """
    texts = [i for i in pages if i.page.show_in_menus and issubclass(i.page.specific_class, ContentPage)]
    views = [Link(view.title, reverse(view.target)) for view in ABOUT]
    about_url = urljoin(reverse("contact"), "..")
    top_level = [item for item in texts if item.is_top_level]
    for item in top_level:
        below = [Link(text.page.title, text.url) for text in texts if text.page.is_child_of(item.page)]
        links = [Link(item.page.title, item.url), *below, *(views if item.url == about_url else ())]
        yield Section(item.page.title, tuple(links), has_tabs=False)
    if about_url not in [item.url for item in top_level]:
        yield Section(_("About"), tuple(views), has_tabs=False)
