"""What the portal knows to a question, shown above the results: a meeting, who chairs a body, a status.

Each `Intent` says by which words it is recognised and which words are merely part of such a question. What is
left of the query must name a body, a meeting or an initiative, and one only: else there is no answer, and
the results speak for themselves. A query without such a word costs nothing; one with it two or three queries.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from admm_site.core.choices import EventFormat, EventStatus
from admm_site.core.clock import today
from initiatives.choices import QUIET_AFTER, STATUSES_GOING_ON, Status
from initiatives.models import InitiativePage, StatusUpdate
from meetings.choices import Level
from meetings.models import ChairTerm, MeetingPage, MeetingSeries

from .analysis import STOP_WORDS, Token, analyze, tokenize
from .queries import Query, Synonyms

MEETING_RELATIONS = ("series", "country", "chair_country")  # of a meeting that is an answer
MAX_WORDS = 16
MAX_ANSWERS = 3
MAX_INITIATIVES = 20
ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")
YEAR = re.compile(r"(?:19|20)\d\d")
NUMBER = re.compile(r"\d{1,2}")


def _stems_of(text: str) -> frozenset[str]:
    return frozenset(analyze(text))


QUESTION_WORDS = STOP_WORDS | _stems_of(
    "who what when where which how did do does is was will been being has have had many current currently now"
    " latest this year they we please tell me about show"
)
EVENT_WORDS = _stems_of(
    "date dates day place venue city country held hold holds take took taking happen host hosted hosts"
)
MEETING = _stems_of("meet meets met meeting meetings summit session")
CHAIR_WORDS = _stems_of(
    "chair chairs chaired chairing chairman chairperson chairmanship chairmen co cochair cochairs lead leads"
)
PART_OF_CO_CHAIR = _stems_of("co")  # which "co-operation" has, too
NEXT = _stems_of("next upcoming forthcoming")
LAST = _stems_of("last latest previous recent")
MOST = _stems_of("most")  # recent
STATUS_WORDS = _stems_of(
    "status progress stand stands became become happened implementation completed finished ended ongoing"
)
INITIATIVE = _stems_of("initiative initiatives project")
MINISTERS = _stems_of("minister ministers defence defense asean")
PORTAL_WORDS = _stems_of("asean admm")  # of an initiative, whether its title has the word or not
PLACES = _stems_of("where when")


@dataclass(frozen=True)
class Fact:
    label: str
    value: str
    url: str = ""


@dataclass(frozen=True)
class Answer:
    """A heading that leads to the page which says so, the facts, and what is to be said of them."""

    title: str
    url: str
    facts: tuple[Fact, ...] = ()
    notes: tuple[str, ...] = ()


class Question:
    """A query as far as it may be a question: its words, and what is left of them without others."""

    def __init__(self, text: str, synonyms: Synonyms):
        self.words: list[Token] = tokenize(text)
        self.stems = [word.stem for word in self.words]
        self.synonyms = synonyms

    @cached_property
    def ordinal(self) -> int | None:
        """The number of a meeting: `5th`, `fifth`, or `5` beside a name."""
        found = [ORDINAL.fullmatch(stem) for stem in self.stems]
        numbers = [int(match[1]) for match in found if match]
        numbers = numbers or [int(stem) for stem in self.stems if NUMBER.fullmatch(stem)]
        return numbers[0] if len(numbers) == 1 and numbers[0] else None

    @cached_property
    def year(self) -> int | None:
        years = [int(stem) for stem in self.stems if YEAR.fullmatch(stem)]
        return years[0] if len(years) == 1 else None

    def has(self, any_of: frozenset[str]) -> bool:
        return not any_of.isdisjoint(self.stems)

    def without(self, *others: frozenset[str]) -> list[str]:
        """Return what is left without words that only ask, numbers and years, and others."""
        dropped = QUESTION_WORDS.union(*others)
        return [
            stem
            for stem in self.stems
            if stem not in dropped
            and not (ORDINAL.fullmatch(stem) or YEAR.fullmatch(stem) or NUMBER.fullmatch(stem))
        ]

    def body(self, names: list[str]) -> MeetingSeries | None:
        """Return the one body that the words name, whether in full or not."""
        bodies = [SeriesNames(series) for series in MeetingSeries.objects.select_related("area")]
        exact = [body for body in bodies if any(self.are(names, name) for name in body.names)]
        if len(exact) == 1:
            return exact[0].series
        found = [body for body in bodies if self.names_within(names, body.vocabulary)]
        # Of "ministers", that is the ADMM: the words of all others that it may mean are its words and more.
        first = [body for body in found if all(body.vocabulary <= other.vocabulary for other in found)]
        return first[0].series if len(first) == 1 else None

    def names_within(self, names: Iterable[str], vocabulary: frozenset[str]) -> bool:
        return all(
            any(set(way) <= vocabulary for way in [(name,), *self.synonyms.get((name,), ())])
            for name in names
        )

    def are(self, names: list[str], vocabulary: frozenset[str]) -> bool:
        return self.names_within(names, vocabulary) and vocabulary <= {
            stem for name in names for way in [(name,), *self.synonyms.get((name,), ())] for stem in way
        }


class SeriesNames:
    """A series of meetings and the words that it is named by."""

    def __init__(self, series: MeetingSeries):
        self.series = series
        called = [series.acronym, series.name]
        if series.level == Level.EXPERTS and series.area:
            called += [f"{ewg} {name}" for ewg in ("EWG", "working group") for name in self._area()]
        self.names = [frozenset(analyze(name)) - STOP_WORDS for name in called]
        self.vocabulary = frozenset().union(*self.names)

    def _area(self) -> list[str]:
        return [name for name in (self.series.area.name, self.series.area.acronym) if name]


# Answers


def next_meeting(question: Question) -> list[Answer]:
    """The next meeting of a body, of ministers where none is named; what was put off is said beside it."""
    names = question.without(NEXT, MEETING, EVENT_WORDS, CHAIR_WORDS)
    meetings = MeetingPage.objects.public().select_related(*MEETING_RELATIONS)
    if names:
        series = question.body(names)
        if not series:
            return []
        title, url = _("Next meeting: %(body)s") % {"body": series}, series.get_absolute_url()
        meetings = meetings.in_series(series)
    else:
        title, url = _("Next meeting of ministers"), "/meetings/"
        meetings = meetings.of_ministers()
    planned = list(meetings.upcoming()[:1])
    put_off = Q(state__in=(EventStatus.POSTPONED, EventStatus.CANCELLED))
    to_come = Q(end_date__isnull=True) | Q(end_date__gte=today())
    others = list(meetings.filter(put_off, to_come).oldest_first()[: MAX_ANSWERS - 1])
    nothing = Answer(title, url, notes=(_("No date has been announced."),))
    return [*map(meeting_answer, planned or []), *map(meeting_answer, others)] or [nothing]


def last_meeting(question: Question) -> list[Answer]:
    """Return the last meeting of a body that was held, of ministers where none is named."""
    names = question.without(LAST, MOST, MEETING, EVENT_WORDS, CHAIR_WORDS)
    if not names and not question.has(MEETING):
        return []
    series = question.body(names) if names else None
    if names and not series:
        return []
    meetings = MeetingPage.objects.public().held()
    meetings = meetings.in_series(series) if series else meetings.of_ministers()
    return [
        meeting_answer(meeting) for meeting in meetings.select_related(*MEETING_RELATIONS).newest_first()[:1]
    ]


def named_meeting(question: Question) -> list[Answer]:
    """The meeting that is named by its body and its number, or those of a body in a year."""
    names = question.without(MEETING, EVENT_WORDS, CHAIR_WORDS)
    if not names and not (question.has(MEETING) and question.ordinal):
        return []
    series = question.body(names or ["admm"])
    if not series:
        return []
    meetings = MeetingPage.objects.public().in_series(series)
    meetings = meetings.filter(ordinal=question.ordinal) if question.ordinal else _in_year(meetings, question)
    return [meeting_answer(meeting) for meeting in _with_details(meetings)]


def where_ministers_met(question: Question) -> list[Answer]:
    """All meetings of ministers in a year."""
    names = set(question.without(MEETING, EVENT_WORDS))
    if names - MINISTERS or not (names or question.has(PLACES)) or not question.has(MEETING | EVENT_WORDS):
        return []
    meetings = MeetingPage.objects.public().filter(series__level=Level.MINISTERS)
    return [meeting_answer(meeting) for meeting in _with_details(_in_year(meetings, question))]


def chairs(question: Question) -> list[Answer]:
    """Who chairs a body today or, where no term of today is recorded, who did last."""
    names = question.without(CHAIR_WORDS)
    series = question.body(names) if names else None
    if not series:
        return []
    begun = ChairTerm.objects.filter(series=series, start__earliest__lte=today().isoformat())
    terms = list(begun.with_details().newest_first())
    current = [term for term in terms if not (term.end and term.end.is_on_or_before(today()))]
    shown = current or [term for term in terms if term.start == terms[0].start]
    if not shown:
        return [
            Answer(
                _chairs_title(series, shown), series.get_absolute_url(), notes=(_("No chair is recorded."),)
            )
        ]
    facts = tuple(
        Fact(term.get_role_display(), f"{term.country}, {term.years}", term.country.get_absolute_url())
        for term in shown
    )
    notes = [] if current else [_("No later term is recorded.")]
    notes += unconfirmed(shown)
    return [Answer(_chairs_title(series, shown), series.get_absolute_url(), facts, tuple(notes))]


def status(question: Question) -> list[Answer]:
    """Where the initiative stands that is named by its acronym or by words of its title."""
    names = question.without(STATUS_WORDS, INITIATIVE, PORTAL_WORDS)
    left = [word.form for word in question.words if word.stem in names and word.form]
    if not left:
        return []
    named = Q()
    for form in left:
        named &= Q(title__icontains=form) | Q(acronym__iexact=form)
    pages = InitiativePage.objects.public().filter(named).with_current_status()
    found = list(pages.order_by("title", "pk")[:MAX_INITIATIVES])
    exact = [page for page in found if set(names) in (_names_of(page.acronym), _names_of(page.title))]
    page, *others = exact or found or [None]
    return [_status_answer(page)] if page and not others else []


def _names_of(text: str) -> set[str]:
    return set(analyze(text)) - QUESTION_WORDS - PORTAL_WORDS


@dataclass(frozen=True)
class Intent:
    """`recognised` says whether a question is of the kind; `answer` finds what the portal knows to it."""

    recognised: Callable[[Question], bool]
    answer: Callable[[Question], list[Answer]]


INTENTS = (
    Intent(lambda question: question.has(NEXT), next_meeting),
    Intent(lambda question: bool(question.year) and not question.ordinal, where_ministers_met),
    Intent(lambda question: bool(question.year or question.ordinal), named_meeting),
    Intent(lambda question: question.has(LAST), last_meeting),
    Intent(lambda question: question.has(CHAIR_WORDS - PART_OF_CO_CHAIR), chairs),
    Intent(lambda question: question.has(STATUS_WORDS), status),
)


def get_answers(query: Query, synonyms: Synonyms) -> list[Answer]:
    """Return what the portal knows to the query; mostly nothing."""
    if query.excluded_terms or any(term.is_phrase for term in query.terms):
        return []
    question = Question(query.text, synonyms)
    if not 1 < len(question.words) <= MAX_WORDS:
        return []
    for intent in INTENTS:
        if intent.recognised(question) and (found := intent.answer(question)):
            return found[:MAX_ANSWERS]
    return []


# What they say

STATE_NOTES = {
    EventStatus.POSTPONED: gettext_lazy("This meeting was postponed."),
    EventStatus.CANCELLED: gettext_lazy("This meeting was cancelled."),
}


def meeting_answer(meeting: MeetingPage) -> Answer:
    """Return date, place and chair of a meeting, and how far they are known."""
    is_planned = meeting.state == EventStatus.PLANNED
    is_in_person = meeting.format == EventFormat.IN_PERSON
    unknown = _("To be announced") if is_planned else _("Not known")
    place = meeting.place or ("" if is_in_person else meeting.get_format_display())
    facts = [
        Fact(_("Date"), meeting.dates or unknown),
        Fact(_("Place"), place or unknown),
        Fact(_("State"), meeting.get_state_display()),
    ]
    if chair := ", ".join(str(one) for one in (meeting.chair_country, meeting.chair_person) if one):
        facts.insert(2, Fact(_("Chair"), chair))
    notes = [str(STATE_NOTES[meeting.state])] if meeting.state in STATE_NOTES else []
    if is_planned and meeting.end_date and meeting.end_date.is_on_or_before(today()):
        notes.append(_("Its date has passed; whether it was held is not recorded."))
    return Answer(meeting.title, meeting.url, tuple(facts), (*notes, *unconfirmed([meeting])))


def unconfirmed(rows: Iterable) -> list[str]:
    """Return what is to be said where a source does not confirm what the rows say, each sentence once."""
    said = []
    for row in rows:
        if not row.source_confirms:
            said.append(_("Not confirmed by a source."))
        elif row.source_unconfirmed:
            said.append(_("Not confirmed: %(facts)s.") % {"facts": row.source_unconfirmed})
    return list(dict.fromkeys(said))


def _status_answer(page: InitiativePage) -> Answer:
    """Where an initiative stands, since when nothing was heard of it, and how far that is confirmed."""
    update = StatusUpdate.objects.filter(page=page).known_as_of_request().newest_first().first()
    facts = (
        Fact(_("Status"), str(Status(page.current_status).label)),
        Fact(_("Last status update"), update.date.in_words() if update else _("None recorded")),
    )
    notes = unconfirmed([update]) if update else []
    is_quiet = not update or update.date.latest < today() - QUIET_AFTER
    if is_quiet and page.current_status in STATUSES_GOING_ON:
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
