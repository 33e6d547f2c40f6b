"""Numbers by year, and where they stand in the two drawings made of them: bars, and marks in columns.

The years go down the page, one row each; across, everything stands at a percentage of the width. So a drawing
has no width of its own, its words keep their size on a phone, at a desk and on paper, and it needs no script.
The numbers themselves (`YearlyCounts`) are also the table that stands beside each drawing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from math import log2

from django.utils.functional import Promise

ROW_HEIGHT = 28
BAR_HEIGHT = 24
HEADER = 108
YEAR_WIDTH = 15  # per cent; the rest is for what is drawn
SMALLEST, LARGEST = 4, 13
SMALLEST_WITH_NUMBER = 8
CHARACTER_WIDTH = 2  # per cent


@dataclass(frozen=True)
class Series:
    """Something counted: its name in the style sheet, and the words for it.

    Where segments of several series lie side by side, each bears the `letter` of its own: colour alone tells
    nothing to whoever does not see it.
    """

    name: str
    label: str | Promise
    has_letter: bool = False

    @property
    def letter(self) -> str:
        return str(self.label)[:1] if self.has_letter else ""


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
class YearlyCounts:
    """A row for each year from the first with a count to the last, and in it a count for each series."""

    series: list[Series]
    rows: list[Row]

    @classmethod
    def from_counts(
        cls, all_series: Iterable[Series], counted: Iterable[tuple[int, str, Count]]
    ) -> "YearlyCounts":
        """Of counts with their year and the name of their series; series without any are left out."""
        found: dict[tuple[int, str], Count] = {}
        for year, name, count in counted:
            if count:
                sum_ = found.setdefault((year, name), Count())
                sum_.done += count.done
                sum_.to_come += count.to_come
                sum_.called_off += count.called_off
                sum_.names += count.names
        years, names = {year for year, _ in found}, {name for _, name in found}
        used = [series for series in all_series if series.name in names]
        span = range(min(years), max(years) + 1) if years else []
        return cls(
            used,
            [Row(year, [found.get((year, series.name), Count()) for series in used]) for year in span],
        )

    def __bool__(self):
        return bool(self.rows)

    @cached_property
    def bar_chart(self) -> "BarChart":
        return BarChart(self)

    @cached_property
    def dot_plot(self) -> "DotPlot":
        return DotPlot(self)


@dataclass(frozen=True)
class BarSegment:
    """A part of a bar: from where, how long, of what series, how many."""

    series: Series
    x: float
    width: float
    number: int

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def text(self) -> str:
        """Return the sign and the number, or the sign alone where there is no room for more."""
        both = " ".join(filter(None, (self.series.letter, str(self.number))))
        if self.width >= CHARACTER_WIDTH * (len(both) + 1):
            return both
        return self.series.letter if self.width >= CHARACTER_WIDTH else ""


@dataclass(frozen=True)
class BarChart:
    """A bar a year, made of a piece a series; the longest takes the whole width."""

    years: YearlyCounts

    @property
    def height(self) -> int:
        return len(self.years.rows) * ROW_HEIGHT

    @property
    def rows(self) -> list[dict]:
        most = max((row.total for row in self.years.rows), default=0) or 1
        scale = (100 - YEAR_WIDTH - 10) / most  # the sum stands behind the bar
        drawn = []
        for number, row in enumerate(self.years.rows):
            x, segments = float(YEAR_WIDTH), []
            for series, count in zip(self.years.series, row.counts, strict=True):
                if count.total:
                    segments.append(
                        BarSegment(series, round(x, 2), round(count.total * scale, 2), count.total)
                    )
                    x += count.total * scale
            y = number * ROW_HEIGHT
            drawn.append(
                {
                    "year": row.year,
                    "total": row.total,
                    "segments": segments,
                    "y": y,
                    "middle": y + BAR_HEIGHT / 2,
                    "end": round(x + 1, 2),
                }
            )
        return drawn


@dataclass(frozen=True)
class Point:
    """A disc for a count; hollow while all of it is still to come."""

    series: Series
    x: float
    y: float
    radius: float
    number: int
    is_planned: bool

    @property
    def shows_number(self) -> bool:
        return self.number > 1


@dataclass(frozen=True)
class DotPlot:
    """A column a series with a mark in each year that has some."""

    years: YearlyCounts

    @property
    def height(self) -> int:
        return HEADER + len(self.years.rows) * ROW_HEIGHT

    @property
    def headers(self) -> list[dict]:
        return [{"series": series, "x": self._x(place)} for place, series in enumerate(self.years.series)]

    @property
    def rows(self) -> list[dict]:
        return [
            {
                "year": row.year,
                "y": HEADER + number * ROW_HEIGHT,
                "middle": HEADER + number * ROW_HEIGHT + ROW_HEIGHT / 2,
                "points": [
                    Point(
                        series,
                        self._x(place),
                        HEADER + number * ROW_HEIGHT + ROW_HEIGHT / 2,
                        point_radius(count.total),
                        count.total,
                        not count.done,
                    )
                    for place, (series, count) in enumerate(zip(self.years.series, row.counts, strict=True))
                    if count.total
                ],
            }
            for number, row in enumerate(self.years.rows)
        ]

    def _x(self, place: int) -> float:
        """The middle of a column."""
        width = (100 - YEAR_WIDTH) / max(len(self.years.series), 1)
        return round(YEAR_WIDTH + (place + 0.5) * width, 2)


def point_radius(number: int) -> float:
    """One is a small disc; two and more hold their number, and grow with its length."""
    if number == 1:
        return SMALLEST
    return round(min(SMALLEST_WITH_NUMBER + log2(number) / 1.5, LARGEST), 1)
