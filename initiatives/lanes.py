"""The lane of a paper or an initiative: its trail as a drawing over time.

A diamond is a decision, a ring a status update, a bar an activity; each is hollow while it is still to come.
The line is solid up to the last status update, and dotted from there: nothing was heard. Horizontal positions
are percentages, so that marks keep their size at any width (`docs/charts.md`).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from admm_site.core.clock import today
from admm_site.core.partial_dates import PartialDate

from .choices import STATUSES_GOING_ON, StepKind
from .trail_steps import Step, Trail

LABEL_WIDTH = 9  # per cent
SYMBOLS = {  # those that come later are drawn over the others
    StepKind.ACTIVITY: "activity",
    StepKind.STATUS_UPDATE: "status-update",
    StepKind.DECISION: "decision",
}
ROUND_YEARS = 5


@dataclass(frozen=True)
class Scale:
    """The years that lanes show, from the first of January of one to the last of December of another."""

    first: int
    last: int

    @classmethod
    def of(cls, trails: Iterable[Trail]) -> "Scale":
        """Return the years from the first dated step of the trails to the last, or to this year."""
        years = [step.date.year for trail in trails for step in trail if step.date]
        return cls(min(years, default=today().year), max([*years, today().year]))

    def x(self, date: PartialDate) -> float:
        """Return the position of the middle of the time in which the date lies."""
        middle = (_year_of(date.earliest) + _year_of(date.latest)) / 2
        return round((middle - self.first) / (self.last + 1 - self.first) * 100, 2)

    @property
    def today(self) -> float:
        return self.x(PartialDate.from_date(today()))

    @property
    def years(self) -> list[dict]:
        """Return each year with its position, and whether it is round, which small screens show alone."""
        span = range(self.first, self.last + 1)
        return [
            {
                "year": year,
                "label": year if year == self.first or not year % ROUND_YEARS else f"’{year % 100:02}",
                "x": self.x(PartialDate(year, 1, 1)),
                "is_round": not year % ROUND_YEARS,
            }
            for year in span
        ]


def _year_of(day) -> float:
    """Return a day as a number of years: the first of July 2011 is about 2011.5."""
    return day.year + (day.timetuple().tm_yday - 1) / 365.25


@dataclass(frozen=True)
class Mark:
    """A dated step of the trail in the drawing."""

    step: Step
    x: float
    is_planned: bool

    @property
    def symbol(self) -> str:
        return f"{SYMBOLS[self.step.kind]}{'-planned' if self.is_planned else ''}"

    @property
    def label(self) -> str:
        """Return the verb of a decision, or the status that a status update gives."""
        if self.step.decision:
            return self.step.decision.get_verb_display()
        return self.step.status_update.get_status_display() if self.step.status_update else ""

    @property
    def anchor(self) -> str:
        """Return where the text of the label stands on it: not beyond the edges."""
        return "start" if self.x < LABEL_WIDTH / 2 else "end" if self.x > 100 - LABEL_WIDTH / 2 else "middle"


@dataclass(frozen=True, eq=False)
class Lane:
    trail: Trail
    scale: Scale

    height = 92

    @cached_property
    def marks(self) -> list[Mark]:
        """Return the marks in the order in which they are drawn."""
        steps = [
            step
            for step in self.trail
            if step.date and step.kind in SYMBOLS and (not step.activity or step.activity.is_held_or_planned)
        ]
        marks = [Mark(step, self.scale.x(step.date), step.is_to_come) for step in steps]
        return sorted(marks, key=lambda mark: list(SYMBOLS).index(mark.step.kind))

    @property
    def heard(self) -> list[float]:
        """Return the positions of all decisions and status updates."""
        return [mark.x for mark in self.marks if not mark.step.activity and not mark.is_planned]

    @property
    def line(self) -> tuple[float, float] | None:
        """Return from where to where something was heard."""
        return (min(self.heard), max(self.heard)) if self.heard else None

    @property
    def silence(self) -> tuple[float, float] | None:
        """Return from where to where nothing was heard: up to today, if it is said to go on."""
        goes_on = self.trail.status in STATUSES_GOING_ON or not self.trail.initiatives
        return (max(self.heard), self.scale.today) if self.heard and goes_on else None

    @cached_property
    def labels(self) -> list[Mark]:
        """Return the marks of turning points that have room for their label; decisions go first."""
        turning_points, labels = set(self.trail.turning_points), []
        for mark in reversed(self.marks):
            is_clear = all(abs(mark.x - label.x) >= LABEL_WIDTH for label in labels)
            if mark.label and mark.step in turning_points and is_clear:
                labels.append(mark)
        return labels

    @property
    def description(self) -> str:
        """Return in sentences what the drawing shows, for those who don't see it."""
        counts = [
            ngettext("%d decision", "%d decisions", len(self.trail.decisions)) % len(self.trail.decisions),
            ngettext("%d status update", "%d status updates", len(self.trail.status_updates))
            % len(self.trail.status_updates),
            ngettext("%d activity", "%d activities", len(self.trail.activities)) % len(self.trail.activities),
        ]
        sentence = _(
            "It runs from %(first)s to %(last)s and shows %(decisions)s, %(updates)s and %(activities)s."
        )
        first, last = self.scale.first, self.scale.last
        return sentence % {
            "first": first,
            "last": last,
            "decisions": counts[0],
            "updates": counts[1],
            "activities": counts[2],
        }


def get_lane(trail: Trail) -> Lane | None:
    """Return the lane of one trail over its own years; None without a dated step."""
    lane = Lane(trail, Scale.of([trail]))
    return lane if lane.marks else None
