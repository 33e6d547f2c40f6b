"""Answer a question above the results: when and where a meeting is, who chairs a series, a status.

Each `Intent` is recognized by certain words. The rest of the query must name exactly one series, meeting or
initiative; otherwise there is no answer. A query without such words costs nothing, one with them two or
three database queries.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.clock import today
from admm_site.exports.lists import DECISIONS
from admm_site.reference.models import CooperationArea
from initiatives.choices import Status
from initiatives.models import InitiativePage, StatusUpdate
from initiatives.quiet import is_quiet
from meetings.choices import Level
from meetings.models import ChairTerm, MeetingPage, MeetingSeries

from .analysis import analyze
from .queries import Query, Synonyms
from .questions import IGNORED_WORDS, Question, stems_of

MEETING_RELATIONS = ("series", "country", "chair_country")
MAX_WORDS = 16
MAX_ANSWERS = 3
MAX_INITIATIVES = 20

EVENT_WORDS = stems_of(
    "date dates day place venue city country held hold holds take took taking happen host hosted hosts"
)
MEETING_WORDS = stems_of("meet meets met meeting meetings summit session")
CHAIR_WORDS = stems_of(
    "chair chairs chaired chairing chairman chairperson chairmanship chairmen co cochair cochairs lead leads"
)
CO_PREFIX = stems_of("co")  # "co-operation" has it, too
NEXT_WORDS = stems_of("next upcoming forthcoming")
LAST_WORDS = stems_of("last latest previous recent")
MOST_WORD = stems_of("most")  # recent
STATUS_WORDS = stems_of(
    "status progress stand stands became become happened implementation completed finished ended ongoing"
)
INITIATIVE_WORDS = stems_of("initiative initiatives project")
DECISION_WORDS = stems_of("decision decisions decide decided")
SINCE_WORDS = stems_of("since from after")
MINISTER_WORDS = stems_of("minister ministers defence defense asean")
PORTAL_WORDS = stems_of("asean admm")  # ignored in the name of an initiative
PLACE_WORDS = stems_of("where when")


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Answer:
    """A heading with a link to the page, its facts, and notes on them."""

    title: str
    url: str
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()


def next_meeting(question: Question) -> list[Answer]:
    """Return the next meeting of a series, by default of ministers, and postponed and cancelled ones."""
    names = question.names(NEXT_WORDS, MEETING_WORDS, EVENT_WORDS, CHAIR_WORDS)
    meetings = MeetingPage.objects.public().select_related(*MEETING_RELATIONS)
    if names:
        series = question.find_series(names)
        if not series:
            return []
        title, url = _("Next meeting: %(body)s") % {"body": series}, series.get_absolute_url()
        meetings = meetings.in_series(series)
    else:
        title, url = _("Next meeting of ministers"), reverse("calendar")
        meetings = meetings.of_ministers()
    planned = list(meetings.upcoming()[:1])
    is_postponed = Q(state__in=(EventStatus.POSTPONED, EventStatus.CANCELLED))
    is_upcoming = Q(end_date__isnull=True) | Q(end_date__gte=today())
    postponed = list(meetings.filter(is_postponed, is_upcoming).oldest_first()[: MAX_ANSWERS - 1])
    no_date = Answer(title, url, notes=(_("No date has been announced."),))
    return [meeting_answer(meeting) for meeting in (*planned, *postponed)] or [no_date]


def last_meeting(question: Question) -> list[Answer]:
    """Return the last meeting of a series that was held, by default of ministers."""
    names = question.names(LAST_WORDS, MOST_WORD, MEETING_WORDS, EVENT_WORDS, CHAIR_WORDS)
    if not names and not question.has_any(MEETING_WORDS):
        return []
    series = question.find_series(names) if names else None
    if names and not series:
        return []
    meetings = MeetingPage.objects.public().held()
    meetings = meetings.in_series(series) if series else meetings.of_ministers()
    return [
        meeting_answer(meeting) for meeting in meetings.select_related(*MEETING_RELATIONS).newest_first()[:1]
    ]


def named_meeting(question: Question) -> list[Answer]:
    """Return the meeting with this series and number, or the meetings of the series in a year."""
    names = question.names(MEETING_WORDS, EVENT_WORDS, CHAIR_WORDS)
    if not names and not (question.has_any(MEETING_WORDS) and question.ordinal):
        return []
    series = question.find_series(names or ["admm"])
    if not series:
        return []
    meetings = MeetingPage.objects.public().in_series(series)
    meetings = meetings.filter(ordinal=question.ordinal) if question.ordinal else _in_year(meetings, question)
    return [meeting_answer(meeting) for meeting in _with_details(meetings)]


def where_ministers_met(question: Question) -> list[Answer]:
    """Return all meetings of ministers in a year."""
    names = set(question.names(MEETING_WORDS, EVENT_WORDS))
    if (
        names - MINISTER_WORDS
        or not (names or question.has_any(PLACE_WORDS))
        or not question.has_any(MEETING_WORDS | EVENT_WORDS)
    ):
        return []
    meetings = MeetingPage.objects.public().filter(series__level=Level.MINISTERS)
    return [meeting_answer(meeting) for meeting in _with_details(_in_year(meetings, question))]


def chairs(question: Question) -> list[Answer]:
    """Return who chairs a series today or, if no current term is recorded, who chaired it last."""
    names = question.names(CHAIR_WORDS)
    series = question.find_series(names) if names else None
    if not series:
        return []
    started = ChairTerm.objects.filter(series=series, start__earliest__lte=today().isoformat())
    terms = list(started.with_details().newest_first())
    current = [term for term in terms if not (term.end and term.end.is_on_or_before(today()))]
    last_terms = current or [term for term in terms if term.start == terms[0].start]
    if not last_terms:
        return [
            Answer(
                _chairs_title(series, last_terms),
                series.get_absolute_url(),
                notes=(_("No chair is recorded."),),
            )
        ]
    facts = tuple(
        Fact(term.get_role_display(), f"{term.country}, {term.years}", term.country.get_absolute_url())
        for term in last_terms
    )
    notes = [] if current else [_("No later term is recorded.")]
    notes += unconfirmed_notes(last_terms)
    return [Answer(_chairs_title(series, last_terms), series.get_absolute_url(), facts, tuple(notes))]


def status(question: Question) -> list[Answer]:
    """Return the status of the initiative that is named by its acronym or by words of its title."""
    names = question.names(STATUS_WORDS, INITIATIVE_WORDS, PORTAL_WORDS)
    forms = [token.form for token in question.tokens if token.stem in names and token.form]
    if not forms:
        return []
    condition = Q()
    for form in forms:
        condition &= Q(title__icontains=form) | Q(acronym__iexact=form)
    pages = InitiativePage.objects.public().filter(condition).with_current_status()
    matches = list(pages.order_by("title", "pk")[:MAX_INITIATIVES])
    exact = [page for page in matches if set(names) in (_names_of(page.acronym), _names_of(page.title))]
    matches = exact or matches
    return [_status_answer(matches[0])] if len(matches) == 1 else []


def decisions_in_area(question: Question) -> list[Answer]:
    """Return the decisions in one area, all of them or those of a year or since one, with their file."""
    names = question.names(DECISION_WORDS, SINCE_WORDS)
    areas = [area for area in CooperationArea.objects.all() if names and question.is_area(names, area)]
    if len(areas) != 1:
        return []
    filters = QueryDict(f"area={areas[0].slug}", mutable=True)
    title = _("Decisions: %(area)s") % {"area": areas[0].name}
    if question.year:
        is_since = question.has_any(SINCE_WORDS)
        filters["year_from" if is_since else "year"] = str(question.year)
        title = (_("%(title)s, since %(year)d") if is_since else _("%(title)s, %(year)d")) % {
            "title": title,
            "year": question.year,
        }
    rows = DECISIONS.filterset(filters, queryset=DECISIONS.get_queryset()).qs
    file = f"{reverse('export', args=['decisions', 'csv'])}?{filters.urlencode()}"
    number = Fact(_("Number"), str(rows.count()))
    download = Fact(_("Download"), _("spreadsheet (CSV)"), file)
    return [Answer(title, f"{reverse('decisions')}?{filters.urlencode()}", (number, download))]


def _names_of(text: str) -> set[str]:
    return set(analyze(text)) - IGNORED_WORDS - PORTAL_WORDS


@dataclass(frozen=True)
class Intent:
    """A kind of question: `matches` recognizes it, `answer` returns its answers."""

    matches: Callable[[Question], bool]
    answer: Callable[[Question], list[Answer]]


INTENTS = (
    Intent(lambda question: question.has_any(DECISION_WORDS), decisions_in_area),
    Intent(lambda question: question.has_any(NEXT_WORDS), next_meeting),
    Intent(lambda question: bool(question.year) and not question.ordinal, where_ministers_met),
    Intent(lambda question: bool(question.year or question.ordinal), named_meeting),
    Intent(lambda question: question.has_any(LAST_WORDS), last_meeting),
    Intent(lambda question: question.has_any(CHAIR_WORDS - CO_PREFIX), chairs),
    Intent(lambda question: question.has_any(STATUS_WORDS), status),
)


def get_answers(query: Query, synonyms: Synonyms) -> list[Answer]:
    """Return the answers to a query; for most queries, none."""
    if query.excluded_terms or any(term.is_phrase for term in query.terms):
        return []
    question = Question(query.text, synonyms)
    if not 1 < len(question.tokens) <= MAX_WORDS:
        return []
    for intent in INTENTS:
        if intent.matches(question) and (answers := intent.answer(question)):
            return answers[:MAX_ANSWERS]
    return []


# Facts and notes

STATE_NOTES = {
    EventStatus.POSTPONED: gettext_lazy("This meeting was postponed."),
    EventStatus.CANCELLED: gettext_lazy("This meeting was cancelled."),
}


def meeting_answer(meeting: MeetingPage) -> Answer:
    """Return date, place, chair and statement of a meeting, with notes on what is not certain."""
    is_planned = meeting.state == EventStatus.PLANNED
    is_in_person = meeting.format == EventFormat.IN_PERSON
    unknown = _("To be announced") if is_planned else _("Not known")
    place = meeting.place or ("" if is_in_person else meeting.get_format_display())
    facts = [
        Fact(_("Date"), meeting.dates or unknown),
        Fact(_("Place"), place or unknown),
    ]
    if chair := ", ".join(str(name) for name in (meeting.chair_country, meeting.chair_person) if name):
        facts.append(Fact(_("Chair"), chair))
    if meeting.state != EventStatus.HELD:
        facts.append(Fact(_("State"), meeting.get_state_display()))
    if statement := meeting.get_statement():
        facts.append(Fact(statement.get_kind_display(), statement.title, statement.get_absolute_url()))
    notes = [str(STATE_NOTES[meeting.state])] if meeting.state in STATE_NOTES else []
    if is_planned and meeting.end_date and meeting.end_date.is_on_or_before(today()):
        notes.append(_("Its date has passed; whether it was held is not recorded."))
    return Answer(meeting.title, meeting.url, tuple(facts), (*notes, *unconfirmed_notes([meeting])))


def unconfirmed_notes(rows: Iterable) -> list[str]:
    """Return a note for each row that its source does not confirm in full, each note once."""
    notes = []
    for row in rows:
        if not row.source_confirms:
            notes.append(_("Not confirmed by a source."))
        elif row.source_unconfirmed:
            notes.append(_("Not confirmed: %(facts)s.") % {"facts": row.source_unconfirmed})
    return list(dict.fromkeys(notes))


def _status_answer(page: InitiativePage) -> Answer:
    """Return the status of an initiative and its last update, with notes on what is not certain."""
    update = StatusUpdate.objects.filter(page=page).known_as_of_request().newest_first().first()
    facts = (
        Fact(_("Status"), str(Status(page.current_status).label)),
        Fact(_("Last status update"), update.date.in_words() if update else _("None recorded")),
    )
    notes = unconfirmed_notes([update]) if update else []
    if is_quiet(page):
        notes.insert(0, _("Nothing has been reported for more than a year."))
    return Answer(page.title, page.url, facts, tuple(notes))


def _chairs_title(series: MeetingSeries, terms: list[ChairTerm]) -> str:
    if len(terms) > 1:
        return _("Co-chairs of the %(body)s") % {"body": series}
    return _("Chair of the %(body)s") % {"body": series}


def _in_year(meetings, question: Question):
    return meetings.filter(start_date__year=question.year)


def _with_details(meetings) -> list[MeetingPage]:
    return list(meetings.select_related(*MEETING_RELATIONS).oldest_first()[:MAX_ANSWERS])
