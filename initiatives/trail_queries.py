"""The queries for the records of trails: each asks for those of many pages at once."""

from collections import defaultdict
from collections.abc import Iterable
from operator import attrgetter

from django.db.models import F, Q, QuerySet
from wagtail.models import Page

from admm_site.core.events import EventMixin
from admm_site.core.grouping import group_by
from admm_site.core.page_base import LINKED_PAGE
from admm_site.core.publication import cached_queryset, is_public
from admm_site.core.sources import Source
from admm_site.documents.querysets import DOCUMENT_FIELDS
from meetings.models import Decision

from .models import ConceptPaperPage, InitiativePage, StatusUpdate
from .querysets import page_above

# What a step shows of the page that it is about, with the source of that.
SOURCE_FIELDS = (*Source.tracked_fields, *(f"source_document__{field}" for field in DOCUMENT_FIELDS))
STEP_FIELDS = (*LINKED_PAGE, "path", *SOURCE_FIELDS)
PAPER_FIELDS = ("acronym", "kind", *STEP_FIELDS)


def decisions_about(subjects: Iterable[int]) -> QuerySet[Decision]:
    """Return the public decisions that meetings have taken about the papers and initiatives."""
    return taken_decisions().filter(subject__in=list(subjects))


@cached_queryset
def taken_decisions() -> QuerySet[Decision]:
    return Decision.objects.public().taken().with_details().oldest_first()


@cached_queryset
def public_status_updates() -> QuerySet[StatusUpdate]:
    """Return the public status updates, oldest first."""
    return StatusUpdate.objects.public().with_details().order_by("date", "pk")


def status_updates_of(initiatives: Iterable[InitiativePage]) -> list[StatusUpdate]:
    pages = {initiative.pk: initiative for initiative in initiatives}
    status_updates = list(public_status_updates().filter(page__in=pages))
    for status_update in status_updates:
        status_update.page = pages[status_update.page_id]
    return status_updates


def activities_of(initiatives: Iterable[InitiativePage]) -> list[EventMixin]:
    """Return the public events below the initiatives, each with the path of its initiative as `above`."""
    paths = [initiative.path for initiative in initiatives]
    activities = []
    for model in InitiativePage.event_types():
        activities += public_events(model).filter(above__in=paths)
    return activities


@cached_queryset
def public_events(model: type[EventMixin]) -> QuerySet:
    """Return the public events of the type with what their step shows, and the path of the page `above`."""
    pages = model.objects.public().annotate(above=page_above("path"))
    pages = pages.select_related("country", "source_document")
    return pages.only(*pages.ROW_FIELDS, *STEP_FIELDS, "summary").oldest_first()


def papers_of(initiatives: Iterable[int], papers: Iterable[int] = ()) -> dict[int, list[ConceptPaperPage]]:
    """Return the public papers that each initiative carries out, and who else carries out `papers`."""
    condition = Q(initiativepage__in=list(initiatives)) | Q(conceptpaperpage__in=list(papers))
    links = InitiativePage.implements.through.objects.filter(condition, is_public("conceptpaperpage"))
    by_initiative = defaultdict(list)
    fields = (f"conceptpaperpage__{field}" for field in PAPER_FIELDS)
    for link in links.select_related("conceptpaperpage__source_document").only("initiativepage", *fields):
        by_initiative[link.initiativepage_id].append(link.conceptpaperpage)
    return by_initiative


@cached_queryset
def trail_initiatives() -> QuerySet[InitiativePage]:
    """Return the public initiatives with what their step shows."""
    initiatives = InitiativePage.objects.public().select_related("source_document").with_status()
    return initiatives.only("acronym", "short_title", *STEP_FIELDS)


def initiatives_of(papers: Iterable[int]) -> dict[int, list[InitiativePage]]:
    """Return the public initiatives that carry out each paper."""
    return group_by(trail_initiatives().carrying_out(papers), "paper_id")


def group_by_paper(
    papers: dict[int, list[ConceptPaperPage]], initiatives: Iterable[InitiativePage]
) -> dict[int, list[InitiativePage]]:
    """Return which of the initiatives carry out each paper, of what `papers_of` returned."""
    by_paper = defaultdict(list)
    for initiative in sorted(initiatives, key=attrgetter("title", "pk")):
        for paper in papers[initiative.pk]:
            by_paper[paper.pk].append(initiative)
    return by_paper


def initiatives_about(subjects: Iterable[int]) -> dict[int, list[InitiativePage]]:
    """Return the public initiatives that each subject of a decision is, or that carry it out."""
    subjects = list(subjects)
    by_subject = defaultdict(list)
    if subjects:
        carrying_out = InitiativePage.implements.through.objects.filter(conceptpaperpage__in=subjects)
        # One subquery of keys: with OR, a database reads all initiatives.
        keys = Page.objects.order_by().filter(pk__in=subjects).values("pk")
        keys = keys.union(carrying_out.values("initiativepage"), all=True)
        initiatives = trail_initiatives().filter(pk__in=keys)
        initiatives = initiatives.annotate(paper_id=F("implements")).order_by("title", "pk")
        for initiative in initiatives:
            for subject in {initiative.pk, initiative.paper_id}:
                if initiative.pk not in [listed.pk for listed in by_subject[subject]]:
                    by_subject[subject].append(initiative)
    return by_subject
