"""The list of adopted papers and initiatives with their status, and the numbers by status and year."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import pairwise

from django.db.models import BooleanField, Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from wagtail.models import Page

from admm_site.core.charts import Count, Series, YearlyCounts
from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.grouping import group_by
from admm_site.core.publication import cached_queryset, public_rows

from .choices import RowKind, Status
from .models import ConceptPaperPage, InitiativePage, StatusUpdate
from .querysets import (
    InitiativePageQuerySet,
    attach_adoptions,
    page_above,
    status_remarks,
)
from .quiet import has_gone_quiet, is_quiet


@cached_queryset
def progress() -> QuerySet[Page]:
    """Return every public initiative and every adopted public paper, by area and title.

    A row is a `Page` with `row_kind`, `area_slug`, `area_name`, and what `with_current_status` annotates. A
    paper that another replaced is superseded; only initiatives have status updates.
    """
    day = today()
    initiatives = InitiativePage.objects.public().filter(pk=OuterRef("pk"))
    papers = ConceptPaperPage.objects.public().adopted().filter(pk=OuterRef("pk"))
    newer = ConceptPaperPage.objects.public().filter(pk=OuterRef("conceptpaperpage__superseded_by"))
    status = InitiativePageQuerySet.status_expressions(day)
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
            **InitiativePageQuerySet.adoption_expressions(day),
            reported_on=status["reported_on"],
            status_confirms=status["status_confirms"],
            status_unconfirmed=status["status_unconfirmed"],
            current_status=Case(superseded, default=status["current_status"], output_field=CharField()),
        )
        .order_by("area_name", "title", "pk")
    )


def with_is_quiet(rows: QuerySet[Page]) -> QuerySet[Page]:
    """Annotate `is_quiet`: whether a row of `progress` is an initiative that has gone quiet."""
    gone_quiet = has_gone_quiet() & Q(row_kind=RowKind.INITIATIVE)
    quiet = Case(When(gone_quiet, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(is_quiet=quiet)


def next_activities(pages: dict[str, int]) -> dict[int, EventMixin]:
    """Return the next public event below each page; `pages` maps tree paths to primary keys."""
    nearest = {}
    for model in InitiativePage.event_types():
        upcoming = public_rows(model).upcoming().annotate(above=page_above("path"))
        first = {}
        for event in upcoming.filter(above__in=list(pages)):
            first.setdefault(pages[event.above], event)
        for page, event in first.items():
            nearest[page] = min(nearest.get(page, event), event, key=order_of_upcoming)
    return nearest


def order_of_upcoming(event: EventMixin) -> tuple:
    """Return the key that sorts events as `upcoming()` does: by their start, undated ones last."""
    return event.start_date is None, event.start_date, event.title, event.pk


def carried_out_by(papers: Iterable[int]) -> dict[int, list[InitiativePage]]:
    """Return the public initiatives that carry out each paper, by its primary key."""
    initiatives = InitiativePage.objects.public().carrying_out(papers).only("title", "url_path")
    return group_by(initiatives, "paper_id")


def attach_progress(rows: Iterable[Page]) -> list[Page]:
    """Attach `status`, `is_quiet`, `adoption`, `next_activity`, `initiatives` to the rows and return them.

    It takes one query for each of the last three.
    """
    rows = attach_adoptions(rows)
    activities = next_activities({row.path: row.pk for row in rows})
    initiatives = carried_out_by(row.pk for row in rows)
    for row in rows:
        row.status = Status(row.current_status)
        row.is_paper = row.row_kind == RowKind.PAPER
        row.is_quiet = not row.is_paper and is_quiet(row)
        row.status_remarks = [] if row.is_paper else status_remarks(row)
        row.next_activity = activities.get(row.pk)
        row.initiatives = initiatives[row.pk]
    return rows


SERIES = [Series(status.value, status.label, has_letter=True) for status in Status]


def status_by_year(initiatives: QuerySet) -> YearlyCounts:
    """Return the number of initiatives by status at the end of each year, and today.

    An initiative counts from the year of its adoption or first status update on; without either, it counts as
    proposed today, because the year of the proposal is not recorded.
    """
    counts = _count_by_year(initiatives.order_by())
    return YearlyCounts.from_counts(
        SERIES, ((year, status, Count(past=number)) for (year, status), number in counts.items())
    )


def _count_by_year(initiatives: QuerySet) -> Counter[tuple[int, str]]:
    last = today().year
    adopted_on = InitiativePageQuerySet.adoption_expressions(today())["adopted_on"]
    adoptions = initiatives.annotate(adopted_on=adopted_on).values_list("pk", "adopted_on")
    status_updates = (
        StatusUpdate.objects.known_as_of_request()
        .filter(page__in=initiatives.values("pk"))
        .order_by("page_id", "-date", "-pk")
        .values_list("page", "date__year", "status")
    )
    by_page: dict[int, dict[int, str]] = defaultdict(dict)
    for page, year, status in status_updates:
        by_page[page].setdefault(year, status)
    spans = Counter(span for page, day in adoptions for span in _spans(day and day.year, by_page[page], last))
    counts = Counter()
    for (start, end, status), number in spans.items():
        counts.update({(year, status): number for year in range(start, end)})
    return counts


def _spans(adopted: int | None, statuses: dict[int, str], last: int) -> Iterator[tuple[int, int, str]]:
    """Yield (first year, year after the last, status) from the status in the last update of each year.

    The rule is that of `InitiativePageQuerySet.status_expressions`.
    """
    status = Status.PROPOSED.value
    for year, until in pairwise([*sorted({*statuses, adopted or last}), last + 1]):
        status = statuses.get(year, status)
        is_adopted = adopted is not None and adopted <= year
        yield year, until, Status.ADOPTED.value if status == Status.PROPOSED and is_adopted else status
