from operator import attrgetter

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from admm_site.core.events import EventMixin
from admm_site.core.page_base import LINKED_PAGE
from admm_site.core.partial_dates import months_since
from admm_site.core.publication import public_expression, public_pages
from admm_site.exports.columns import Column
from admm_site.exports.fields import (
    Boolean,
    Choice,
    Date,
    Flat,
    Number,
    Reference,
    References,
    Roles,
    Text,
    link_columns,
    part_of,
)
from admm_site.exports.filters import ActivityCalendarFilter
from admm_site.exports.relations import linked, with_countries
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
from initiatives.progress import carried_out_by, next_activities, progress, with_is_quiet

from .list_export import DATA_WITH_DATES, TABLES, ListExport
from .shared import (
    ADOPTION,
    AREA,
    EVENT,
    SERIES,
    SNIPPET,
    SOURCE,
    STATUS,
    document_reference,
    event_summary,
    page_fields,
    record_fields,
)


def with_successor(rows: QuerySet) -> QuerySet:
    return rows.annotate(superseded_by_is_public=public_expression("superseded_by"))


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
            related=linked(ConceptPaperPage.proposed_by),
            required=True,
        ),
        *ADOPTION,
        document_reference(_("Its document.")),
        Reference(
            "superseded_by",
            _("The paper that replaces it."),
            "public_successor",
            tuple(f"superseded_by__{field}" for field in LINKED_PAGE),
        ),
        Text("summary", _("What it proposes, in a few sentences.")),
        SOURCE,
    ),
    entry_summary=lambda row: row.summary,
)


INITIATIVES = ListExport(
    name="initiatives",
    title=_("Initiatives"),
    description=_("Initiatives that carry out concept papers, the most recently updated first."),
    page=InitiativeIndexPage,
    get_queryset=lambda: InitiativeIndexPage().get_queryset(),
    filterset=InitiativeIndexPage.filterset_class,
    modified="last_published_at",
    fields=(
        *page_fields(_("The initiative, as ASEAN names it.")),
        Text("short_title", _("A shorter title, where the title is long.")),
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
            related=with_countries(InitiativeLead.objects.all),
            roles=(
                (LeadRole.LEAD, "leads", _("The countries that lead it.")),
                (LeadRole.CO_LEAD, "co_leads", _("The countries that co-lead it.")),
            ),
        ),
        References(
            "papers",
            _("The papers that it carries out."),
            related=linked(InitiativePage.implements),
            required=True,
            has_pages=True,
        ),
        Text("summary", _("What it does and what came of it; the first paragraph stands alone.")),
        SOURCE,
    ),
    entry_summary=lambda row: row.opening,
)


def upcoming_activities(rows):
    """Return the nearest upcoming activity of each paper or initiative, or None."""
    nearest = next_activities({row.path: row.pk for row in rows})
    return {row.pk: nearest.get(row.pk) for row in rows}


def initiatives_carrying_out(rows):
    return carried_out_by(row.pk for row in rows)


def next_activity(row) -> EventMixin | None:
    return row.attached["next_activity"]


def months_since_update(row) -> int | None:
    return months_since(row.reported_on) if row.reported_on else None


PROGRESS = ListExport(
    name="progress",
    title=_("Progress"),
    description=_("Adopted papers and initiatives by area, with their status."),
    page="progress",
    get_queryset=progress,
    filterset=ProgressFilter,
    annotate=with_is_quiet,
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
            related=upcoming_activities,
            flat=(
                *link_columns("next_activity", _("Its next planned activity."), next_activity),
                Column(
                    "next_activity_start",
                    _("The start date of that activity, as far as it is known."),
                    part_of(next_activity, attrgetter("start_date")),
                ),
            ),
        ),
        References(
            "initiatives",
            _("For a paper, the initiatives that carry it out."),
            related=initiatives_carrying_out,
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
        Reference("initiative", _("The initiative."), "page", shows=LINKED_PAGE, required=True),
        Reference("area", _("The area of the initiative."), "page__area", shows=SNIPPET, required=True),
        Date("date", _("The date of the status update."), required=True),
        Choice("status", _("The status"), choices=STORED_STATUSES, required=True),
        Text("note", _("The text of the status update.")),
        Reference(
            "reported_to",
            _("The meeting that it was reported to."),
            "public_meeting",
            tuple(f"reported_to__{field}" for field in LINKED_PAGE),
        ),
        SOURCE,
    ),
    entry_title=lambda row: f"{row.page.title}: {row.get_status_display()} ({row.date.in_words()})",
    entry_summary=lambda row: row.note,
)


def initiatives_above(activities):
    """Return the initiative of each activity; None while it is not public."""
    above = {activity.pk: activity.path[: -Page.steplen] for activity in activities}
    initiatives = {page.path: page for page in public_pages().filter(path__in=set(above.values()))}
    return {pk: initiatives.get(path) for pk, path in above.items()}


ACTIVITIES = ListExport(
    name="activities",
    title=_("Activities"),
    description=_("Workshops, exercises, courses and conferences of initiatives, the newest first."),
    page="activities",
    row_template="components/activity_row.html",
    calendar_filterset=ActivityCalendarFilter,
    get_queryset=lambda: ActivityPage.objects.public().for_rows().newest_first(),
    filterset=ActivityFilter,
    modified="last_published_at",
    fields=(
        *page_fields(_("The activity, as the status update names it.")),
        Choice("kind", _("Its kind"), choices=ActivityKind.choices, required=True),
        Reference(
            "initiative",
            _("The initiative that runs it."),
            related=initiatives_above,
        ),
        *EVENT,
        References(
            "hosts",
            _("The countries that host it."),
            related=linked(ActivityPage.hosts),
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
