"""Numbers by year, and where they stand in the two drawings made of them: bars, and marks in columns.

The years go down the page, one row each; across, everything stands at a percentage of the width. So a drawing
has no width of its own, its words keep their size on a phone, at a desk and on paper, and it needs no script.
The numbers themselves (`Years`) are also the table that stands beside each drawing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import log2

from django.utils.functional import Promise

ROW = 28
BAR = 24
HEAD = 108
YEAR_WIDTH = 15  # per cent; the rest is for what is drawn
SMALLEST, LARGEST = 4, 13
NEEDED_FOR_A_NUMBER = 8
NEEDED_FOR_A_LETTER = 2  # per cent


@dataclass(frozen=True)
class Kind:
    """Something counted: its name in the style sheet, and the words for it.

    Where pieces of several kinds lie side by side, each bears the `sign` of its kind: colour alone tells
    nothing to whoever does not see it.
    """

    name: str
    label: str | Promise
    is_signed: bool = False

    @property
    def sign(self) -> str:
        return str(self.label)[:1] if self.is_signed else ""


@dataclass
class Count:
    """How many there were, how many are still to come, and what the table says of them beside that.

    What was postponed or cancelled (`called_off`) is said in the table, and drawn nowhere.
    """

    done: int = 0
    to_come: int = 0
    names: list[str] = field(default_factory=list)
    called_off: int = 0

    def __bool__(self):
        return bool(self.done or self.to_come or self.called_off)

    @property
    def total(self) -> int:
        """How many are drawn."""
        return self.done + self.to_come

    @property
    def all(self) -> int:
        """How many there are, those that were called off included."""
        return self.total + self.called_off


@dataclass
class Row:
    year: int
    counts: list[Count]

    @property
    def total(self) -> int:
        return sum(count.total for count in self.counts)


@dataclass
class Years:
    """A row for each year from the first in which something was counted to the last, with a count a kind."""

    kinds: list[Kind]
    rows: list[Row]

    @classmethod
    def of(cls, kinds: Iterable[Kind], counted: Iterable[tuple[int, str, Count]]) -> "Years":
        """Of counts with their year and the name of their kind; kinds without any are left out."""
        found: dict[tuple[int, str], Count] = {}
        for year, name, count in counted:
            if count:
                sum_ = found.setdefault((year, name), Count())
                sum_.done += count.done
                sum_.to_come += count.to_come
                sum_.called_off += count.called_off
                sum_.names += count.names
        years, names = {year for year, _ in found}, {name for _, name in found}
        shown = [kind for kind in kinds if kind.name in names]
        span = range(min(years), max(years) + 1) if years else []
        return cls(
            shown,
            [Row(year, [found.get((year, kind.name), Count()) for kind in shown]) for year in span],
        )

    def __bool__(self):
        return bool(self.rows)

    @cached_property
    def bars(self) -> "Bars":
        return Bars(self)

    @cached_property
    def columns(self) -> "Columns":
        return Columns(self)


@dataclass(frozen=True)
class Piece:
    """A part of a bar: from where, how long, of what kind, how many."""

    kind: Kind
    x: float
    width: float
    number: int

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def text(self) -> str:
        """Return the sign and the number, or the sign alone where there is no room for more."""
        both = " ".join(filter(None, (self.kind.sign, str(self.number))))
        if self.width >= NEEDED_FOR_A_LETTER * (len(both) + 1):
            return both
        return self.kind.sign if self.width >= NEEDED_FOR_A_LETTER else ""


@dataclass(frozen=True)
class Bars:
    """A bar a year, made of a piece a kind; the longest takes the whole width."""

    years: Years

    @property
    def height(self) -> int:
        return len(self.years.rows) * ROW

    @property
    def rows(self) -> list[dict]:
        most = max((row.total for row in self.years.rows), default=0) or 1
        scale = (100 - YEAR_WIDTH - 10) / most  # the sum stands behind the bar
        drawn = []
        for number, row in enumerate(self.years.rows):
            x, pieces = float(YEAR_WIDTH), []
            for kind, count in zip(self.years.kinds, row.counts, strict=True):
                if count.total:
                    pieces.append(Piece(kind, round(x, 2), round(count.total * scale, 2), count.total))
                    x += count.total * scale
            y = number * ROW
            drawn.append(
                {
                    "year": row.year,
                    "total": row.total,
                    "pieces": pieces,
                    "y": y,
                    "middle": y + BAR / 2,
                    "end": round(x + 1, 2),
                }
            )
        return drawn


@dataclass(frozen=True)
class Mark:
    """A disc for a count; hollow while all of it is still to come."""

    kind: Kind
    x: float
    y: float
    radius: float
    number: int
    is_to_come: bool

    @property
    def holds_its_number(self) -> bool:
        return self.number > 1


@dataclass(frozen=True)
class Columns:
    """A column a kind with a mark in each year that has some."""

    years: Years

    @property
    def height(self) -> int:
        return HEAD + len(self.years.rows) * ROW

    @property
    def heads(self) -> list[dict]:
        return [{"kind": kind, "x": self._x(place)} for place, kind in enumerate(self.years.kinds)]

    @property
    def rows(self) -> list[dict]:
        return [
            {
                "year": row.year,
                "y": HEAD + number * ROW,
                "middle": HEAD + number * ROW + ROW / 2,
                "marks": [
                    Mark(
                        kind,
                        self._x(place),
                        HEAD + number * ROW + ROW / 2,
                        radius_of(count.total),
                        count.total,
                        not count.done,
                    )
                    for place, (kind, count) in enumerate(zip(self.years.kinds, row.counts, strict=True))
                    if count.total
                ],
            }
            for number, row in enumerate(self.years.rows)
        ]

    def _x(self, place: int) -> float:
        """The middle of a column."""
        width = (100 - YEAR_WIDTH) / max(len(self.years.kinds), 1)
        return round(YEAR_WIDTH + (place + 0.5) * width, 2)


def radius_of(number: int) -> float:
    """One is a small disc; two and more hold their number, and grow with its length."""
    if number == 1:
        return SMALLEST
    return round(min(NEEDED_FOR_A_NUMBER + log2(number) / 1.5, LARGEST), 1)
