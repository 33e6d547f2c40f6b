from datetime import timedelta
from difflib import get_close_matches

from django.conf import settings
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from admm_site.content.not_yet_known import not_yet_known
from admm_site.content.publication import public_pages
from admm_site.content.today import past_day
from admm_site.reference.choices import CountryRole
from admm_site.reference.models import CooperationArea, Country
from initiatives.models import ActivityPage, ConceptPaperPage, InitiativePage
from initiatives.querysets import attach_adoptions
from meetings.models import ChairTerm, MeetingPage, MeetingSeries

MOST_ADDRESSES = 2000
NEAREST = 5
SECURITY_TXT_LASTS = timedelta(days=180)


@require_safe
def country_list(request):
    countries = Country.objects.known().select_related("source_document")
    groups = [(role, [c for c in countries if c.role == role]) for role in CountryRole]
    return render(
        request, "pages/country_list.html", {"groups": [(role, found) for role, found in groups if found]}
    )


@require_safe
def country(request, slug):
    """What a country hosted, chaired, chairs, leads and proposed."""
    country = get_object_or_404(Country.objects.select_related("source_document"), slug=slug)
    if past_day() and not Country.objects.known().filter(pk=country.pk).exists():
        return not_yet_known(request, country)
    meetings = MeetingPage.objects.public().for_rows().newest_first()
    context = {
        "country": country,
        "hosted": meetings.filter(country=country),
        "chaired": meetings.filter(chair_country=country),
        "terms": ChairTerm.objects.known()
        .filter(country=country)
        .select_related("series")
        .order_by("-start"),
        "initiatives": attach_adoptions(
            InitiativePage.objects.public()
            .for_rows()
            .filter(leads__country=country)
            .recently_reported_first()
        ),
        "papers": attach_adoptions(
            ConceptPaperPage.objects.public().for_rows().filter(proposed_by=country).newest_first()
        ),
        "activities": ActivityPage.objects.public()
        .for_rows()
        .filter(Q(country=country) | Q(hosts=country))
        .distinct()
        .newest_first(),
        "crumbs": [{"title": _("Countries"), "url": reverse("countries")}],
    }
    return render(request, "pages/country.html", context)


@require_safe
def area_list(request):
    return render(request, "pages/area_list.html", {"areas": CooperationArea.objects.all()})


@require_safe
def area(request, slug):
    """The working group of an area, and every paper, initiative, activity and meeting in it."""
    area = get_object_or_404(CooperationArea.objects.select_related("source_document"), slug=slug)
    initiatives = InitiativePage.objects.public().for_rows().in_area(area).recently_reported_first()
    activities = ActivityPage.objects.public().for_rows().in_area(area).newest_first()
    context = {
        "area": area,
        "series": MeetingSeries.objects.known().filter(area=area).with_chairs(),
        "papers": attach_adoptions(ConceptPaperPage.objects.public().for_rows().in_area(area).newest_first()),
        "initiatives": attach_adoptions(initiatives),
        "activities": activities,
        "meetings": MeetingPage.objects.public().for_rows().filter(series__area=area).newest_first(),
        "crumbs": [{"title": _("Areas of cooperation"), "url": reverse("areas")}],
    }
    return render(request, "pages/area.html", context)


@require_safe
def not_found(request, exception=None):
    """404 with the public addresses that look most like the one asked for."""
    asked = request.path.strip("/").lower()[:200]
    addresses = {
        page.url_path.strip("/").partition("/")[2]: page
        for page in public_pages()
        .filter(depth__gt=2)
        .order_by("-latest_revision_created_at")[:MOST_ADDRESSES]
    }
    names = get_close_matches(asked, addresses, n=NEAREST, cutoff=0.5)
    by_last_part = {address.rpartition("/")[2]: page for address, page in addresses.items()}
    names_of_last = get_close_matches(asked.rpartition("/")[2], by_last_part, n=NEAREST, cutoff=0.6)
    nearest = [addresses[name] for name in names] + [by_last_part[name] for name in names_of_last]
    context = {"nearest": list(dict.fromkeys(nearest))[:NEAREST]}
    return render(request, "404.html", context, status=404)


@require_safe
def favicon(request):
    """For what asks for the icon without having read a page, such as a viewer of PDF files."""
    return redirect(static("icons/favicon.ico"))


@require_safe
def robots(request):
    return render(request, "robots.txt", content_type="text/plain")


@require_safe
def security_txt(request):
    """RFC 9116; it expires because whoever keeps the portal must go on answering."""
    context = {"contact": settings.SECURITY_CONTACT, "expires": timezone.now() + SECURITY_TXT_LASTS}
    return render(request, "security.txt", context, content_type="text/plain")
