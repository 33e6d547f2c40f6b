from copy import copy
from datetime import timedelta

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.core.as_of_views import render_not_yet_known
from admm_site.core.publication import public_rows
from admm_site.core.query_cache import cached_until_changed
from admm_site.core.query_parameters import allow_parameters
from admm_site.core.sections import section_url
from admm_site.core.source_notes import number_sources
from admm_site.exports.lists import ACTIVITIES
from admm_site.reference.choices import CountryRole
from admm_site.reference.models import CooperationArea, Country
from initiatives.choices import LeadRole
from initiatives.models import (
    ConceptPaperIndexPage,
    ConceptPaperPage,
    InitiativeIndexPage,
    InitiativePage,
)
from initiatives.trail import attach_short_trails
from meetings.models import ChairTerm, MeetingIndexPage, MeetingPage, MeetingSeries, Participation
from meetings.querysets import summarize_by_series

from . import years
from .map import MAP_SERIES, places_with_counts
from .not_found import query_from_path, suggest_pages
from .previews import PreviewList
from .timeline import history

SECURITY_TXT_LIFETIME = timedelta(days=180)


@require_safe
@allow_parameters()
def country_list(request):
    countries = Country.objects.known_as_of_request().select_related("source_document")
    groups = [(role, [c for c in countries if c.role == role]) for role in CountryRole]
    return render(
        request,
        "pages/country_list.html",
        {"groups": [(role, members) for role, members in groups if members]},
    )


@require_safe
def country(request, slug):
    """Show what a country chaired, hosted, leads, proposed and takes part in, and a chart of its years."""
    country = get_object_or_404(Country.objects.select_related("source_document"), slug=slug)
    if not Country.objects.is_known_as_of_request(country):
        return render_not_yet_known(request, country)
    meetings = MeetingPage.objects.public().of_country(country).newest_first()
    hosted = [meeting for meeting in meetings if meeting.country_id == country.pk]
    chaired = [meeting for meeting in meetings if meeting.chair_country_id == country.pk]
    terms = ChairTerm.objects.known_as_of_request().filter(country=country).with_details().newest_first()
    takes_part = Participation.objects.public().of_country(country)
    initiatives = public_rows(InitiativePage).led_by(country).recently_reported_first()
    papers = public_rows(ConceptPaperPage).filter(proposed_by=country).newest_first()
    activities = list(ACTIVITIES.get_queryset().of_country(country))
    attach_short_trails([*initiatives, *papers])
    by_series = takes_part.count_by_series_and_year()
    context = {
        "country": country,
        "hosted": PreviewList(hosted, section_url(request, MeetingIndexPage, f"country={slug}")),
        "chaired": PreviewList(chaired),
        "terms": terms,
        "notes": number_sources([country, *terms]),
        "takes_part": summarize_by_series(by_series),
        "leads": PreviewList(row for row in initiatives if row.lead_role == LeadRole.LEAD),
        "co_leads": PreviewList(row for row in initiatives if row.lead_role == LeadRole.CO_LEAD),
        "papers": PreviewList(papers, section_url(request, ConceptPaperIndexPage, f"country={slug}")),
        "activities": PreviewList(activities, f"{reverse('activities')}?involving={slug}"),
        "years": years.years_of(
            years.events(years.CHAIRED, chaired),
            years.events(years.HOSTED, hosted),
            years.chair_terms(years.TERMS, terms),
            years.counts(years.TAKES_PART, ((year, number) for _, year, number in by_series)),
            years.adoptions(years.PAPERS, papers),
            years.events(years.ACTIVITIES, activities),
        ),
    }
    return render(request, "pages/country.html", context)


@require_safe
@allow_parameters()
def area_list(request):
    return render(request, "pages/area_list.html", {"areas": CooperationArea.objects.all()})


@require_safe
def area(request, slug):
    """Show the working group of an area, its papers, initiatives and events, and a chart of its years."""
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
    series = MeetingSeries.objects.known_as_of_request().filter(area=area).with_chairs()
    chair_terms = [term for group in series for term in group.chair_terms.all()]
    context = {
        "area": area,
        "series": series,
        "notes": number_sources([area, *chair_terms]),
        "papers": papers,
        "initiatives": initiatives,
        "activities": PreviewList(activities, f"{reverse('activities')}?area={slug}"),
        "meetings": PreviewList(meetings, section_url(request, MeetingIndexPage, f"area={slug}")),
        "years": years.years_of(
            years.events(years.MEETINGS, meetings),
            years.adoptions(years.PAPERS, all_papers),
            years.events(years.ACTIVITIES, activities),
        ),
    }
    return render(request, "pages/area.html", context)


@cached_until_changed
def concerning(area: CooperationArea) -> tuple[InitiativePage, ...]:
    """Return the initiatives that concern the area; the tuple is cached, so don’t change them."""
    return tuple(public_rows(InitiativePage).concerning(area).recently_reported_first())


@require_safe
def reuse(request):
    """Show the licence of the portal's records, and what it does not cover."""
    context = {
        "name": settings.REUSE_LICENCE_NAME,
        "address": settings.REUSE_LICENCE_URL,
        "title": _("Reuse"),
    }
    return render(request, "pages/reuse.html", context)


@require_safe
def contact(request):
    """Show how to contact the secretariat and report a vulnerability."""
    context = {
        "security": settings.SECURITY_CONTACT,
        "title": _("Contact"),
    }
    return render(request, "pages/contact.html", context)


@require_safe
def timeline(request):
    """Show the whole history as a chart of numbers by year and as a list."""
    return render(
        request,
        "pages/timeline.html",
        {"history": history(section_url(request, MeetingIndexPage))},
    )


@require_safe
def places_map(request):
    """Show where ministers met and activities took place, on maps and in a table."""
    context = {"places": places_with_counts(), "series": MAP_SERIES}
    return render(request, "pages/map.html", context)


@require_safe
def not_found(request, exception=None):
    """Answer 404 with suggestions: similar addresses, and a search for the words of this one."""
    context = {"suggestions": suggest_pages(request.path), "query": query_from_path(request.path)}
    return render(request, "404.html", context, status=404)


@require_safe
def favicon(request):
    """Redirect to the icon, for programs that ask for it without a page, such as PDF viewers."""
    return redirect(static("icons/favicon.ico"))


@require_safe
def robots(request):
    return render(request, "robots.txt", content_type="text/plain")


@require_safe
def security_txt(request):
    """Return security.txt (RFC 9116), which expires so that somebody confirms it from time to time.

    The time is that of midnight: the response is the same all day, so that it can be cached.
    """
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    context = {"contact": settings.SECURITY_CONTACT, "expires": midnight + SECURITY_TXT_LIFETIME}
    return render(request, "security.txt", context, content_type="text/plain")
