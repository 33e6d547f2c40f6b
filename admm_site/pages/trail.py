"""The decision tracker: the whole process as trails from decision to result."""

from collections.abc import Callable
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.models import Page

from admm_site.core.listings import listing_context
from admm_site.core.page_base import LINKED_PAGE
from admm_site.core.source_notes import number_sources
from admm_site.exports.lists import TRAIL
from initiatives.filters import Grouping
from initiatives.models import ConceptPaperPage, InitiativePage
from initiatives.querysets import InitiativePageQuerySet
from initiatives.trail import get_trails
from initiatives.trail_queries import SOURCE_FIELDS

TRAILS_PER_PAGE = 15
RELATED = ("initiativepage__source_document", "conceptpaperpage__source_document")
# The title and the address of both are those of the row.
FIELDS = (
    *LINKED_PAGE,
    "path",
    *(f"initiativepage__{field}" for field in ("acronym", *SOURCE_FIELDS)),
    *(f"conceptpaperpage__{field}" for field in ("acronym", "kind", *SOURCE_FIELDS)),
)
GROUPS: dict[str, Callable[[Any], Any]] = {
    "": attrgetter("area_name"),
    Grouping.SERIES: attrgetter("adopted_by"),
    Grouping.YEAR: lambda row: row.adopted_on and row.adopted_on.year,
}


@require_safe
def trail(request):
    """List the trails from decision to result, grouped and paginated."""
    context = listing_context(
        request,
        TRAIL.filterset,
        TRAIL.get_queryset().select_related(*RELATED).only(*FIELDS),
        TRAILS_PER_PAGE,
    )
    by = (context["filterset"].data.get("by") or "") if context["valid"] else ""
    groups = grouped(list(context["rows"]), by)
    steps = (step for _name, pages in groups for _page, page_trail in pages for step in page_trail)
    context |= {
        "list_export": TRAIL,
        "groups": groups,
        "notes": number_sources(step.record for step in steps),
    }
    return render(request, "pages/trail.html", context, status=200 if context["valid"] else 400)


def grouped(rows, by: str) -> list[tuple[str, list]]:
    """Return the rows by group, each as its page with its trail."""
    pages = {row.pk: page_of(row) for row in rows}
    trails = get_trails(pages.values(), all_initiatives=())
    return [
        (
            str(group or _("Not adopted")),
            [(pages[row.pk], trails[row.pk].with_copied_records()) for row in group_rows],
        )
        for group, group_rows in groupby(rows, GROUPS[by])
    ]


def page_of(row: Page) -> ConceptPaperPage | InitiativePage:
    """Return the paper or initiative of a row, with the annotations of the row."""
    initiative = getattr(row, "initiativepage", None)
    if initiative:
        for name in InitiativePageQuerySet.STATUS_FIELDS:
            setattr(initiative, name, getattr(row, name))
    return initiative or row.conceptpaperpage
