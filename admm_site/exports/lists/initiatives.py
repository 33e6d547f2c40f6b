from collections.abc import Callable
from functools import partial
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from admm_site.core.partial_dates import months_since
from admm_site.core.publication import is_public, public_pages
from admm_site.exports.columns import Column, LocalUrl, RelatedColumn
from admm_site.exports.fields import (
    Boolean,
    Choice,
    Date,
    Flat,
    LinkedRecord,
    Number,
    Reference,
    References,
    Roles,
    Text,
    link_columns,
    link_to,
)
from admm_site.exports.filters import ActivityCalendarFilter
from admm_site.exports.identifiers import last_part
from initiatives.choices import STORED_STATUSES, ActivityKind, LeadRole, PaperKind, RowKind
from initiatives.filters import ActivityFilter, ProgressFilter, StatusUpdateFilter
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
    EVENT,
    PUBLIC_PAGE,
    SERIES,
    SNIPPET,
    SOURCE,
    STATUS,
    annotated_page,
    annotations,
    countries_with_roles,
    document_reference,
    event_summary,
    page_fields,
    record_fields,
    with_adoption_meeting,
)


def with_successor(rows: QuerySet) -> QuerySet:
    newer = public_pages().filter(pk=OuterRef("superseded_by"))
    return with_adoption_meeting(rows).annotate(
        successor=Subquery(newer.values("title")[:1]), successor_path=Subquery(newer.values("url_path")[:1])
    )


def proposers(papers: list[int]):
    links = ConceptPaperPage.proposed_by.through.objects.filter(conceptpaperpage__in=papers)
    return links.order_by("country__name", "pk").values_list("conceptpaperpage", "country__slug")


CONCEPT_PAPERS = ListExport(
    name="concept-papers",
    title=_("Concept papers"),
    description=_("Papers that ministers decided on, most recently adopted first."),
    page=ConceptPaperIndexPage,
    get_queryset=lambda: ConceptPaperIndexPage().get_queryset(),
    filterset=ConceptPaperIndexPage.filterset_class,
    annotate=with_successor,
    modified="last_published_at",
    fields=(
        *page_fields(_("The title of the paper.")),
        Boolean(
            "title_is_descriptive",
            _("Whether the title is the portal’s own description, because its own was not found."),
            required=True,
        ),
        Text("acronym", _("Its acronym.")),
        Choice("kind", _("Its kind"), choices=PaperKind.choices, required=True),
        AREA,
        References(
            "proposed_by",
            _("The countries that proposed it."),
            related=RelatedColumn("proposers", proposers),
            attribute="attached.proposed_by",
            required=True,
        ),
        *ADOPTION,
        document_reference(_("Its document.")),
        Reference(
            "superseded_by",
            _("The paper that replaces it."),
            annotated_page("successor"),
            annotations("successor"),
            key="superseded_by_id",
        ),
        Text("summary", _("What it proposes, in a few sentences.")),
        SOURCE,
    ),
    entry_summary=lambda row: row.summary,
)


def papers_implemented(initiatives: list[int]):
    links = InitiativePage.implements.through.objects.filter(
        is_public("conceptpaperpage"), initiativepage__in=initiatives
    ).order_by("conceptpaperpage__title", "pk")
    paper = ("conceptpaperpage__title", "conceptpaperpage__url_path")
    for initiative, title, url_path in links.values_list("initiativepage", *paper):
        yield initiative, LinkedRecord(last_part(url_path), title, LocalUrl(url_path))


LEADS = RelatedColumn("leading_countries", partial(countries_with_roles, InitiativeLead.objects.all))

INITIATIVES = ListExport(
    name="initiatives",
    title=_("Initiatives"),
    description=_("Initiatives that carry out concept papers, the most recently updated first."),
    page=InitiativeIndexPage,
    get_queryset=lambda: InitiativeIndexPage().get_queryset(),
    filterset=InitiativeIndexPage.filterset_class,
    annotate=with_adoption_meeting,
    modified="last_published_at",
    fields=(
        *page_fields(_("The initiative, as ASEAN names it.")),
        Text("acronym", _("Its acronym.")),
        Boolean(
            "is_portal_grouping",
            _("Whether this portal, not ASEAN, grouped its activities under one name."),
            required=True,
        ),
        AREA,
        *STATUS,
        *ADOPTION,
        Roles(
            "leads",
            _("The countries that lead or co-lead it."),
            related=LEADS,
            roles=(
                (LeadRole.LEAD, "leads", _("The countries that lead it.")),
                (LeadRole.CO_LEAD, "co_leads", _("The countries that co-lead it.")),
            ),
        ),
        References(
            "papers",
            _("The papers that it carries out."),
            related=RelatedColumn("papers_implemented", papers_implemented),
            attribute="attached.papers",
            required=True,
            has_pages=True,
        ),
        Text("summary", _("What it does, in a few sentences.")),
        SOURCE,
    ),
    entry_summary=lambda row: row.summary,
)


def upcoming_activities(pages: list[int]):
    paths = Page.objects.filter(pk__in=pages).values_list("path", "pk")
    return next_activities(dict(paths)).items()


def initiatives_carrying_out(papers: list[int]):
    for paper, initiatives in carried_out_by(papers).items():
        for initiative in initiatives:
            yield paper, link_to(initiative)


NEXT_ACTIVITY = RelatedColumn("upcoming_activities", upcoming_activities)


def of_next_activity(read: Callable[[ActivityPage], Any]):
    """Return a function that reads the nearest activity still to come; None where there is none."""
    return lambda row: read(row.upcoming_activities[0]) if row.upcoming_activities else None


def months_since_update(row) -> int | None:
    return months_since(row.reported_on) if row.reported_on else None


PROGRESS = ListExport(
    name="progress",
    title=_("Progress"),
    description=_("Adopted papers and initiatives by area, with their status."),
    page="progress",
    get_queryset=progress,
    filterset=ProgressFilter,
    annotate=with_adoption_meeting,
    modified="last_published_at",
    fields=(
        *page_fields(_("The paper or initiative.")),
        Choice("kind", _("What it is"), "row_kind", choices=RowKind.choices),
        Text("area", _("Its area of cooperation."), "area_slug"),
        Text("area_name", _("The name of that area.")),
        *ADOPTION,
        *STATUS,
        Number(
            "months_since_update",
            _("Whole months since that status update, counted from its latest possible day."),
            months_since_update,
            ("reported_on",),
        ),
        Boolean(
            "gone_quiet", _("Whether it is still going and has had no status update for a year."), "is_quiet"
        ),
        Flat(
            "next_activity",
            _("Its next planned activity."),
            flat=(
                *link_columns(
                    "next_activity",
                    _("Its next planned activity."),
                    of_next_activity(link_to),
                    (),
                    NEXT_ACTIVITY,
                ),
                Column(
                    "next_activity_start",
                    _("The start date of that activity, as far as it is known."),
                    of_next_activity(attrgetter("start_date")),
                    related=NEXT_ACTIVITY,
                ),
            ),
        ),
        References(
            "initiatives",
            _("For a paper, the initiatives that carry it out."),
            related=RelatedColumn("carried_out_by", initiatives_carrying_out),
            has_pages=True,
        ),
    ),
    suffixes=TABLES,
)

STATUS_UPDATES = ListExport(
    name="status-updates",
    title=_("Status updates"),
    description=_("Status updates of initiatives, the newest first."),
    page="status_updates",
    row_template="components/status_update_row.html",
    get_queryset=lambda: StatusUpdate.objects.public().with_details().select_related("page").newest_first(),
    filterset=StatusUpdateFilter,
    modified="page__last_published_at",
    fields=(
        *record_fields(_("Its address on the initiative’s page.")),
        Text("title", _("The title of the initiative."), "page__title", required=True),
        Reference("initiative", _("The initiative."), "page", shows=PUBLIC_PAGE, required=True),
        Reference("area", _("The area of the initiative."), "page__area", shows=SNIPPET, required=True),
        Date("date", _("The date of the status update."), required=True),
        Choice("status", _("The status"), choices=STORED_STATUSES, required=True),
        Text("note", _("The text of the status update.")),
        Reference(
            "reported_to",
            _("The meeting that it was reported to."),
            attrgetter("public_meeting"),
            ("reported_to__title", "reported_to__url_path"),
            key="reported_to_id",
        ),
        SOURCE,
    ),
    entry_title=lambda row: f"{row.page.title}: {row.get_status_display()} ({row.date.in_words()})",
    entry_summary=lambda row: row.note,
)


def with_initiative(rows: QuerySet) -> QuerySet:
    """Add the title and the path of the public page above each activity."""
    above = public_pages().filter(path=page_above(OuterRef("path")))
    return rows.annotate(
        initiative=Subquery(above.values("title")[:1]), initiative_path=Subquery(above.values("url_path")[:1])
    )


def hosts(activities: list[int]):
    links = ActivityPage.hosts.through.objects.filter(activitypage__in=activities)
    return links.order_by("country__name", "pk").values_list("activitypage", "country__slug")


ACTIVITIES = ListExport(
    name="activities",
    title=_("Activities"),
    description=_("Workshops, exercises, courses and conferences of initiatives, the newest first."),
    page="activities",
    row_template="components/activity_row.html",
    calendar_filterset=ActivityCalendarFilter,
    get_queryset=lambda: ActivityPage.objects.public().for_rows().newest_first(),
    filterset=ActivityFilter,
    annotate=with_initiative,
    modified="last_published_at",
    fields=(
        *page_fields(_("The activity, as the status update names it.")),
        Choice("kind", _("Its kind"), choices=ActivityKind.choices, required=True),
        Reference(
            "initiative",
            _("The initiative that runs it."),
            annotated_page("initiative"),
            annotations("initiative"),
            attribute="attached.initiative",
        ),
        *EVENT,
        References(
            "hosts",
            _("The countries that host it."),
            related=RelatedColumn("hosting", hosts),
            attribute="attached.hosts",
            required=True,
        ),
        Reference(
            "area", _("Its area of cooperation; empty when it is that of the initiative."), shows=SNIPPET
        ),
        Reference("series", _("The working group."), shows=SERIES),
        Text("summary", _("What took place, in a few sentences.")),
        SOURCE,
    ),
    entry_summary=event_summary,
    suffixes=DATA_WITH_DATES,
)
