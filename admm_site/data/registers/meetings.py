from functools import partial

from django.utils.translation import gettext_lazy as _

from admm_site.data.columns import Address, Column, Many, country_columns, date_columns
from admm_site.data.filters import DecisionFilter
from meetings.choices import ParticipationRole
from meetings.models import Decision, MeetingIndexPage, Participation

from .register import DATA_WITH_DATES, Register
from .shared import (
    OCCASION,
    SOURCE,
    countries_as,
    countries_with_roles,
    document_address,
    occasion_digest,
    page_columns,
    record_columns,
)

PARTICIPANTS = Many("countries_there", partial(countries_with_roles, Participation.objects.known))

MEETINGS = Register(
    name="meetings",
    title=_("Meetings"),
    description=_("Meetings of ministers, senior officials and working groups, the newest first."),
    page=MeetingIndexPage,
    listed=lambda: MeetingIndexPage().listed(),
    filterset=MeetingIndexPage.filterset_class,
    modified="last_published_at",
    columns=(
        *page_columns(_("The meeting, such as 5th ADMM.")),
        Column("series", _("The series it belongs to."), "series__slug"),
        Column("series_name", _("Its acronym."), "series__acronym"),
        Column("framework", _("admm or admm-plus."), "series__framework"),
        Column("ordinal", _("5 for the 5th; empty for one that is not counted.")),
        *OCCASION,
        *country_columns("chair_country", _("The country in the chair.")),
        Column("chair_person", _("Who was in the chair.")),
        Column("theme", _("As the host worded it.")),
        Column(
            "participants",
            _("The countries that took part."),
            countries_as(ParticipationRole.PARTICIPANT, "countries_there"),
            many=PARTICIPANTS,
        ),
        Column(
            "observers",
            _("The countries that observed."),
            countries_as(ParticipationRole.OBSERVER, "countries_there"),
            many=PARTICIPANTS,
        ),
        Column("summary", _("What it decided, in a few sentences.")),
        *SOURCE,
    ),
    digest=occasion_digest,
    suffixes=DATA_WITH_DATES,
)


def decision_headline(row) -> str:
    return f"{row.get_verb_display()}: {row.public_title} ({row.page.title})"


DECISIONS = Register(
    name="decisions",
    title=_("Outcomes of meetings"),
    description=_(
        "What ministers adopted, endorsed, signed, issued, noted, agreed and launched, the newest first."
    ),
    page="decisions",
    listed=lambda: Decision.objects.public().taken().saying_something().with_details().newest_first(),
    filterset=DecisionFilter,
    modified="page__last_published_at",
    columns=(
        *record_columns(_("Its place on the page of the meeting.")),
        Column(
            "title",
            _("What was decided on, or what was decided."),
            lambda row: row.public_title,
            ("subject__title", "document__title", "text"),
        ),
        Column("verb", _("adopted, endorsed, signed, issued, noted, agreed or launched.")),
        Column("meeting", _("The meeting that decided."), "page__title"),
        Column(
            "meeting_address",
            _("The page of that meeting."),
            lambda row: Address(row.page.url_path),
            ("page__url_path",),
        ),
        Column("series", _("The series of that meeting."), "page__series__slug"),
        *date_columns("decided_on", _("The last day of that meeting."), "page__end_date"),
        Column(
            "subject",
            _("The paper or initiative decided on."),
            lambda row: row.public_subject and row.public_subject.title,
            ("subject__title",),
        ),
        Column(
            "subject_address",
            _("The page of that paper or initiative."),
            lambda row: row.public_subject and Address(row.public_subject.url_path),
            ("subject__url_path",),
        ),
        Column("document", _("The document decided on."), "document__title"),
        Column(
            "document_address",
            _("The page of that document."),
            lambda row: document_address(row.document),
            ("document__slug",),
        ),
        Column("text", _("What was decided, in words.")),
        *SOURCE,
    ),
    headline=decision_headline,
    digest=lambda row: row.text,
)
