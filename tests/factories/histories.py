"""A random history, and what follows from it for any day, computed without the database.

The rules of `docs/trail.md` once more, over plain records: what the portal shows must be the same.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from admm_site.core.clock import today
from admm_site.core.partial_dates import PartialDate
from tests.visibility import hide

from .initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from .meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from .pages import create_portal
from .reference import CooperationAreaFactory, CountryFactory

FIRST, LAST = date(2004, 1, 1), date(2027, 12, 31)
ADOPTING = ("adopted", "endorsed")
VERBS = (*ADOPTING, "noted", "agreed")
STATUSES = ("proposed", "under-way", "completed", "dormant")


@dataclass
class Meeting:
    page: Page
    ordinal: int | None
    end: PartialDate
    state: str
    before: "Meeting | None" = None
    established: PartialDate | None = None

    def is_over(self, day: date) -> bool:
        return self.end.is_on_or_before(day)

    def has_decided(self, day: date) -> bool:
        return self.state == "held" and self.is_over(day)

    def is_shown(self, day: date) -> bool:
        if day >= today() or self.is_over(day):
            return True
        if self.state not in ("held", "planned"):
            return False
        if self.ordinal == 1:
            return self.established.is_on_or_before(day)
        return bool(self.before and self.before.has_decided(day))

    def state_on(self, day: date) -> str:
        """The state as shown: an event after the as-of date is planned."""
        was_to_come = day < today() and not self.is_over(day)
        return "planned" if self.state == "held" and was_to_come else self.state


@dataclass
class Paper:
    page: Page
    decisions: list[tuple[Meeting, str]] = field(default_factory=list)

    def adopted_on(self, day: date) -> PartialDate | None:
        dates = [m.end for m, verb in self.decisions if verb in ADOPTING and m.has_decided(day)]
        return min(dates, default=None)

    def is_shown(self, day: date) -> bool:
        return day >= today() or any(meeting.has_decided(day) for meeting, _verb in self.decisions)


@dataclass
class Initiative(Paper):
    papers: list[Paper] = field(default_factory=list)
    updates: list[tuple[PartialDate, str]] = field(default_factory=list)
    activities: list[PartialDate] = field(default_factory=list)

    def adopted_on(self, day):
        dates = (paper.adopted_on(day) for paper in self.papers)
        return min((paper for paper in (super().adopted_on(day), *dates) if paper), default=None)

    def is_shown(self, day):
        dates = [*(when for when, _status in self.updates), *self.activities]
        return (
            super().is_shown(day)
            or any(moment.is_on_or_before(day) for moment in dates)
            or any(paper.is_shown(day) for paper in self.papers)
        )

    def status_on(self, day: date) -> str:
        _when, newest = max(
            (update for update in self.updates if update[0].is_on_or_before(day)), default=(None, "proposed")
        )
        if newest != "proposed":
            return newest
        return "adopted" if self.adopted_on(day) else "proposed"


@dataclass
class History:
    meetings: list[Meeting]
    papers: list[Paper]
    initiatives: list[Initiative]


class Chance:
    """Dates and choices from a fixed seed."""

    def __init__(self, seed: int):
        self.random = Random(seed)  # noqa: S311

    def date(self, first: date = FIRST, last: date = LAST) -> PartialDate:
        day = first + timedelta(self.random.randrange((last - first).days))
        return PartialDate(*(day.year, day.month, day.day)[: self.random.choice((1, 2, 3, 3, 3))])

    def some(self, of: list, most: int) -> list:
        return self.random.sample(of, self.random.randint(0, most))


def make_history(seed: int, size: int = 12) -> History:
    """A portal with random content; a few of its meetings are hidden."""
    chance = Chance(seed)
    create_portal()
    with disable_reference_index_auto_update():
        meetings, hidden = _meetings(chance, size)
        papers = [Paper(ConceptPaperPageFactory(title=f"Paper {n}", area=_area(chance))) for n in range(size)]
        initiatives = [_initiative(chance, number, papers) for number in range(size)]
        for paper in (*papers, *initiatives):
            for meeting in chance.some([*meetings, *hidden], 2):
                verb = chance.random.choice(VERBS)
                DecisionFactory(page=meeting.page, subject=paper.page, verb=verb)
                if meeting not in hidden:
                    paper.decisions.append((meeting, verb))
        for meeting in hidden:
            hide(meeting.page, "draft")
    return History(meetings, papers, initiatives)


def _area(chance: Chance):
    number = chance.random.randrange(3)
    return CooperationAreaFactory._meta.model.objects.filter(acronym=f"H{number}").first() or (
        CooperationAreaFactory(acronym=f"H{number}", name=f"History {number}")
    )


def _meetings(chance: Chance, size: int) -> tuple[list[Meeting], list[Meeting]]:
    """Meetings of two series with ordinals and one without; the hidden ones separately."""
    country, values, hidden = CountryFactory(code="VN", name="Viet Nam"), [], []
    for name, counts in (("ADMM", True), ("ADMM-Plus", True), ("ADMM Retreat", False)):
        established = chance.date(FIRST, date(2008, 1, 1)) if counts else None
        series = MeetingSeriesFactory(acronym=name, established=established)
        before = None
        for ordinal, end in enumerate(sorted(chance.date() for _ in range(size)), 1):
            state = "held" if end.earliest <= today() else "planned"
            if chance.random.random() < 0.1:
                state = chance.random.choice(("planned", "postponed", "cancelled"))
            page = MeetingPageFactory(
                series=series,
                ordinal=ordinal if counts else None,
                custom_title=f"{name} {ordinal}",
                country=country,
                state=state,
                start_date=end,
            )
            meeting = Meeting(page, ordinal if counts else None, end, state, before, established)
            is_hidden = chance.random.random() < 0.1
            (hidden if is_hidden else values).append(meeting)
            before = meeting if counts and not is_hidden else None
    return values, hidden


def _initiative(chance: Chance, number: int, papers: list[Paper]) -> Initiative:
    implements = chance.some(papers, 2)
    page = InitiativePageFactory(
        title=f"Initiative {number}", area=_area(chance), implements=[paper.page for paper in implements]
    )
    initiative = Initiative(page, papers=implements)
    for when in {chance.date() for _ in range(chance.random.randint(0, 4))}:
        status = chance.random.choice(STATUSES)
        StatusUpdateFactory(page=page, date=when, status=status)
        initiative.updates.append((when, status))
    for when in (chance.date(last=date(2026, 1, 1)) for _ in range(chance.random.randint(0, 1))):
        ActivityPageFactory(parent=page, start_date=when)
        initiative.activities.append(when)
    return initiative
