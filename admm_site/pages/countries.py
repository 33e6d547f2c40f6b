"""The list of countries and the page of a country."""

import re
from collections.abc import Iterable
from copy import copy
from itertools import chain

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.events import EventMixin
from admm_site.core.grouping import group_by
from admm_site.core.publication import cached_queryset, public_rows
from admm_site.core.query_parameters import allow_parameters
from admm_site.core.sections import section_url
from admm_site.core.source_notes import number_sources
from admm_site.exports.lists import ACTIVITIES
from admm_site.reference.choices import CountryRole
from admm_site.reference.models import Country
from initiatives.choices import LeadRole
from initiatives.models import ConceptPaperIndexPage, ConceptPaperPage, InitiativePage
from meetings.models import ChairTerm, Decision, MeetingIndexPage, MeetingPage, Participation
from meetings.querysets import summarize_by_series

from . import years
from .overview import latest_decisions
from .previews import PreviewList
from .rotation import all_countries, rotation


@require_safe
@allow_parameters()
def country_list(request):
    """List the countries by role, the members with the years in which they chaired the ministers."""
    groups = [(role, [c for c in all_countries() if c.role == role]) for role in CountryRole]
    context = {"groups": [(role, members) for role, members in groups if members], "rotation": rotation()}
    return render(request, "pages/country_list.html", context)


@require_safe
def country(request, slug):
    """Show what a country takes part in next, what it chairs, hosts, leads and proposed, and its years."""
    country = next((copy(country) for country in all_countries() if country.slug == slug), None)
    if not country:
        raise Http404
    if not Country.objects.is_known_as_of_request(country):
        return render_not_yet_known(request, country)
    terms = list(
        ChairTerm.objects.known_as_of_request().filter(country=country).with_details().newest_first()
    )
    activities = list(ACTIVITIES.get_queryset().of_country(country))
    papers = list(public_rows(ConceptPaperPage).filter(proposed_by=country).newest_first())
    initiatives = list(initiatives_with_adoption().led_by(country).recently_reported_first())
    by_series = Participation.objects.public().of_country(country).count_by_series_and_year()
    meetings = list(meetings_of(country))
    all_chaired = [meeting for meeting in meetings if meeting.chair_country_id == country.pk]
    chaired = PreviewList(all_chaired, section_url(request, MeetingIndexPage, f"chair={slug}"))
    hosted = [meeting for meeting in meetings if meeting.country_id == country.pk]
    decisions = attach_decisions(country, chaired, [*initiatives, *papers])
    chaired_keys = {meeting.pk for meeting in all_chaired}
    context = {
        "country": country,
        "terms": terms,
        "notes": number_sources([country, *terms]),
        "current_terms": [term for term in terms if term.is_current],
        "next_meeting": next_event(meetings),
        "next_activity": next_event(activities),
        "chaired": chaired,
        "hosted": PreviewList(hosted, section_url(request, MeetingIndexPage, f"country={slug}")),
        "calendar_url": f"{section_url(request, MeetingIndexPage).rstrip('/')}.ics?participant={slug}",
        "naming": [decision for decision in decisions if decision.page_id not in chaired_keys],
        "takes_part": summarize_by_series(by_series),
        "leads": PreviewList(row for row in initiatives if row.lead_role == LeadRole.LEAD),
        "co_leads": PreviewList(row for row in initiatives if row.lead_role == LeadRole.CO_LEAD),
        "papers": PreviewList(papers, section_url(request, ConceptPaperIndexPage, f"country={slug}")),
        "activities": PreviewList(activities, f"{reverse('activities')}?involving={slug}"),
        "rotation": rotation() if country.role == CountryRole.MEMBER else None,
        "years": years.grid_of(
            years.years_of(
                years.events(years.CHAIRED, all_chaired),
                years.events(years.HOSTED, hosted),
                years.chair_terms(years.TERMS, terms),
                years.counts(years.TAKES_PART, ((year, number) for _, year, number in by_series)),
                years.adoptions(years.PAPERS, papers),
                years.events(years.ACTIVITIES, activities),
            )
        ),
    }
    return render(request, "pages/country.html", context)


@cached_queryset
def initiatives_with_adoption() -> QuerySet[InitiativePage]:
    return public_rows(InitiativePage).with_adoption()


@cached_queryset
def meetings_of(country: Country) -> QuerySet[MeetingPage]:
    """Return the meetings that a country hosts or chairs, and upcoming ones in which it takes part."""
    upcoming = MeetingPage.objects.upcoming().with_participant(country).order_by()
    rows = public_rows(MeetingPage)
    return (rows.of_country(country) | rows.filter(pk__in=upcoming.values("pk"))).newest_first()


def attach_decisions(
    country: Country, meetings: Iterable[MeetingPage], adopted: Iterable[ConceptPaperPage | InitiativePage]
) -> list[Decision]:
    """Attach `public_decisions` to the meetings and `adoption` to the papers and initiatives.

    Return the other decisions that name the country. All of them are read in one query.
    """
    adopted = list(adopted)
    adoptions = [page.adoption_id for page in adopted if page.adoption_id]
    rows = latest_decisions().of_meetings_or_naming(meetings, country.name)
    decisions = list(rows | latest_decisions().filter(pk__in=adoptions) if adoptions else rows)
    by_key = {decision.pk: decision for decision in decisions}
    for page in adopted:
        page.adoption = by_key.get(page.adoption_id)
    by_meeting = group_by(decisions, "page_id")
    for meeting in meetings:
        meeting.public_decisions = by_meeting.pop(meeting.pk, [])
    return [decision for decision in chain.from_iterable(by_meeting.values()) if names(decision, country)]


def next_event(events: Iterable[EventMixin]) -> EventMixin | None:
    """Return the nearest of the events that are upcoming; those without a date come last."""
    upcoming = [event for event in events if event.is_upcoming]
    dated = [event for event in upcoming if event.start_date]
    return min(dated, key=lambda event: event.start_date, default=next(iter(upcoming), None))


def names(decision: Decision, country: Country) -> bool:
    """Return whether the words of the decision name the country, and not what is called after it."""
    name = re.compile(rf"\b{re.escape(country.name)}\b(?! [A-Z])")
    return bool(name.search(decision.public_title) or name.search(decision.text))
