"""Counts by year for the chart of a country or an area, of rows that its page has read already."""

from collections.abc import Iterable
from itertools import chain

from django.utils.translation import gettext_lazy as _

from admm_site.core.charts import Count, Series, YearlyCounts
from admm_site.core.clock import today
from admm_site.core.events import EventMixin
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
