from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from admm_site.core.partial_dates import months_since
from admm_site.core.publication import is_public, public_pages
from admm_site.exports.columns import Address, Column, RelatedColumn, date_columns
from admm_site.exports.filters import ActivityFilter, StatusUpdateFilter
from admm_site.exports.identifiers import last_part
from initiatives.choices import LeadRole
from initiatives.filters import ProgressFilter
from initiatives.models import (
    ActivityPage,
    ConceptPaperIndexPage,
    ConceptPaperPage,
    InitiativeIndexPage,
    InitiativeLead,
    InitiativePage,
    StatusUpdate,
)
from initiatives.progress import carried_out_by, next_activities, progress
from initiatives.querysets import page_above

from .list_export import DATA_WITH_DATES, TABLES, ListExport
from .shared import (
    ADOPTION,
    AREA,
    OCCASION,
    SOURCE,
    STANDING,
    countries_as,
    countries_with_roles,
    document_columns,
    event_summary,
    page_columns,
    page_reference,
    record_columns,
    target_columns,
    with_place_of_adoption,
)


def with_successor(rows: QuerySet) -> QuerySet:
    newer = public_pages().filter(pk=OuterRef("superseded_by"))
    return with_place_of_adoption(rows).annotate(
        successor=Subquery(newer.values("title")[:1]), successor_path=Subquery(newer.values("url_path")[:1])
    )


def proposers(papers: list[int]):
    found = ConceptPaperPage.proposed_by.through.objects.filter(conceptpaperpage__in=papers)
    return found.order_by("country__name", "pk").values_list("conceptpaperpage", "country__slug")


PROPOSERS = RelatedColumn("proposers", proposers)

CONCEPT_PAPERS = ListExport(
    name="concept-papers",
    title=_("Concept papers"),
    description=_("Papers that ministers decided on, most recently adopted first."),
    page=ConceptPaperIndexPage,
    get_queryset=lambda: ConceptPaperIndexPage().get_queryset(),
    filterset=ConceptPaperIndexPage.filterset_class,
    annotate=with_successor,
    modified="last_published_at",
    columns=(
        *page_columns(_("The title of the paper.")),
        Column("title_is_descriptive", _("Whether the title is the portal’s own description.")),
        Column("acronym", _("Its acronym.")),
        Column("kind", _("concept-paper, work-programme, protocol, guidelines and so on.")),
        *AREA,
        Column(
            "proposed_by",
            _("The countries that proposed it."),
            lambda row: row.proposers,
            related=PROPOSERS,
        ),
        *ADOPTION,
        *document_columns(_("Its document.")),
        *page_reference("superseded_by", "successor", _("The paper that replaces it.")),
        Column("summary", _("What it proposes, in a few sentences.")),
        *SOURCE,
    ),
    entry_summary=lambda row: row.summary,
)


def papers_implemented(initiatives: list[int]):
    found = InitiativePage.implements.through.objects.filter(
        is_public("conceptpaperpage"), initiativepage__in=initiatives
    ).order_by("conceptpaperpage__title", "pk")
    return found.values_list("initiativepage", "conceptpaperpage__url_path")


LEADS = RelatedColumn("countries_leading", partial(countries_with_roles, InitiativeLead.objects.all))
IMPLEMENTED = RelatedColumn("papers_implemented", papers_implemented)

INITIATIVES = ListExport(
    name="initiatives",
    title=_("Initiatives"),
    description=_("Initiatives that carry out concept papers, the most recently updated first."),
    page=InitiativeIndexPage,
    get_queryset=lambda: InitiativeIndexPage().get_queryset(),
    filterset=InitiativeIndexPage.filterset_class,
    annotate=with_place_of_adoption,
    modified="last_published_at",
    columns=(
        *page_columns(_("The initiative, as ASEAN names it.")),
        Column("acronym", _("Its acronym.")),
        Column(
            "is_portal_grouping", _("Whether this portal, not ASEAN, grouped its activities under one name.")
        ),
        *AREA,
        *STANDING,
        *ADOPTION,
        Column(
            "leads",
            _("The countries that lead it."),
            countries_as(LeadRole.LEAD, "countries_leading"),
            related=LEADS,
        ),
        Column(
            "co_leads",
            _("The countries that co-lead it."),
            countries_as(LeadRole.CO_LEAD, "countries_leading"),
            related=LEADS,
        ),
        Column(
            "papers",
            _("The papers that it carries out."),
            lambda row: [last_part(url_path) for url_path in row.papers_implemented],
            related=IMPLEMENTED,
        ),
        Column(
            "papers_page_url",
            _("The addresses of their pages."),
            lambda row: [Address(url_path) for url_path in row.papers_implemented],
            related=IMPLEMENTED,
        ),
        Column("summary", _("What it does, in a few sentences.")),
        *SOURCE,
    ),
    entry_summary=lambda row: row.summary,
)


def activities_to_come(pages: list[int]):
    paths = Page.objects.filter(pk__in=pages).values_list("path", "pk")
    return next_activities(dict(paths)).items()


def initiatives_carrying_out(papers: list[int]):
    for paper, initiatives in carried_out_by(papers).items():
        for initiative in initiatives:
            yield paper, initiative.url_path


NEXT_ACTIVITY = RelatedColumn("to_come", activities_to_come)
CARRIED_OUT_BY = RelatedColumn("carried_out_by", initiatives_carrying_out)


def of_next_activity(source: Callable[[ActivityPage], Any]):
    """What is read of the nearest activity still to come; None where there is none."""
    return lambda row: source(row.to_come[0]) if row.to_come else None


def months_without_report(row) -> int | None:
    return months_since(row.reported_on) if row.reported_on else None


PROGRESS = ListExport(
    name="progress",
    title=_("Progress"),
    description=_("Adopted papers and initiatives by area, with their status."),
    page="progress",
    get_queryset=progress,
    filterset=ProgressFilter,
    annotate=with_place_of_adoption,
    modified="last_published_at",
    columns=(
        *page_columns(_("The paper or initiative.")),
        Column("kind", _("initiative or paper."), "row_kind"),
        Column("area", _("Its area of cooperation."), "area_slug"),
        Column("area_name", _("The name of that area.")),
        *ADOPTION,
        *STANDING,
        Column(
            "months_since_report",
            _("Whole months since that status update, counted from its latest possible day."),
            months_without_report,
            ("reported_on",),
        ),
        Column(
            "gone_quiet", _("Whether it is still going and has had no status update for a year."), "is_quiet"
        ),
        Column(
            "next_activity",
            _("Its next planned activity."),
            of_next_activity(lambda activity: last_part(activity.url_path, 2)),
            related=NEXT_ACTIVITY,
        ),
        Column(
            "next_activity_name",
            _("Its title."),
            of_next_activity(attrgetter("title")),
            related=NEXT_ACTIVITY,
        ),
        Column(
            "next_activity_start",
            _("The start date of that activity, as far as it is known."),
            of_next_activity(attrgetter("start_date")),
            related=NEXT_ACTIVITY,
        ),
        Column(
            "initiatives",
            _("For a paper, the initiatives that carry it out."),
            lambda row: [last_part(url_path) for url_path in row.carried_out_by],
            related=CARRIED_OUT_BY,
        ),
        Column(
            "initiatives_page_url",
            _("The addresses of their pages."),
            lambda row: [Address(url_path) for url_path in row.carried_out_by],
            related=CARRIED_OUT_BY,
        ),
    ),
    suffixes=TABLES,
)

STATUS_UPDATES = ListExport(
    name="updates",
    title=_("Status updates"),
    description=_("Status updates of initiatives, the newest first."),
    page="updates",
    get_queryset=lambda: StatusUpdate.objects.public().with_details().select_related("page").newest_first(),
    filterset=StatusUpdateFilter,
    modified="page__last_published_at",
    columns=(
        *record_columns(_("Its address on the initiative’s page.")),
        Column("title", _("The title of the initiative."), "page__title"),
        *target_columns(
            "initiative", _("The initiative."), attrgetter("page"), "page__title", "page__url_path"
        ),
        Column("area", _("The area of the initiative."), "page__area__slug"),
        *date_columns("date", _("The date of the status update.")),
        Column("status", _("proposed, under-way, completed, superseded or dormant.")),
        Column("note", _("The text of the status update.")),
        *target_columns(
            "reported_to",
            _("The meeting that it was reported to."),
            attrgetter("public_meeting"),
            "reported_to__title",
            "reported_to__url_path",
        ),
        *SOURCE,
    ),
    entry_title=lambda row: f"{row.page.title}: {row.get_status_display()} ({row.date.in_words()})",
    entry_summary=lambda row: row.note,
)


def with_initiative(rows: QuerySet) -> QuerySet:
    """Adds the title and the path of the public page above each activity."""
    above = public_pages().filter(path=page_above(OuterRef("path")))
    return rows.annotate(
        initiative=Subquery(above.values("title")[:1]), initiative_path=Subquery(above.values("url_path")[:1])
    )


def hosts(activities: list[int]):
    found = ActivityPage.hosts.through.objects.filter(activitypage__in=activities)
    return found.order_by("country__name", "pk").values_list("activitypage", "country__slug")


HOSTS = RelatedColumn("hosting", hosts)

ACTIVITIES = ListExport(
    name="activities",
    title=_("Activities"),
    description=_("Workshops, exercises, courses and conferences of initiatives, the newest first."),
    page="activities",
    get_queryset=lambda: ActivityPage.objects.public().for_rows().newest_first(),
    filterset=ActivityFilter,
    annotate=with_initiative,
    modified="last_published_at",
    columns=(
        *page_columns(_("The activity, as the status update names it."), slugs=2),
        Column("kind", _("workshop, table-top-exercise, field-exercise, course, conference and so on.")),
        *page_reference("initiative", "initiative", _("The initiative that runs it.")),
        *OCCASION,
        Column(
            "hosts",
            _("The countries that host it."),
            lambda row: row.hosting,
            related=HOSTS,
        ),
        Column("area", _("Its area of cooperation; empty when it is that of the initiative."), "area__slug"),
        Column("series", _("The working group."), "series__slug"),
        Column("summary", _("What took place, in a few sentences.")),
        *SOURCE,
    ),
    entry_summary=event_summary,
    suffixes=DATA_WITH_DATES,
)
