"""Who reports to whom: the series as a tree, and where each box of its drawing stands."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from .models import MeetingSeries

BOX_WIDTH, BOX_HEIGHT = 190, 46
INDENT, GAP = 36, 14


@dataclass
class Body:
    """A series and the bodies that report to it."""

    series: MeetingSeries
    reporting: list["Body"] = field(default_factory=list)


@dataclass(frozen=True)
class Box:
    """A body in the drawing; `line` is the path to the body it reports to, empty at the top."""

    series: MeetingSeries
    x: int
    y: int
    line: str

    width = BOX_WIDTH
    height = BOX_HEIGHT

    @property
    def text_x(self) -> int:
        return self.x + 12

    @property
    def text_y(self) -> int:
        return self.y + BOX_HEIGHT // 2 + 5


@dataclass(frozen=True)
class Drawing:
    boxes: list[Box]
    width: int
    height: int


def nest(series: Iterable[MeetingSeries]) -> list[Body]:
    """The bodies that report to nobody, each with those below it; a body whose superior is missing stands at the top."""
    bodies = {one.pk: Body(one) for one in series}
    top = []
    for body in bodies.values():
        above = bodies.get(body.series.reports_to_id)
        (above.reporting if above else top).append(body)
    return top


def draw(tree: list[Body]) -> Drawing:
    """One row a body, indented by its depth: the order of the nested lists, readable on a narrow screen too."""
    boxes: list[Box] = []

    def place(body: Body, depth: int, above: Box | None):
        x, y = depth * INDENT, len(boxes) * (BOX_HEIGHT + GAP)
        line = f"M{above.x + INDENT // 2} {above.y + BOX_HEIGHT}V{y + BOX_HEIGHT // 2}H{x}" if above else ""
        box = Box(body.series, x, y, line)
        boxes.append(box)
        for below in body.reporting:
            place(below, depth + 1, box)

    for body in tree:
        place(body, 0, None)
    width = max((box.x for box in boxes), default=0) + BOX_WIDTH
    return Drawing(boxes, width, max(0, len(boxes) * (BOX_HEIGHT + GAP) - GAP))
