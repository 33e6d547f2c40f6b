"""The trail: what led to a page, what was decided, where, by whom, and what followed.

It is made of records that are stored elsewhere, at the moment of the question, from what is public on the day
asked for. Every page, list and answer that shows a part of it takes that part from here.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, singledispatch
from operator import attrgetter
from typing import Any

from django.db.models import F, Model, Q, QuerySet
from wagtail.models import Page

from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.partial_dates import PartialDate
from admm_site.core.publication import is_public, public_pages
from admm_site.core.records import PermalinkRecord
from meetings.models import Decision, MeetingPage

from .choices import StepKind
from .models import ConceptPaperPage, InitiativePage, StatusUpdate
from .querysets import page_above


@dataclass(frozen=True, eq=False)
class Step:
    """One statement of a trail: the record that makes it carries its source.

    `here` says that the page shown makes the statement itself; `anchor` is then its place on that page.
    `line` is, of a decision on the page of its meeting, the trail of what was decided on; `told_here` says of
    a report that the page is that of the meeting that was told.
    """

    kind: StepKind
    record: Model
    when: PartialDate | None
    here: bool = False
    anchor: str = ""
    line: "Trail | None" = None
    told_here: bool = False

    @property
    def decision(self) -> Decision | None:
        return self.record if isinstance(self.record, Decision) else None

    @property
    def paper(self) -> ConceptPaperPage | None:
        return self.record if isinstance(self.record, ConceptPaperPage) else None

    @property
    def initiative(self) -> InitiativePage | None:
        return self.record if isinstance(self.record, InitiativePage) else None

    @property
    def activity(self) -> EventMixin | None:
        return self.record if isinstance(self.record, EventMixin) else None

    @property
    def update(self) -> StatusUpdate | None:
        return self.record if isinstance(self.record, StatusUpdate) else None

    @property
    def title(self) -> str:
        """What the statement is about, as far as that is public."""
        record = self.record
        if self.decision:
            return record.public_title
        return record.page.title if self.update else record.title

    @property
    def meeting(self) -> MeetingPage | None:
        """The meeting that decided, or that was told."""
        if self.decision:
            return self.record.page
        return self.record.public_meeting if self.update else None

    @property
    def is_cited(self) -> bool:
        """Whether the statement is a record, with an address of its own."""
        return isinstance(self.record, PermalinkRecord)

    @property
    def address(self) -> str:
        """The page that says so, and where on it."""
        return self.record.address if self.is_cited else self.record.url

    @property
    def permalink(self) -> str:
        return self.record.permalink if self.is_cited else ""


@dataclass(frozen=True, eq=False)
class Trail:
    """Steps from the first decision to the last result."""

    steps: tuple[Step, ...]

    def __bool__(self):
        return bool(self.steps)

    def __iter__(self):
        return iter(self.steps)

    def of(self, kind: StepKind) -> list:
        return [step.record for step in self.steps if step.kind == kind]

    @cached_property
    def decisions(self) -> list[Decision]:
        return self.of(StepKind.DECISION)

    @cached_property
    def papers(self) -> list[ConceptPaperPage]:
        return self.of(StepKind.PAPER)

    @cached_property
    def initiatives(self) -> list[InitiativePage]:
        return self.of(StepKind.INITIATIVE)

    @cached_property
    def activities(self) -> list[EventMixin]:
        return self.of(StepKind.ACTIVITY)

    @cached_property
    def updates(self) -> list[StatusUpdate]:
        return self.of(StepKind.UPDATE)

    @property
    def adoption(self) -> Decision | None:
        """The first decision that adopted or endorsed a paper or initiative of the trail."""
        return next((decision for decision in self.decisions if decision.adopts), None)

    def adoption_of(self, subjects: set[int]) -> Decision | None:
        return next((one for one in self.decisions if one.adopts and one.subject_id in subjects), None)

    @cached_property
    def turning_points(self) -> list[Step]:
        """What a line has room for: the first decision, the adoption, the last; what is here; initiatives."""
        taken = [step for step in self.steps if step.decision]
        adopting = [step for step in taken if step.record is self.adoption]
        here = [step for step in self.steps if step.here and not step.update]
        kept = {*taken[:1], *adopting, *taken[-1:], *here}
        return [step for step in self.steps if step in kept or step.initiative]

    @cached_property
    def decision_steps(self) -> list[Step]:
        """The decisions of the meeting that the trail is of."""
        return [step for step in self.steps if step.decision and step.here]

    @cached_property
    def statements(self) -> list[Step]:
        """The steps and, of decisions of a meeting, what came before and after them; each record once."""
        found = [step for outer in self.steps for step in (outer, *(outer.line or ()))]
        return list({(step.kind, step.record.pk): step for step in reversed(found)}.values())[::-1]

    @cached_property
    def reports(self) -> list[Step]:
        return [step for step in self.steps if step.update]


# The trail of a page


@singledispatch
def trail_of(page, in_preview: bool = False, **known) -> Trail:
    """The part of the trail that a page shows; of any other page than those below, nothing.

    In a preview, the page's own records are those of the draft; on a private page, its own, which only those
    see who may read the page.
    """
    return Trail(())


@trail_of.register
def _(initiative: InitiativePage, in_preview: bool = False, papers=None, **known) -> Trail:
    chain = Chain(initiative.papers(in_preview) if papers is None else papers, [initiative])
    if in_preview or initiative.is_private:
        dated = (update for update in initiative.status_updates.all() if update.date)
        drafted = [update for update in dated if update.date.is_on_or_before(today())]
        chain.updates = sorted(drafted, key=lambda update: update.date)
    return chain.trail(here=initiative)


@trail_of.register
def _(paper: ConceptPaperPage, in_preview: bool = False, **known) -> Trail:
    return Chain([paper], initiatives_of([paper.pk])[paper.pk]).trail(here=paper)


@trail_of.register
def _(activity: EventMixin, in_preview: bool = False, **known) -> Trail:
    return trails_of_activities([activity])[activity.pk]


@trail_of.register
def _(meeting: MeetingPage, in_preview: bool = False, decisions=None, **known) -> Trail:
    """What was reported to it, and what it decided; each decision with what came before and after."""
    decisions = list(meeting.get_decisions(in_preview) if decisions is None else decisions)
    about = initiatives_about({decision.subject_id for decision in decisions if decision.public_subject})
    told = updates().filter(reported_to=meeting.pk).select_related("page").defer("page__body")
    reports = list(told) if meeting.pk else []
    steps = [replace(step(report, meeting), told_here=True) for report in reports]
    for decision in decisions:
        same = [*decision.related_decisions, decision]
        line = Chain([], about[decision.subject_id], decisions=same, updates=[], activities=[])
        steps.append(replace(step(decision, meeting), line=line.trail(here=meeting)))
    return ordered(steps)


def trail_shown(page: Page, in_preview: bool = False, **known) -> Trail:
    """The trail of a page for all who show something of it in one answer: asked once."""
    if "shown_trail" not in vars(page):
        page.shown_trail = trail_of(page, in_preview, **known)
    return page.shown_trail


def line_about(record: PermalinkRecord) -> Trail:
    """What a statement is a part of: of a report, its initiative; of a decision, what was decided on."""
    return trail_of(record.page) if isinstance(record, StatusUpdate) else lines_about([record])[record.pk]


def lines_about(decisions: Iterable[Decision]) -> dict[int, Trail]:
    """By primary key: what was decided on the same paper or initiative, and who carries it out how far."""
    decisions = list(decisions)
    about = public_pages().filter(pk__in={one.subject_id for one in decisions if one.subject_id})
    subjects = set(about.values_list("pk", flat=True))
    taken = grouped(decisions_about(subjects), "subject_id")
    initiatives = initiatives_about(subjects)
    lines = {
        subject: Chain([], initiatives[subject], decisions=taken[subject], updates=[], activities=[]).trail()
        for subject in subjects
    }
    return {one.pk: lines.get(one.subject_id, Trail(())) for one in decisions}


def trails_of_activities(activities: Iterable[EventMixin]) -> dict[int, Trail]:
    """By primary key: the trail of the initiative of each activity and, of what that runs, itself alone."""
    activities = list(activities)
    paths = {one.pk: one.path[: -Page.steplen] for one in activities}
    found = InitiativePage.objects.public().with_details().filter(path__in=set(paths.values()))
    above = grouped(found, "path")
    papers = papers_of([initiative.pk for initiative in found])
    chains = {}
    for one in activities:
        initiatives = above[paths[one.pk]]
        carried_out = [paper for initiative in initiatives for paper in papers[initiative.pk]]
        chains[one.pk] = Chain(carried_out, initiatives, activities=[one])
    share(chains.values())
    return {one.pk: chains[one.pk].trail(here=one) for one in activities}


def trails_of(
    pages: Iterable[Page], among: Iterable[InitiativePage] | None = None, in_short: bool = False
) -> dict[int, Trail]:
    """The trail of each of many papers and initiatives, by primary key, in a constant number of queries.

    `among` says that no other initiatives carry out any of the papers: then none is looked for. `in_short`
    leaves out activities and reports, for which a line has no room.
    """
    papers = {page.pk: page for page in pages if isinstance(page, ConceptPaperPage)}
    initiatives = {page.pk: page for page in pages if isinstance(page, InitiativePage)}
    carried_out = papers_of(initiatives, papers if among else ())
    carrying_out = initiatives_of(papers) if among is None else inverted(carried_out, among)
    told = {"updates": [], "activities": []} if in_short else {}
    chains = {pk: Chain(carried_out[pk], [page], **told) for pk, page in initiatives.items()}
    chains |= {pk: Chain([page], carrying_out.get(pk, []), **told) for pk, page in papers.items()}
    share(chains.values())
    return {page.pk: chains[page.pk].trail(here=page) for page in pages}


def attach_lines(pages: Iterable[Page], among: Iterable[InitiativePage] | None = None) -> None:
    """Give each of many papers and initiatives its `line`, its trail in short, and its `adoption`."""
    pages = list(pages)
    lines = trails_of(pages, among, in_short=True)
    for page in pages:
        page.line = lines[page.pk]
        page.adoption = page.line.adoption


# What belongs together


@dataclass(eq=False)
class Chain:
    """Papers and initiatives that belong together, and what is public about them, None until fetched."""

    papers: list[ConceptPaperPage]
    initiatives: list[InitiativePage]
    decisions: list[Decision] | None = None
    updates: list[StatusUpdate] | None = None
    activities: list[EventMixin] | None = None

    @property
    def subjects(self) -> set[int]:
        return {page.pk for page in (*self.papers, *self.initiatives) if page.pk}

    def fetch(self) -> None:
        """Fetch what is public about the papers and initiatives and was not given."""
        if self.decisions is None:
            self.decisions = list(decisions_about(self.subjects))
        if self.updates is None:
            self.updates = updates_of(self.initiatives)
        if self.activities is None:
            self.activities = activities_of(self.initiatives)

    def trail(self, here: Page | None = None) -> Trail:
        self.fetch()
        named = {decision.subject_id for decision in self.decisions}
        records = (
            *(paper for paper in self.papers if paper.pk not in named or paper is here),
            *self.decisions,
            *self.initiatives,
            *self.activities,
            *self.updates,
        )
        return ordered(step(record, here) for record in records)


def share(chains: Iterable[Chain]) -> None:
    """Ask once for all of them what each would ask for itself and was not told."""
    chains = list(chains)
    initiatives = {initiative.pk: initiative for chain in chains for initiative in chain.initiatives}.values()
    decisions = grouped(decisions_about(set().union(*(chain.subjects for chain in chains))), "subject_id")
    for chain in chains:
        chain.decisions = [found for pk in chain.subjects for found in decisions[pk]]
    if untold := [chain for chain in chains if chain.updates is None]:
        updates = grouped(updates_of(initiatives), "page_id")
        for chain in untold:
            chain.updates = [found for one in chain.initiatives for found in updates[one.pk]]
    if untold := [chain for chain in chains if chain.activities is None]:
        activities = grouped(activities_of(initiatives), "above")
        for chain in untold:
            chain.activities = [found for one in chain.initiatives for found in activities[one.path]]


def grouped(found: Iterable, name: str) -> dict:
    groups = defaultdict(list)
    for one in found:
        groups[getattr(one, name)].append(one)
    return groups


def step(record: Model, here: Page | None) -> Step:
    """The statement that a record makes, as the page `here` shows it."""
    kind, when = next(step for model, step in STEPS.items() if isinstance(record, model))
    if isinstance(record, Page):
        return Step(kind, record, when(record), here=bool(here) and record.pk == here.pk)
    own = bool(here) and (record.page is here or record.page_id == here.pk)
    return Step(kind, record, when(record), here=own, anchor=record.anchor if own else "")


STEPS: dict[type[Model], tuple[StepKind, Callable[[Any], Any]]] = {
    ConceptPaperPage: (StepKind.PAPER, lambda paper: None),
    Decision: (StepKind.DECISION, lambda decision: decision.page.end_date),
    InitiativePage: (StepKind.INITIATIVE, lambda initiative: None),
    EventMixin: (StepKind.ACTIVITY, lambda activity: activity.end_date),
    StatusUpdate: (StepKind.UPDATE, lambda update: update.date),
}


def ordered(steps: Iterable[Step]) -> Trail:
    """By their latest possible days; a paper or an initiative stands with the first decision."""
    steps = list(steps)
    first = min((step.when for step in steps if step.when and step.decision), default=None)
    kinds = list(StepKind)

    def place(step: Step):
        unknown = PartialDate(date.max.year) if step.activity else first or PartialDate(date.min.year)
        return (step.when or unknown).latest, kinds.index(step.kind)

    return Trail(tuple(sorted(steps, key=place)))


# What is asked


def decisions_about(subjects: Iterable[int]) -> QuerySet[Decision]:
    """The public decisions about papers and initiatives that meetings have taken."""
    found = Decision.objects.public().taken().filter(subject__in=list(subjects)).with_details()
    return found.defer("page__body").oldest_first()


def updates() -> QuerySet[StatusUpdate]:
    """What is known of the progress of initiatives, from the first report to the last."""
    found = StatusUpdate.objects.public().with_details()
    return found.defer("reported_to__body", "reported_to__summary").order_by("date", "pk")


def updates_of(initiatives: Iterable[InitiativePage]) -> list[StatusUpdate]:
    pages = {initiative.pk: initiative for initiative in initiatives}
    found = list(updates().filter(page__in=pages))
    for update in found:
        update.page = pages[update.page_id]
    return found


def activities_of(initiatives: Iterable[InitiativePage]) -> list[EventMixin]:
    """Return the public events below the initiatives, each with the path of its initiative as `above`."""
    paths = [initiative.path for initiative in initiatives]
    activities = []
    for model in InitiativePage.event_types():
        pages = model.objects.public().annotate(above=page_above("path")).filter(above__in=paths)
        activities += pages.select_related("country", "source_document").defer("body").oldest_first()
    return activities


def papers_of(initiatives: Iterable[int], among: Iterable[int] = ()) -> dict[int, list[ConceptPaperPage]]:
    """The public papers that each initiative carries out, and of other initiatives those `among` papers."""
    wanted = Q(initiativepage__in=list(initiatives)) | Q(conceptpaperpage__in=list(among))
    found = InitiativePage.implements.through.objects.filter(wanted, is_public("conceptpaperpage"))
    papers = defaultdict(list)
    for one in found.select_related("conceptpaperpage__source_document").defer("conceptpaperpage__body"):
        papers[one.initiativepage_id].append(one.conceptpaperpage)
    return papers


def initiatives_of(papers: Iterable[int]) -> dict[int, list[InitiativePage]]:
    """The public initiatives that carry out each paper."""
    found = InitiativePage.objects.public().with_details().carrying_out(papers)
    return grouped(found.defer("body"), "paper_id")


def inverted(
    carried_out: dict[int, list[ConceptPaperPage]], among: Iterable[InitiativePage]
) -> dict[int, list[InitiativePage]]:
    """By paper: those of the initiatives that carry it out, as `papers_of` tells."""
    initiatives = defaultdict(list)
    for initiative in sorted(among, key=attrgetter("title", "pk")):
        for paper in carried_out[initiative.pk]:
            initiatives[paper.pk].append(initiative)
    return initiatives


def initiatives_about(subjects: Iterable[int]) -> dict[int, list[InitiativePage]]:
    """By paper or initiative decided on: the public initiatives that carry it out, or that it is itself."""
    subjects = list(subjects)
    initiatives = defaultdict(list)
    if subjects:
        carrying_out = InitiativePage.implements.through.objects.filter(conceptpaperpage__in=subjects)
        # One list of keys: of two conditions with OR, each initiative there is would be read.
        keys = Page.objects.order_by().filter(pk__in=subjects).values("pk")
        keys = keys.union(carrying_out.values("initiativepage"), all=True)
        found = InitiativePage.objects.public().with_current_status().filter(pk__in=keys)
        for one in found.annotate(paper_id=F("implements")).defer("body").order_by("title", "pk"):
            for subject in {one.pk, one.paper_id}:
                if one.pk not in [known.pk for known in initiatives[subject]]:
                    initiatives[subject].append(one)
    return initiatives
