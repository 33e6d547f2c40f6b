"""Where adopted papers and initiatives stand, as one list; and how many stood where, year by year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from wagtail.models import Page

from admm_site.core.charts import Count, Series, YearlyCounts
from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.query_cache import get_or_compute

from .choices import QUIET_AFTER, RowKind, Status
from .models import ConceptPaperPage, InitiativePage, StatusUpdate
from .querysets import (
    InitiativePageQuerySet,
    attach_adoptions,
    page_above,
    status_remarks,
    without_report_since,
)


def progress() -> QuerySet[Page]:
    """Every public initiative and every public paper that was adopted, by area and title.

    A row is a `Page` with its `row_kind`, `area_slug`, `area_name`, what `with_current_status` adds, and
    `is_quiet`. A paper that another replaced is superseded; reports are made of initiatives alone.
    """
    day = today()
    initiatives = InitiativePage.objects.public().filter(pk=OuterRef("pk"))
    papers = ConceptPaperPage.objects.public().adopted().filter(pk=OuterRef("pk"))
    newer = ConceptPaperPage.objects.public().filter(pk=OuterRef("conceptpaperpage__superseded_by"))
    standing = InitiativePageQuerySet.standing(day)
    superseded = When(Exists(newer), then=Value(Status.SUPERSEDED.value))
    return (
        Page.objects.filter(Exists(initiatives) | Exists(papers))
        .annotate(
            row_kind=Case(
                When(initiativepage__isnull=False, then=Value(RowKind.INITIATIVE.value)),
                default=Value(RowKind.PAPER.value),
            ),
            area_slug=Coalesce("initiativepage__area__slug", "conceptpaperpage__area__slug"),
            area_name=Coalesce("initiativepage__area__name", "conceptpaperpage__area__name"),
            **InitiativePageQuerySet.adoption(day),
            reported_on=standing["reported_on"],
            status_confirms=standing["status_confirms"],
            status_unconfirmed=standing["status_unconfirmed"],
            current_status=Case(superseded, default=standing["current_status"], output_field=CharField()),
        )
        .annotate(
            is_quiet=Case(
                When(
                    without_report_since(day - QUIET_AFTER) & Q(row_kind=RowKind.INITIATIVE),
                    then=Value(True),
                ),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .order_by("area_name", "title", "pk")
    )


def next_activities(pages: dict[str, int]) -> dict[int, EventMixin]:
    """Return the nearest public event to come below each of the pages, which are primary keys by path."""
    nearest = {}
    for model in InitiativePage.event_types():
        upcoming = model.objects.public().for_rows().upcoming().annotate(above=page_above("path"))
        of_type = {}
        for event in upcoming.filter(above__in=list(pages)):
            of_type.setdefault(pages[event.above], event)
        for page, event in of_type.items():
            nearest[page] = min(nearest.get(page, event), event, key=order_of_upcoming)
    return nearest


def order_of_upcoming(event: EventMixin) -> tuple:
    """Return the key that sorts events as `upcoming()` does: by their start, undated ones last."""
    return event.start_date is None, event.start_date, event.title, event.pk


def carried_out_by(papers: Iterable[int]) -> dict[int, list[InitiativePage]]:
    """The public initiatives that carry out each paper, by its primary key."""
    found = {}
    for initiative in InitiativePage.objects.public().carrying_out(papers).only("title", "url_path"):
        found.setdefault(initiative.paper_id, []).append(initiative)
    return found


def attach_progress(rows: Iterable[Page]) -> list[Page]:
    """The same rows with `status`, `adoption`, `next_activity` and `initiatives`: a query for each."""
    rows = attach_adoptions(rows)
    activities = next_activities({row.path: row.pk for row in rows})
    initiatives = carried_out_by(row.pk for row in rows)
    for row in rows:
        row.status = Status(row.current_status)
        row.is_paper = row.row_kind == RowKind.PAPER
        row.status_remarks = [] if row.is_paper else status_remarks(row)
        row.next_activity = activities.get(row.pk)
        row.initiatives = initiatives.get(row.pk, [])
    return rows


KINDS = [Series(status.value, status.label, has_letter=True) for status in Status]


def status_by_year(initiatives: QuerySet) -> YearlyCounts:
    """How many of the initiatives stood where at the end of each year, and stand where today.

    An initiative counts from the year of its adoption or its first report on; one of which neither is
    known stands at "proposed" today, and nobody knows since when.
    """
    counted = get_or_compute(
        lambda: tuple(_count_by_year(initiatives.order_by()).items()), "status by year", initiatives
    )
    return YearlyCounts.from_counts(
        KINDS, ((year, status, Count(done=number)) for (year, status), number in counted)
    )


def _count_by_year(initiatives: QuerySet) -> Counter[tuple[int, str]]:
    last = today().year
    adopted = initiatives.with_adoption().annotate(year=F("adopted_on__year")).values_list("pk", "year")
    reported = (
        StatusUpdate.objects.known_as_of_request()
        .filter(page__in=initiatives.values("pk"))
        .order_by("page_id", "-date", "-pk")
        .values_list("page", "date__year", "status")
    )
    reports: dict[int, dict[int, str]] = defaultdict(dict)
    for page, year, status in reported:
        reports[page].setdefault(year, status)
    spans = Counter(span for page, adoption in adopted for span in _spans(adoption, reports[page], last))
    counted = Counter()
    for (start, end, status), number in spans.items():
        counted.update({(year, status): number for year in range(start, end)})
    return counted


def _spans(adopted: int | None, reports: dict[int, str], last: int) -> Iterator[tuple[int, int, str]]:
    """From which year until before which an initiative stood where, by its last report of each year.

    The rule is that of `InitiativePageQuerySet.standing`.
    """
    status = Status.PROPOSED.value
    for year, until in pairwise([*sorted({*reports, adopted or last}), last + 1]):
        status = reports.get(year, status)
        is_adopted = adopted is not None and adopted <= year
        yield year, until, Status.ADOPTED.value if status == Status.PROPOSED and is_adopted else status
