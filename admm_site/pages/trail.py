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
from initiatives.trail_queries import SOURCE_FIELDS
from initiatives.trail_rows import TrailRow, get_trail_rows

TRAILS_PER_PAGE = 15
RELATED = ("initiativepage__source_document", "conceptpaperpage__source_document")
# The title and the address of both are those of the row.
FIELDS = (
    *LINKED_PAGE,
    "path",
    *(f"initiativepage__{field}" for field in ("acronym", "short_title", *SOURCE_FIELDS)),
    *(f"conceptpaperpage__{field}" for field in ("acronym", "kind", *SOURCE_FIELDS)),
)
GROUPS: dict[str, Callable[[Any], Any]] = {
    "": attrgetter("area_name"),
    Grouping.SERIES: attrgetter("adopted_by"),
    Grouping.YEAR: lambda row: row.adopted_on and row.adopted_on.year,
}


@require_safe
def trail(request):
    """List the trails from decision to result as lanes, grouped and paginated."""
    context = listing_context(
        request,
        TRAIL.filterset,
        TRAIL.get_queryset().select_related(*RELATED).only(*FIELDS),
        TRAILS_PER_PAGE,
    )
    by = (context["filterset"].data.get("by") or "") if context["valid"] else ""
    pages = list(context["rows"])
    trail_rows = get_trail_rows(map(page_of, pages))
    context |= {
        "list_export": TRAIL,
        "groups": grouped(pages, trail_rows, by),
        "scale": next((row.scale for row in trail_rows.values()), None),
        "notes": number_sources(
            record for row in trail_rows.values() for record in row.trail.sourced_records
        ),
    }
    return render(request, "pages/trail.html", context, status=200 if context["valid"] else 400)


def grouped(rows: list[Page], trail_rows: dict[int, TrailRow], by: str) -> list[tuple[str, list[TrailRow]]]:
    """Return the rows by group."""
    return [
        (str(group or _("Not adopted")), [trail_rows[row.pk] for row in group_rows])
        for group, group_rows in groupby(rows, GROUPS[by])
    ]


def page_of(row: Page) -> ConceptPaperPage | InitiativePage:
    """Return the paper or initiative of a row, with the annotations of the row."""
    initiative = getattr(row, "initiativepage", None)
    if initiative:
        for name in InitiativePageQuerySet.STATUS_FIELDS:
            setattr(initiative, name, getattr(row, name))
    return initiative or row.conceptpaperpage
