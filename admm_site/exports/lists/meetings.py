from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.exports.columns import Address, Column, RelatedColumn, country_columns, date_columns
from admm_site.exports.filters import DecisionFilter
from admm_site.exports.identifiers import last_part
from initiatives.follow_up import get_follow_ups
from meetings.choices import ParticipationRole
from meetings.models import Decision, MeetingIndexPage, Participation

from .list_export import DATA_WITH_DATES, ListExport
from .shared import (
    OCCASION,
    SOURCE,
    countries_as,
    countries_with_roles,
    document_columns,
    event_summary,
    page_columns,
    record_columns,
    source_address,
    source_columns,
    source_name,
    target_columns,
)

PARTICIPANTS = RelatedColumn(
    "countries_there", partial(countries_with_roles, Participation.objects.known_as_of_request)
)

MEETINGS = ListExport(
    name="meetings",
    title=_("Meetings"),
    description=_("Meetings of ministers, senior officials and working groups, the newest first."),
    page=MeetingIndexPage,
    get_queryset=lambda: MeetingIndexPage().get_queryset(),
    filterset=MeetingIndexPage.filterset_class,
    modified="last_published_at",
    columns=(
        *page_columns(_("The meeting, such as 5th ADMM.")),
        Column("series", _("The series it belongs to."), "series__slug"),
        Column("series_name", _("Its acronym."), "series__acronym"),
        Column("framework", _("admm or admm-plus."), "series__framework"),
        Column("ordinal", _("5 for the 5th meeting; empty if it has no number.")),
        *OCCASION,
        *country_columns("chair", _("The chairing country."), "chair_country"),
        Column("chair_person", _("The name of the chair.")),
        Column("theme", _("The theme, in the host’s words.")),
        Column(
            "participants",
            _("The countries that took part."),
            countries_as(ParticipationRole.PARTICIPANT, "countries_there"),
            related=PARTICIPANTS,
        ),
        Column(
            "observers",
            _("The countries that attended as observers."),
            countries_as(ParticipationRole.OBSERVER, "countries_there"),
            related=PARTICIPANTS,
        ),
        Column("summary", _("What it decided, in a few sentences.")),
        *SOURCE,
    ),
    entry_summary=event_summary,
    suffixes=DATA_WITH_DATES,
)


@dataclass(frozen=True)
class RelatedFollowUps(RelatedColumn):
    """The initiatives that followed decisions, for many of them at once."""

    def attach(self, rows):
        attach_follow_up(rows)


def attach_follow_up(decisions: Iterable[Decision]) -> None:
    """Give each decision its `follow_ups`."""
    found = get_follow_ups({decision.pk: decision.subject_id for decision in decisions})
    for decision in decisions:
        decision.follow_ups = found[decision.pk]


FOLLOW_UPS = RelatedFollowUps("follow_ups", lambda keys: ())


def followed(name: str, description: str | Promise, source) -> Column:
    """What is read of each initiative that followed a decision, in the same order in each such column."""
    return Column(
        name, description, lambda row: [source(one) or "" for one in row.follow_ups], related=FOLLOW_UPS
    )


FOLLOW_UP = (
    followed(
        "follow_up", _("The initiatives that followed."), lambda one: last_part(one.initiative.url_path)
    ),
    followed("follow_up_name", _("The title of each."), lambda one: one.initiative.title),
    followed("follow_up_page_url", _("The page of each."), lambda one: Address(one.initiative.url_path)),
    followed(
        "follow_up_status",
        _("The status of each: proposed, adopted, under-way, completed, superseded or dormant."),
        lambda one: one.status.value,
    ),
    followed(
        "follow_up_reported_on",
        _("The date of the newest status update of each; empty where there is none."),
        lambda one: one.status_update and one.status_update.date,
    ),
    followed(
        "follow_up_source_name",
        _("The source of each of those status updates."),
        lambda one: one.status_update and source_name(one.status_update),
    ),
    followed(
        "follow_up_source_url",
        _("The address of that source."),
        lambda one: one.status_update and source_address(one.status_update),
    ),
    followed(
        "follow_up_source_confirms",
        _("Whether that source confirms it: true, false, or empty where there is no status update."),
        lambda one: one.status_update and str(bool(one.status_update.source_confirms)).lower(),
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
    get_queryset=lambda: (
        Decision.objects.public().taken().with_public_content().with_details().newest_first()
    ),
    filterset=DecisionFilter,
    modified="page__last_published_at",
    columns=(
        *record_columns(_("Its address on the meeting’s page.")),
        Column(
            "title",
            _("The title of what was decided on, or the decision itself."),
            lambda row: row.public_title,
            ("subject__title", "document__title", "text"),
        ),
        Column("verb", _("adopted, endorsed, signed, issued, noted, agreed or launched.")),
        *target_columns(
            "meeting",
            _("The meeting that took the decision."),
            attrgetter("page"),
            "page__title",
            "page__url_path",
        ),
        Column("series", _("The series of that meeting."), "page__series__slug"),
        *date_columns("date", _("The last day of that meeting."), "page__end_date"),
        *target_columns(
            "subject",
            _("The paper or initiative decided on."),
            attrgetter("public_subject"),
            "subject__title",
            "subject__url_path",
        ),
        *document_columns(_("The document decided on.")),
        Column("text", _("The text of the decision.")),
        *FOLLOW_UP,
        *source_columns("page", "document", "verb"),
    ),
    entry_title=decision_entry_title,
    entry_summary=lambda row: row.text,
)
