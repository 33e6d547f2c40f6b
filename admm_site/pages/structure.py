"""The structure: the series as a tree by whom they report to, and as a chart of boxes."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.shortcuts import render
from django.views.decorators.http import require_safe

from admm_site.core.clock import today
from admm_site.core.query_parameters import allow_parameters
from meetings.choices import Framework, Level
from meetings.models import ChairTerm, MeetingSeries

BOX_WIDTH, BOX_HEIGHT = 124, 58
COLUMN, ROW = BOX_WIDTH + 12, BOX_HEIGHT + 44


@dataclass
class Body:
    """A series and the bodies that report to it."""

    series: MeetingSeries
    children: list["Body"] = field(default_factory=list)

    @property
    def chairs(self) -> list[ChairTerm]:
        """Return the current chairs, else the last ones. Terms come newest first (`with_chairs`)."""
        terms = [term for term in self.series.chair_terms.all() if term.start.earliest <= today()]
        return [term for term in terms if term.start == terms[0].start]


@dataclass(frozen=True)
class Box:
    """A body in the chart; its texts are centred on `middle`, counted from its own left edge."""

    series: MeetingSeries
    x: float
    y: int
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT
    middle: float = BOX_WIDTH / 2


@dataclass(frozen=True)
class StructureChart:
    boxes: list[Box]
    lines: list[str]
    width: int
    height: int


def rank(series: MeetingSeries) -> tuple:
    return (Framework.values.index(series.framework), Level.values.index(series.level), series.name)


def nest(series: Iterable[MeetingSeries]) -> list[Body]:
    """Return the bodies that report to nobody, each with those below it; the ADMM before the ADMM-Plus.

    A body whose superior is missing is at the top.
    """
    bodies: dict[int | None, Body] = {body.pk: Body(body) for body in sorted(series, key=rank)}
    top = []
    for body in bodies.values():
        above = bodies.get(body.series.reports_to_id)
        (above.children if above else top).append(body)
    return top


def lay_out(tree: list[Body]) -> StructureChart:
    """Return the chart: a row for each level, each body centred above those that report to it."""
    boxes: list[Box] = []
    lines: list[str] = []
    columns = 0

    def place(body: Body, depth: int) -> Box:
        nonlocal columns
        below = [place(child, depth + 1) for child in body.children]
        if below:
            x = (below[0].x + below[-1].x) / 2
        else:
            x, columns = columns * COLUMN, columns + 1
        box = Box(body.series, x + 1 if not below else x, depth * ROW + 1)
        boxes.append(box)
        lines.extend(_line(box, child) for child in below)
        return box

    for body in tree:
        place(body, 0)
    deepest = max((box.y for box in boxes), default=0)
    return StructureChart(boxes, lines, max(columns * COLUMN - 10, 0), deepest + BOX_HEIGHT + 1)


def _line(above: Box, below: Box) -> str:
    """Return the path of the line from a box to one that reports to it."""
    half = (above.y + above.height + below.y) / 2
    return (
        f"M{above.x + above.middle:g} {above.y + above.height}V{half:g}H{below.x + below.middle:g}V{below.y}"
    )


@require_safe
@allow_parameters()
def structure(request):
    """Show the bodies and who reports to whom, as nested lists and as a chart."""
    tree = nest(MeetingSeries.objects.known_as_of_request().with_chairs())
    context = {"tree": tree, "chart": lay_out(tree)}
    return render(request, "pages/structure.html", context)
