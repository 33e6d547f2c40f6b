"""Charts of numbers by year: a stacked bar chart, and strips over the years.

Horizontal positions are percentages. So a chart has no width of its own, its text keeps
its size on every screen and on paper, and it needs no script. The table beside each chart shows the same
numbers (`YearlyCounts`).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext as _

ROW_HEIGHT = 28
BAR_HEIGHT = 24
STRIP_HEIGHT = 54
STRIP_LINE = 28  # below the top of the strip
YEAR_WIDTH = 15  # per cent; the rest is the plot
CHARACTER_WIDTH = 2  # per cent


@dataclass(frozen=True)
class Series:
    """A data series: its name in the style sheet, and its label.

    Segments side by side have the `letter` of their series, so that colour isn't the only difference.
    """

    name: str
    label: str | Promise
    has_letter: bool = False

    @property
    def letter(self) -> str:
        return str(self.label)[:1] if self.has_letter else ""


@dataclass
class Count:
    """The number of events that are over, upcoming and called off in a year, and names for the table.

    Events that were called off are in the table only.
    """

    past: int = 0
    upcoming: int = 0
    names: list[str] = field(default_factory=list)
    called_off: int = 0

    def __bool__(self):
        return bool(self.past or self.upcoming or self.called_off)

    @property
    def total(self) -> int:
        """Return the number in the chart."""
        return self.past + self.upcoming

    @property
    def all(self) -> int:
        """Return the number in the table: with those that were called off."""
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
    """A row for each year from the first to the last with a count, and in it a count for each series."""

    series: list[Series]
    rows: list[Row]

    @classmethod
    def from_counts(
        cls, all_series: Iterable[Series], counts: Iterable[tuple[int, str, Count]]
    ) -> "YearlyCounts":
        """Add up counts by year and name of series; leave out series without any."""
        totals: dict[tuple[int, str], Count] = {}
        for year, name, count in counts:
            if count:
                total = totals.setdefault((year, name), Count())
                total.past += count.past
                total.upcoming += count.upcoming
                total.called_off += count.called_off
                total.names += count.names
        years, names = {year for year, _ in totals}, {name for _, name in totals}
        used = [series for series in all_series if series.name in names]
        span = range(min(years), max(years) + 1) if years else []
        return cls(
            used,
            [Row(year, [totals.get((year, series.name), Count()) for series in used]) for year in span],
        )

    def __bool__(self):
        return bool(self.rows)

    def in_words(self, numbers: Iterable[int]) -> str:
        """Return a number for each series, with its label: `Chaired 3, Hosted 4`."""
        return ", ".join(
            f"{series.label} {number}" for series, number in zip(self.series, numbers, strict=True)
        )

    @property
    def latest_counts(self) -> list[tuple[Series, Count]]:
        """Return the counts of the last year, without the series that have none in it."""
        counts = zip(self.series, self.rows[-1].counts, strict=True)
        return [(series, count) for series, count in counts if count]

    @property
    def sums_in_words(self) -> str:
        """Return `From 2006 to 2026 it counts Chaired 3, Hosted 4.`"""
        sums = [sum(row.counts[index].total for row in self.rows) for index in range(len(self.series))]
        return _("From %(first)s to %(last)s it counts %(counts)s.") % {
            "first": self.rows[0].year,
            "last": self.rows[-1].year,
            "counts": self.in_words(sums),
        }

    @cached_property
    def strip_chart(self) -> "StripChart":
        return StripChart(self)

    @cached_property
    def bar_chart(self) -> "BarChart":
        return BarChart(self)


@dataclass(frozen=True)
class BarSegment:
    """A segment of a stacked bar: its series, position, width and number."""

    series: Series
    x: float
    width: float
    number: int

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def text(self) -> str:
        """Return the letter and the number, or the letter alone if there is no room for both."""
        label = " ".join(filter(None, (self.series.letter, str(self.number))))
        if self.width >= CHARACTER_WIDTH * (len(label) + 1):
            return label
        return self.series.letter if self.width >= CHARACTER_WIDTH else ""


@dataclass(frozen=True)
class BarChart:
    """A stacked bar for each year; the longest takes the whole width."""

    years: YearlyCounts

    @property
    def height(self) -> int:
        return len(self.years.rows) * ROW_HEIGHT

    @property
    def description(self) -> str:
        """Return a sentence with the last bar, for those who don't see the chart."""
        last = self.years.rows[-1]
        return _("The last bar, %(year)s, counts %(counts)s.") % {
            "year": last.year,
            "counts": self.years.in_words([count.total for count in last.counts]),
        }

    @property
    def rows(self) -> list[dict]:
        largest = max((row.total for row in self.years.rows), default=0) or 1
        scale = (100 - YEAR_WIDTH - 10) / largest  # the total is shown after the bar
        rows = []
        for number, row in enumerate(self.years.rows):
            x, segments = float(YEAR_WIDTH), []
            for series, count in zip(self.years.series, row.counts, strict=True):
                if count.total:
                    segments.append(
                        BarSegment(series, round(x, 2), round(count.total * scale, 2), count.total)
                    )
                    x += count.total * scale
            y = number * ROW_HEIGHT
            rows.append(
                {
                    "year": row.year,
                    "total": row.total,
                    "segments": segments,
                    "y": y,
                    "middle": y + BAR_HEIGHT / 2,
                    "end": round(x + 1, 2),
                }
            )
        return rows


@dataclass(frozen=True)
class StripChart:
    """A strip for each series over all the years, with a mark in each year that has a count.

    Each year has its column, as wide as that of the list of years beside it.
    """

    years: YearlyCounts

    @property
    def height(self) -> int:
        return len(self.years.series) * STRIP_HEIGHT

    @property
    def description(self) -> str:
        """Return a sentence with the years and the sum of each strip, for those who don't see the chart."""
        return self.years.sums_in_words

    @property
    def gridlines(self) -> list[float]:
        return [self._x(number) for number in range(len(self.years.rows))]

    @property
    def strips(self) -> list[dict]:
        """Return for each series its label, the vertical position of its line, and its marks."""
        return [
            {
                "series": series,
                "top": index * STRIP_HEIGHT + 14,
                "y": index * STRIP_HEIGHT + STRIP_LINE,
                "number_y": index * STRIP_HEIGHT + STRIP_LINE + 20,
                "marks": [
                    {"x": self._x(number), "count": count, "is_planned": not count.past}
                    for number, row in enumerate(self.years.rows)
                    if (count := row.counts[index]).total
                ],
            }
            for index, series in enumerate(self.years.series)
        ]

    def _x(self, number: int) -> float:
        """Return the middle of the column of a year."""
        return round((number + 0.5) * 100 / len(self.years.rows), 2)
