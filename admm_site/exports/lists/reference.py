"""Countries, areas and series, to which the other lists refer."""

from django.utils.translation import gettext_lazy as _

from admm_site.exports.fields import Choice, Date, Number, Reference, Text
from admm_site.reference.choices import AreaKind, CountryRole
from admm_site.reference.models import CooperationArea, Country
from meetings.choices import Framework, Level
from meetings.models import MeetingSeries

from .list_export import ListExport
from .shared import SNIPPET, SOURCE, snippet_fields, with_last_edit

COUNTRIES = ListExport(
    name="countries",
    title=_("Countries"),
    description=_("The members of ASEAN, the Plus countries and the observers."),
    page="countries",
    get_queryset=Country.objects.known_as_of_request,
    annotate=with_last_edit,
    modified="edited_at",
    fields=(
        *snippet_fields("code", _("The name as ASEAN writes it.")),
        Text("code", _("The ISO 3166-1 alpha-2 code."), required=True),
        Text("official_name", _("The official name.")),
        Choice("role", _("Its role"), choices=CountryRole.choices, required=True),
        Date("since", _("When it took on this role.")),
        Choice("earlier_role", _("Its previous role"), choices=CountryRole.choices),
        SOURCE,
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
    fields=(
        *snippet_fields("slug", _("The name of the area.")),
        Text("acronym", _("Its acronym, such as HADR."), required=True),
        Choice("kind", _("Who named it"), choices=AreaKind.choices, required=True),
        Text("description", _("One or two sentences.")),
        SOURCE,
    ),
    entry_summary=lambda row: row.description,
)


SERIES = ListExport(
    name="series",
    title=_("Series of meetings"),
    description=_("The bodies that meet regularly, and which reports to which."),
    page="structure",
    get_queryset=MeetingSeries.objects.known_as_of_request,
    annotate=lambda rows: with_last_edit(rows.with_superior().with_meeting_count()),
    modified="edited_at",
    fields=(
        *snippet_fields("slug", _("The name of the series.")),
        Text("acronym", _("Its acronym, such as ADMM-Plus."), required=True),
        Choice("framework", _("Its framework"), choices=Framework.choices, required=True),
        Choice("level", _("Its level"), choices=Level.choices, required=True),
        Reference("reports_to", _("The series above it."), requires=("reports_to",)),
        Reference("area", _("The area of a working group."), shows=SNIPPET),
        Date("established", _("When it was established.")),
        Number("meeting_count", _("The number of its meetings on the portal."), required=True),
        Text("summary", _("What it is and does; the first paragraph stands alone.")),
        SOURCE,
    ),
    entry_summary=lambda row: row.opening,
)
