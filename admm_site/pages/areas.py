"""The list of areas of cooperation and the page of an area."""

from collections.abc import Iterable
from copy import copy

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from admm_site.core.grouping import group_by
from admm_site.core.publication import public_rows
from admm_site.core.query_cache import cached_until_changed
from admm_site.core.query_parameters import allow_parameters
from admm_site.core.sections import section_url
from admm_site.core.source_notes import number_sources
from admm_site.exports.lists import ACTIVITIES
from admm_site.reference.models import CooperationArea
from initiatives.models import ConceptPaperIndexPage, ConceptPaperPage, InitiativeIndexPage, InitiativePage
from initiatives.trail import attach_short_trails
from meetings.models import Decision, MeetingIndexPage, MeetingPage, MeetingSeries

from . import years
from .countries import next_event
from .previews import PreviewList

MAX_DECISIONS = 10


@require_safe
@allow_parameters()
def area_list(request):
    """List the areas, each with who chairs its working group now."""
    areas = list(CooperationArea.objects.all())
    groups = MeetingSeries.objects.known_as_of_request().filter(area__isnull=False).with_chairs()
    by_area = group_by(groups, "area_id")
    for area in areas:
        area.groups = by_area[area.pk]
    return render(request, "pages/area_list.html", {"areas": areas})


@require_safe
def area(request, slug):
    """Show who chairs the working group of an area, what comes next, its papers, initiatives and events."""
    area = get_object_or_404(CooperationArea.objects.select_related("source_document"), slug=slug)
    concerned = concerning(area)
    initiatives = PreviewList(
        map(copy, (initiative for initiative in concerned if initiative.area_id == area.pk)),
        section_url(request, InitiativeIndexPage, f"area={slug}"),
    )
    all_papers = list(public_rows(ConceptPaperPage).in_area(area).newest_first())
    papers = PreviewList(all_papers, section_url(request, ConceptPaperIndexPage, f"area={slug}"))
    activities = list(ACTIVITIES.get_queryset().in_area(area))
    meetings = list(public_rows(MeetingPage).filter(series__area=area).newest_first())
    attach_short_trails([*initiatives, *papers], all_initiatives=concerned)
    series = list(MeetingSeries.objects.known_as_of_request().filter(area=area).with_chairs())
    chair_terms = [term for group in series for term in group.chair_terms.all()]
    context = {
        "area": area,
        "series": series,
        "notes": number_sources([area, *chair_terms]),
        "next_meeting": next_event(meetings),
        "next_activity": next_event(activities),
        "decisions": other_decisions(initiatives, papers),
        "papers": papers,
        "initiatives": initiatives,
        "activities": PreviewList(activities, f"{reverse('activities')}?area={slug}"),
        "meetings": PreviewList(meetings, section_url(request, MeetingIndexPage, f"area={slug}")),
        "years": years.grid_of(
            years.years_of(
                years.events(years.MEETINGS, meetings),
                years.adoptions(years.PAPERS, all_papers),
                years.events(years.ACTIVITIES, activities),
            )
        ),
    }
    return render(request, "pages/area.html", context)


def other_decisions(
    initiatives: Iterable[InitiativePage], papers: Iterable[ConceptPaperPage]
) -> list[Decision]:
    """Return the newest decisions in the short trails of the initiatives, without those about the papers."""
    listed = {paper.pk for paper in papers}
    decisions = {
        decision.pk: decision
        for initiative in initiatives
        for decision in initiative.short_trail.decisions
        if decision.subject_id not in listed
    }
    newest_first = sorted(decisions.values(), key=lambda decision: decision.page.end_date, reverse=True)
    return newest_first[:MAX_DECISIONS]


@cached_until_changed
def concerning(area: CooperationArea) -> tuple[InitiativePage, ...]:
    """Return the initiatives that concern the area; the tuple is cached, so don’t change them."""
    return tuple(public_rows(InitiativePage).concerning(area).recently_reported_first())
