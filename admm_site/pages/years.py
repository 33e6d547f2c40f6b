"""Counts by year for the grid of a country or an area, of rows that its page has read already."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain, groupby

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from admm_site.core.charts import Count, Series, YearlyCounts
from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.year_grid import Mark, Years
from meetings.models import ChairTerm

CHAIRED, HOSTED, TERMS = "chaired", "hosted", "terms"
TAKES_PART, ACTIVITIES, PAPERS, MEETINGS = "takes-part", "activities", "papers", "meetings"
KINDS = [
    Series(CHAIRED, _("In the chair")),
    Series(HOSTED, _("Meetings hosted")),
    Series(MEETINGS, _("Meetings")),
    Series(TAKES_PART, _("Takes part")),
    Series(TERMS, _("Groups chaired")),
    Series(PAPERS, _("Papers adopted")),
    Series(ACTIVITIES, _("Activities")),
]
Counted = Iterable[tuple[int, str, Count]]


def events(kind: str, rows: Iterable[EventMixin]) -> Counted:
    """Count meetings or activities by the year in which they start."""
    for row in rows:
        if row.start_date:
            yield row.start_date.year, kind, count_of(row)


def count_of(event: EventMixin) -> Count:
    """Return a count of one: held, planned or called off."""
    if not event.is_held_or_planned:
        return Count(called_off=1)
    return Count(past=1) if event.is_over else Count(upcoming=1)


def adoptions(kind: str, papers: Iterable) -> Counted:
    for paper in papers:
        if paper.adopted_on:
            yield paper.adopted_on.year, kind, Count(past=1)


def chair_terms(kind: str, terms: Iterable[ChairTerm]) -> Counted:
    """Count each year of each term; a term without a known end lasts until today."""
    this_year = today().year
    for term in terms:
        last = term.end.year if term.end else max(this_year, term.start.year)
        for year in range(term.start.year, last + 1):
            upcoming = int(year > this_year)
            yield year, kind, Count(1 - upcoming, upcoming, names=[_named(term)])


def _named(term: ChairTerm) -> str:
    return f"{term.series} ({term.doubt})" if term.doubt else str(term.series)


def counts(kind: str, by_year: Iterable[tuple[int, int]]) -> Counted:
    for year, number in by_year:
        yield year, kind, Count(past=number)


def years_of(*counted: Counted) -> YearlyCounts:
    return YearlyCounts.from_counts(KINDS, chain.from_iterable(counted))


@dataclass(frozen=True)
class YearRow:
    """A kind of event with its years: drawn, and in words."""

    label: str | Promise
    drawing: SafeString
    words: str


@dataclass(frozen=True)
class YearGrid:
    """A row for each kind of event, and the labels of the years."""

    axis: SafeString
    rows: list[YearRow]


def grid_of(counts: YearlyCounts) -> YearGrid | None:
    """Return the counts as a grid; None for less than two kinds, as their lists say the same."""
    if len(counts.series) < 2:
        return None
    years = Years(counts.rows[0].year, counts.rows[-1].year)
    rows = []
    for index, series in enumerate(counts.series):
        by_year = [(row.year, row.counts[index]) for row in counts.rows if row.counts[index]]
        marks = [
            Mark(year, series.name, is_hollow=not count.past, number=count.total)
            for year, count in by_year
            if count.total
        ]
        rows.append(YearRow(series.label, years.draw(marks), in_words(by_year)))
    return YearGrid(years.axis(), rows)


def in_words(by_year: Iterable[tuple[int, Count]]) -> str:
    """Return `2010, 2011–2013: 2 each, 2026: 1 planned`: years of the same numbers together."""
    numbered = [(year, _numbers(count)) for year, count in by_year]
    texts = []
    for _key, run in groupby(enumerate(numbered), key=lambda item: (item[1][1], item[1][0] - item[0])):
        rows = [row for _position, row in run]
        (first, numbers), last = rows[0], rows[-1][0]
        span = str(first) if first == last else f"{first}–{last}"
        if not numbers:
            texts.append(span)
        elif first == last:
            texts.append(f"{span}: {numbers}")
        else:
            texts.append(gettext("%(span)s: %(numbers)s each") % {"span": span, "numbers": numbers})
    return ", ".join(texts)


def _numbers(count: Count) -> str:
    """Return the numbers of a year in words; empty for one event that took place."""
    texts = [str(count.past)] if count.past > 1 or (count.past and count.all > 1) else []
    if count.upcoming:
        texts.append(gettext("%(number)d planned") % {"number": count.upcoming})
    if count.called_off:
        texts.append(gettext("%(number)d postponed or cancelled") % {"number": count.called_off})
    return " + ".join(texts)
