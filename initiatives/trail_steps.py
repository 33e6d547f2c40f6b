"""The steps of a trail: one statement each, in the order in which things happened."""

from collections.abc import Callable, Iterable
from copy import copy
from dataclasses import dataclass, replace
from datetime import MAXYEAR, MINYEAR
from functools import cached_property
from itertools import groupby
from typing import Any

from django.db.models import Model
from wagtail.models import Page

from admm_site.core.events import EventMixin
from admm_site.core.partial_dates import PartialDate, range_in_words
from admm_site.core.records import PermalinkRecord
from meetings.models import Decision, MeetingPage

from .choices import StepKind
from .models import ConceptPaperPage, InitiativePage, StatusUpdate


@dataclass(frozen=True, eq=False)
class Step:
    """One statement of a trail and the record that makes it, which carries its source.

    `is_here` says that the record is or belongs to the page that is shown, `anchor` its place on that page,
    `is_about_page` that it is a decision about that page. On the page of a meeting, `short_trail` of a
    decision is the trail of its subject, and `is_reported_here` says of a status update that it was reported
    to the meeting.
    """

    kind: StepKind
    record: Model
    date: PartialDate | None
    is_here: bool = False
    is_about_page: bool = False
    anchor: str = ""
    short_trail: "Trail | None" = None
    is_reported_here: bool = False

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
    def status_update(self) -> StatusUpdate | None:
        return self.record if isinstance(self.record, StatusUpdate) else None

    @cached_property
    def title(self) -> str:
        """Return the title of what the statement is about, if that is public."""
        record = self.record
        if self.decision:
            return record.public_title
        return record.page.title if self.status_update else record.title

    @property
    def meeting(self) -> MeetingPage | None:
        """Return the meeting that decided, or that received the status update."""
        if self.decision:
            return self.record.page
        return self.record.public_meeting if self.status_update else None

    @property
    def is_to_come(self) -> bool:
        """Return whether it is planned: an activity, or a decision of a meeting that is not over."""
        event = self.activity or (self.decision and self.decision.page)
        return bool(event) and not event.is_over

    @property
    def has_permalink(self) -> bool:
        return isinstance(self.record, PermalinkRecord)

    @cached_property
    def address(self) -> str:
        """Return the URL of the page that makes the statement, with the anchor of the record."""
        return self.record.address if self.has_permalink else self.record.url

    @cached_property
    def permalink(self) -> str:
        return self.record.permalink if self.has_permalink else ""


@dataclass(frozen=True, eq=False)
class Fold:
    """Steps of a trail that follow each other, in sight or folded."""

    steps: tuple[Step, ...]
    is_folded: bool

    @property
    def dates(self) -> str:
        """Return the first and the last year of the steps: `2012–2017`."""
        years = [step.date.year for step in self.steps if step.date]
        return range_in_words(PartialDate(min(years)), PartialDate(max(years))) if years else ""


@dataclass(frozen=True, eq=False)
class Trail:
    """Steps from the first decision to the last result."""

    steps: tuple[Step, ...]

    def __bool__(self):
        return bool(self.steps)

    def __iter__(self):
        return iter(self.steps)

    def records_of(self, kind: StepKind) -> list:
        return [step.record for step in self.steps if step.kind == kind]

    @cached_property
    def decisions(self) -> list[Decision]:
        return self.records_of(StepKind.DECISION)

    @cached_property
    def papers(self) -> list[ConceptPaperPage]:
        return self.records_of(StepKind.PAPER)

    @cached_property
    def initiatives(self) -> list[InitiativePage]:
        return self.records_of(StepKind.INITIATIVE)

    @cached_property
    def activities(self) -> list[EventMixin]:
        return self.records_of(StepKind.ACTIVITY)

    @cached_property
    def status_updates(self) -> list[StatusUpdate]:
        return self.records_of(StepKind.STATUS_UPDATE)

    @property
    def adoption(self) -> Decision | None:
        """Return the first decision that adopted or endorsed a paper or initiative of the trail."""
        return next((decision for decision in self.decisions if decision.adopts), None)

    def adoption_of(self, subjects: set[int]) -> Decision | None:
        """Return the first decision that adopted or endorsed one of the subjects."""
        adoptions = (decision for decision in self.decisions if decision.adopts)
        return next((decision for decision in adoptions if decision.subject_id in subjects), None)

    @cached_property
    def key_steps(self) -> list[Step]:
        """Return the steps of a short trail: first and last decision, adoption, initiatives, this page."""
        decisions = [step for step in self.steps if step.decision]
        adoption = [step for step in decisions if step.record is self.adoption]
        here = [step for step in self.steps if step.is_here and not step.status_update]
        selected = {*decisions[:1], *adoption, *decisions[-1:], *here}
        return [step for step in self.steps if step in selected or step.initiative]

    @property
    def status(self) -> str | None:
        """Return the current status of its first initiative, if it has one."""
        return self.initiatives[0].current_status if self.initiatives else None

    @cached_property
    def turning_points(self) -> list[Step]:
        """Return the key steps of the trail and what changed its status, and the last of each kind.

        These are in sight on a page; the steps between them are folded.
        """
        selected, status = {*self.key_steps}, None
        for step in self.status_update_steps:
            if step.status_update.status != status:
                selected.add(step)
            status = step.status_update.status
        past_activities = [step for step in self.steps if step.activity and step.activity.is_over]
        upcoming_activities = [step for step in self.steps if step.activity and step.activity.is_upcoming]
        selected |= {*self.status_update_steps[-1:], *past_activities[-1:], *upcoming_activities[:1]}
        selected |= {step for step in self.steps if step.is_here and not step.has_permalink}
        return [step for step in self.steps if step in selected]

    @cached_property
    def folds(self) -> list["Fold"]:
        """Return the steps in their order, in runs of turning points and of what is folded between them.

        The paper or the initiative whose page it is says on that page itself what its step would say.
        """
        turning_points = set(self.turning_points)
        steps = (step for step in self.steps if not step.is_here or step.has_permalink or step.activity)
        runs = groupby(steps, key=turning_points.__contains__)
        folds = [Fold(tuple(steps), not is_turning_point) for is_turning_point, steps in runs]
        return [replace(fold, is_folded=fold.is_folded and len(fold.steps) > 1) for fold in folds]

    @cached_property
    def decision_steps(self) -> list[Step]:
        """Return the steps of the decisions of the meeting that the page is about."""
        return [step for step in self.steps if step.decision and step.is_here]

    @cached_property
    def status_update_steps(self) -> list[Step]:
        return [step for step in self.steps if step.status_update]

    @cached_property
    def sourced_records(self) -> list[Model]:
        """Return the records whose sources are shown at their steps; that of the page stands at its top."""
        return [step.record for step in self.steps if step.has_permalink or not step.is_here]

    def with_copied_records(self) -> "Trail":
        """Return the trail with records of its own, where a page shows those that trails share twice."""
        return Trail(tuple(replace(step, record=copy(step.record)) for step in self.steps))

    @cached_property
    def statements(self) -> list[Step]:
        """Return the steps and those of their short trails, without duplicates."""
        steps = [step for outer in self.steps for step in (outer, *(outer.short_trail or ()))]
        return list({(step.kind, step.record.pk): step for step in reversed(steps)}.values())[::-1]


STEPS: dict[type[Model], tuple[StepKind, Callable[[Any], Any]]] = {
    ConceptPaperPage: (StepKind.PAPER, lambda paper: None),
    Decision: (StepKind.DECISION, lambda decision: decision.page.end_date),
    InitiativePage: (StepKind.INITIATIVE, lambda initiative: None),
    EventMixin: (StepKind.ACTIVITY, lambda activity: activity.end_date),
    StatusUpdate: (StepKind.STATUS_UPDATE, lambda status_update: status_update.date),
}


def make_step(record: Model, page: Page | None = None) -> Step:
    """Return the step that a record makes, as `page` shows it."""
    kind, get_date = next(step for model, step in STEPS.items() if isinstance(record, model))
    if isinstance(record, Page):
        return Step(kind, record, get_date(record), is_here=bool(page) and record.pk == page.pk)
    is_here = bool(page) and (record.page is page or record.page_id == page.pk)
    is_about_page = bool(page) and isinstance(record, Decision) and record.subject_id == page.pk
    anchor = record.anchor if is_here else ""
    return Step(kind, record, get_date(record), is_here, is_about_page, anchor)


def make_trail(steps: Iterable[Step]) -> Trail:
    """Return a trail of the steps sorted by their latest possible days.

    A paper or an initiative comes with the first decision, an activity without a date at the end.
    """
    steps = list(steps)
    first = min((step.date for step in steps if step.date and step.decision), default=None)
    kinds = list(StepKind)

    def sort_key(step: Step):
        missing = PartialDate(MAXYEAR) if step.activity else first or PartialDate(MINYEAR)
        return (step.date or missing).latest, kinds.index(step.kind)

    return Trail(tuple(sorted(steps, key=sort_key)))
