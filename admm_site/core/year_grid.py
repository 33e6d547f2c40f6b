"""A grid of rows and years: a table with a drawn column, and a column that says the same in words.

Horizontal positions are percentages, so that marks keep their size on every screen and on paper.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from .clock import today

LABELLED_YEARS = 5  # each fifth year is labelled where there is little room
LANE_HEIGHT = 20
DISC, HALF_DISC, PLUS = "M-6 0a6 6 0 1 1 12 0a6 6 0 1 1-12 0Z", "M-6 0a6 6 0 0 0 12 0Z", "M-3.5 0h7M0-3.5v7"
OUTLINES = {"papers": "M0-7 7 0 0 7-7 0Z", "activities": "M-2.5-8h5V8h-5z"}


@dataclass(frozen=True)
class Mark:
    """A mark in a year, with the outline of its kind; hollow when planned, half full when online.

    `kind` is its name in the style sheet, `number` is shown beside it if it is more than one.
    """

    year: int
    kind: str
    is_hollow: bool = False
    is_half: bool = False
    lane: int = 0
    number: int = 1


@dataclass(frozen=True)
class Years:
    """The years of a grid, from the first to the last."""

    first: int
    last: int

    @classmethod
    def of(cls, years: Iterable[int]) -> "Years | None":
        """Return the years from the first to the last of those given; None without any."""
        years = set(years)
        return cls(min(years), max(years)) if years else None

    def position(self, year: float) -> float:
        """Return the middle of a year in per cent of the width."""
        return round((year - self.first + 0.5) * 100 / (self.last - self.first + 1), 2)

    def axis(self) -> SafeString:
        """Return the labels of the years as SVG."""
        labels = (
            (
                "major" if year % LABELLED_YEARS == 0 else "minor",
                self.position(year),
                year if year % LABELLED_YEARS == 0 else f"’{year % 100:02}",
            )
            for year in range(self.first, self.last + 1)
        )
        texts = format_html_join("", '<text class="years-axis__{}" x="{}%" y="1em">{}</text>', labels)
        return format_html('<svg aria-hidden="true" height="20">{}</svg>', texts)

    def draw(self, marks: Iterable[Mark], lanes: int = 1) -> SafeString:
        """Return the marks of a row as SVG, in one lane or more, over lines for each fifth year and today."""
        fifths = (year for year in range(self.first, self.last + 1) if year % LABELLED_YEARS == 0)
        lines = format_html_join(
            "", '<line x1="{0}%" x2="{0}%" y2="100%"/>', ((self.position(year),) for year in fifths)
        )
        return format_html(
            '<svg aria-hidden="true" height="{}">{}{}{}</svg>',
            *(lanes * LANE_HEIGHT, lines, self._draw_today()),
            format_html_join("", "{}", ((self._draw_mark(mark),) for mark in marks)),
        )

    def _draw_today(self) -> SafeString:
        day = today()
        if not self.first <= day.year < self.last:
            return SafeString("")
        x = self.position(day.year + day.timetuple().tm_yday / 366 - 0.5)
        return format_html('<line class="years-today" x1="{0}%" x2="{0}%" y2="100%"/>', x)

    def _draw_mark(self, mark: Mark) -> SafeString:
        outline = OUTLINES.get(mark.kind, DISC)
        hollow = " mark--hollow" if mark.is_hollow or mark.is_half else ""
        return format_html(
            '<svg x="{}%" y="{}"><path class="mark mark--{}{}" d="{}"/>{}{}{}</svg>',
            *(self.position(mark.year), (mark.lane + 0.5) * LANE_HEIGHT, mark.kind, hollow, outline),
            format_html('<path class="mark mark--{}" d="{}"/>', mark.kind, HALF_DISC) if mark.is_half else "",
            format_html('<path class="mark__plus" d="{}"/>', PLUS) if mark.kind == "admm-plus" else "",
            format_html('<text x="9" dy=".35em">{}</text>', mark.number) if mark.number > 1 else "",
        )


def draw_legend_mark(mark: Mark) -> SafeString:
    """Return a mark alone as SVG, for the legend of a grid."""
    drawn = Years(mark.year, mark.year)._draw_mark(mark)
    return format_html('<svg aria-hidden="true" width="18" height="{}">{}</svg>', LANE_HEIGHT, drawn)
