from django.db.models import QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.core.page_base import LINKED_PAGE
from admm_site.exports.columns import Column
from admm_site.exports.fields import (
    Choice,
    Date,
    Flat,
    Number,
    Reference,
    Roles,
    Text,
    describe_choices,
    url_of,
)
from admm_site.exports.identifiers import identifier
from admm_site.exports.relations import with_countries
from initiatives.choices import Status
from initiatives.follow_up import get_follow_ups
from meetings.choices import Framework, ParticipationRole, Verb
from meetings.filters import DecisionFilter
from meetings.models import Decision, MeetingIndexPage, Participation

from .list_export import DATA_WITH_DATES, ListExport
from .shared import (
    COUNTRY,
    EVENT,
    SERIES,
    SOURCE,
    document_reference,
    event_summary,
    page_fields,
    record_fields,
    source_field,
    source_name,
    source_url,
)

MEETINGS = ListExport(
    name="meetings",
    title=_("Meetings"),
    description=_("Meetings of ministers, senior officials and working groups, the newest first."),
    page=MeetingIndexPage,
    get_queryset=lambda: MeetingIndexPage().get_queryset(),
    filterset=MeetingIndexPage.filterset_class,
    modified="last_published_at",
    fields=(
        *page_fields(_("The meeting, such as 5th ADMM.")),
        Reference("series", _("The series it belongs to."), shows=SERIES, required=True),
        Choice(
            "framework", _("Its framework"), "series__framework", choices=Framework.choices, required=True
        ),
        Number("ordinal", _("5 for the 5th meeting; empty if it has no number.")),
        *EVENT,
        Reference("chair", _("The chairing country."), "chair_country", shows=COUNTRY),
        Text("chair_person", _("The name of the chair.")),
        Text("theme", _("The theme, in the host’s words.")),
        Date("called_off", _("When it was postponed or cancelled."), "called_off_on"),
        Text("called_off_reason", _("Why it was postponed or cancelled.")),
        Text("called_off_source", _("The source that announces that.")),
        Text("called_off_url", _("The address of that source.")),
        Roles(
            "participants",
            _("The countries that took part or observed."),
            related=with_countries(Participation.objects.known_as_of_request),
            roles=(
                (ParticipationRole.PARTICIPANT, "participants", _("The countries that took part.")),
                (ParticipationRole.OBSERVER, "observers", _("The countries that attended as observers.")),
            ),
        ),
        Text("summary", _("What it decided; the first paragraph stands alone.")),
        SOURCE,
    ),
    entry_summary=event_summary,
    suffixes=DATA_WITH_DATES,
)


def public_decisions() -> QuerySet[Decision]:
    """Return the public decisions, without those that only name what is not public."""
    return Decision.objects.public().with_public_content().with_details()


def follow_ups(decisions):
    """Return the initiatives that followed each decision, each with its newest status update."""
    return get_follow_ups({decision.pk: decision.subject_id for decision in decisions})


def follow_up_column(name: str, description: str | Promise, read) -> Column:
    """Return a column with a value of each initiative that followed a decision, in the same order in each."""
    return Column(
        name,
        description,
        lambda row: [read(follow_up) or "" for follow_up in row.attached["follow_up"]],
    )


FOLLOW_UP = Flat(
    "follow_up",
    _("The initiatives that followed."),
    related=follow_ups,
    flat=(
        follow_up_column(
            "follow_up",
            _("The initiatives that followed."),
            lambda follow_up: identifier(follow_up.initiative),
        ),
        follow_up_column(
            "follow_up_name", _("The title of each."), lambda follow_up: follow_up.initiative.title
        ),
        follow_up_column(
            "follow_up_page_url", _("The page of each."), lambda follow_up: url_of(follow_up.initiative)
        ),
        follow_up_column(
            "follow_up_status",
            describe_choices(_("The status of each"), Status.choices),
            lambda follow_up: follow_up.status.value,
        ),
        follow_up_column(
            "follow_up_reported_on",
            _("The date of the newest status update of each; empty where there is none."),
            lambda follow_up: follow_up.status_update and follow_up.status_update.date,
        ),
        follow_up_column(
            "follow_up_source_name",
            _("The source of each of those status updates."),
            lambda follow_up: follow_up.status_update and source_name(follow_up.status_update),
        ),
        follow_up_column(
            "follow_up_source_url",
            _("The address of that source."),
            lambda follow_up: follow_up.status_update and source_url(follow_up.status_update),
        ),
        follow_up_column(
            "follow_up_source_confirms",
            _("Whether that source confirms it: true, false, or empty where there is no status update."),
            lambda follow_up: (
                follow_up.status_update and str(bool(follow_up.status_update.source_confirms)).lower()
            ),
        ),
    ),
)


def decision_entry_title(row) -> str:
    return f"{row.get_verb_display()}: {row.public_title} ({row.page.title})"


DECISIONS = ListExport(
    name="decisions",
    title=_("Decisions"),
    description=_(
        "What ministers adopted, endorsed, signed, issued, noted, agreed and launched, the newest first."
    ),
    page="decisions",
    row_template="components/decision_row.html",
    get_queryset=lambda: public_decisions().taken().newest_first(),
    filterset=DecisionFilter,
    modified="page__last_published_at",
    fields=(
        *record_fields(_("Its address on the meeting’s page.")),
        Text(
            "title",
            _("The title of what was decided on, or the decision itself."),
            "public_title",
            ("subject__title", "document__title", "text"),
        ),
        Choice("verb", _("What the meeting did"), choices=Verb.choices, required=True),
        Reference(
            "meeting",
            _("The meeting that took the decision."),
            "page",
            shows=(*LINKED_PAGE, "state"),
            required=True,
        ),
        Reference("series", _("The series of that meeting."), "page__series", shows=SERIES, required=True),
        Date("date", _("The last day of that meeting."), "page__end_date"),
        Reference(
            "subject",
            _("The paper or initiative decided on."),
            "public_subject",
            tuple(f"subject__{field}" for field in (*LINKED_PAGE, "content_type")),
        ),
        document_reference(_("The document decided on.")),
        Text("text", _("The text of the decision.")),
        FOLLOW_UP,
        source_field("page", "document", "verb"),
    ),
    entry_title=decision_entry_title,
    entry_summary=lambda row: row.text,
)
