"""The tabs under the heading of a list: other views of the same section."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.sections import SectionPage, section_url
from initiatives.models import ConceptPaperIndexPage, InitiativeIndexPage
from meetings.models import MeetingIndexPage


@dataclass(frozen=True)
class View:
    """A view of a section: a type of section page, or the name of a URL."""

    title: str | Promise
    target: type[SectionPage] | str


@dataclass(frozen=True)
class Tab:
    """A link to a view.

    `current` is the value of `aria-current`: `page`, `true` for a page below it, or empty.
    """

    title: str | Promise
    url: str
    current: str


SECTIONS = (
    (
        View(_("List"), MeetingIndexPage),
        View(_("Calendar"), "calendar"),
        View(_("Timeline"), "timeline"),
        View(_("Map"), "map"),
        View(_("Structure"), "structure"),
        View(_("Compare"), "compare_meetings"),
    ),
    (
        View(_("Decisions"), "decisions"),
        View(_("Decision tracker"), "trail"),
        View(_("Concept papers"), ConceptPaperIndexPage),
    ),
    (
        View(_("Initiatives"), InitiativeIndexPage),
        View(_("Progress"), "progress"),
        View(_("Status updates"), "status_updates"),
        View(_("Activities"), "activities"),
    ),
    (
        View(_("Countries"), "countries"),
        View(_("Areas of cooperation"), "areas"),
    ),
)


def section_tabs(request: HttpRequest) -> list[Tab]:
    """Return the tabs of the section to which the address belongs; none for other addresses."""
    for views in SECTIONS:
        tabs = list(_tabs(request, views))
        if any(tab.current for tab in tabs):
            return tabs
    return []


def _tabs(request: HttpRequest, views: tuple[View, ...]) -> Iterator[Tab]:
    """Return a tab for each view; a section page that isn't public has none."""
    home = reverse("wagtail_serve", args=[""])
    for view in views:
        if isinstance(view.target, str):
            url = reverse(view.target)
            is_below = request.path.startswith(url)
        else:
            url = section_url(request, view.target)
            is_below = False
        if url != home:
            yield Tab(view.title, url, "page" if request.path == url else "true" if is_below else "")
