"""Countries, areas and series: what the other lists point at."""

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from admm_site.exports.columns import Column, date_columns
from admm_site.reference.models import CooperationArea, Country
from meetings.models import MeetingSeries

from .list_export import ListExport
from .shared import SOURCE, snippet_columns, with_last_edit

COUNTRIES = ListExport(
    name="countries",
    title=_("Countries"),
    description=_("The members of ASEAN, the Plus countries and the observers."),
    page="countries",
    get_queryset=Country.objects.known_as_of_request,
    annotate=with_last_edit,
    modified="edited_at",
    columns=(
        *snippet_columns("code", _("The name as ASEAN writes it.")),
        Column("code", _("The ISO 3166-1 alpha-2 code.")),
        Column("official_name", _("The official name.")),
        Column("role", _("member, plus or observer.")),
        *date_columns("since", _("When it took on this role.")),
        Column("earlier_role", _("Its previous role.")),
        *SOURCE,
    ),
    entry_summary=lambda row: f"{row.official_name}: {row.get_role_display()}",
)

AREAS = ListExport(
    name="areas",
    title=_("Areas of cooperation"),
    description=_("Areas in which the ministers cooperate."),
    page="areas",
    get_queryset=CooperationArea.objects.all,
    annotate=with_last_edit,
    modified="edited_at",
    columns=(
        *snippet_columns("slug", _("The name of the area.")),
        Column("acronym", _("Its acronym, such as HADR.")),
        Column("kind", _("Who named it: ewg, admm or portal.")),
        Column("description", _("One or two sentences.")),
        *SOURCE,
    ),
    entry_summary=lambda row: row.description,
)


def with_superior(series):
    """With `superior`, the slug of the series above, as far as that was known."""
    above = MeetingSeries.objects.known_as_of_request().filter(pk=OuterRef("reports_to"))
    return series.annotate(superior=Subquery(above.values("slug")))


SERIES = ListExport(
    name="series",
    title=_("Series of meetings"),
    description=_("The bodies that meet regularly, and which reports to which."),
    page="structure",
    get_queryset=MeetingSeries.objects.known_as_of_request,
    annotate=lambda rows: with_superior(with_last_edit(rows).with_meeting_count()),
    modified="edited_at",
    columns=(
        *snippet_columns("slug", _("The name of the series.")),
        Column("acronym", _("Its acronym, such as ADMM-Plus.")),
        Column("framework", _("admm or admm-plus.")),
        Column("level", _("ministers, senior-officials, working-group or experts.")),
        Column("reports_to", _("The series above it."), "superior"),
        Column("area", _("The area of a working group."), "area__slug"),
        *date_columns("established", _("When it was established.")),
        Column("meeting_count", _("The number of its meetings on the portal."), "meeting_count"),
        Column("summary", _("One or two sentences.")),
        *SOURCE,
    ),
    entry_summary=lambda row: row.summary,
)
