"""What belongs to the records of an answer, for all of them at once: one query for each kind of relation.

A loader takes records of one type and gives, by the primary key of each, what belongs to it: what is public.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import Any

from django.db.models import Model, QuerySet
from wagtail.models import Page

from admm_site.core.publication import is_public, public_pages
from initiatives.follow_up import FollowUp, get_follow_ups
from initiatives.models import (
    ActivityDocument,
    ActivityPage,
    ConceptPaperPage,
    InitiativeLead,
    InitiativePage,
    StatusUpdate,
)
from initiatives.querysets import attach_adoptions, page_above
from initiatives.trail import get_activity_trails, get_decision_trails, get_trails
from initiatives.trail_steps import Step
from meetings.models import ChairTerm, Decision, MeetingDocument, MeetingSeries, Participation

Loader = Callable[[Sequence[Model]], dict[int, Any]]

# What no answer shows of a page: most of it, and costly to read.
UNSHOWN = ("body", "search_description", "seo_title", "draft_title")


def attach(records: Sequence[Model], loaders: dict[str, Loader]) -> None:
    """Give each record its `attached`: what belongs to it, by the name of the loader."""
    for record in records:
        record.attached = {}
    if not records:
        return
    for name, loader in loaders.items():
        found = loader(records)
        for record in records:
            record.attached[name] = found[record.pk]


def with_attached(records: Iterable[Model]) -> Iterator[Model]:
    """The records and all that is attached to them, however deep; each once, though some hold each other."""
    waiting, seen = list(records), set()
    while waiting:
        record = waiting.pop()
        if record is None or id(record) in seen:
            continue
        seen.add(id(record))
        yield record
        for found in getattr(record, "attached", {}).values():
            several = found if isinstance(found, list) else [found]
            waiting.extend(one.status_update if isinstance(one, FollowUp) else one for one in several)


def grouped(owners: list[Model], found: Iterable, key: Callable[[Any], int]) -> dict[int, list]:
    """What was found, in its order, by owner; an empty list for an owner of nothing."""
    groups = defaultdict(list)
    for one in found:
        groups[key(one)].append(one)
    return {owner.pk: groups[owner.pk] for owner in owners}


def linked(through, near: str, far: str, owners: list[Model]) -> dict[int, list]:
    """What a relation of many to many leads to, in the order of its names or titles."""
    links = through.objects.filter(**{f"{near}__in": owners}).select_related(far).order_by("pk")
    if issubclass(through._meta.get_field(far).related_model, Page):
        shown = (f"{far}__title", f"{far}__url_path", f"{far}__content_type")
        links = links.filter(is_public(far)).only(near, *shown)
    ordered = sorted(links, key=lambda link: str(getattr(link, far)))
    groups = grouped(owners, ordered, attrgetter(f"{near}_id"))
    return {pk: [getattr(link, far) for link in each] for pk, each in groups.items()}


# The trail


def records_of(trails: Callable[..., Mapping[int, Iterable[Step]]]) -> Loader:
    """A loader of the records that make the steps of each trail, in order."""
    return lambda owners: {pk: [step.record for step in trail] for pk, trail in trails(owners).items()}


trails = records_of(get_trails)
trails_from_activities = records_of(get_activity_trails)
trails_from_decisions = records_of(get_decision_trails)


# Meetings


def shown_decisions() -> QuerySet[Decision]:
    """Public decisions with their meetings, without those that only name what is not public."""
    return Decision.objects.public().with_public_content().select_related("page").defer("page__body")


def decisions_of_meetings(meetings):
    found = shown_decisions().filter(page__in=meetings).order_by("sort_order", "pk")
    return grouped(meetings, found, attrgetter("page_id"))


def participants(meetings):
    found = (
        Participation.objects.known_as_of_request()
        .filter(page__in=meetings)
        .select_related("country")
        .order_by("sort_order", "pk")
    )
    return grouped(meetings, found, attrgetter("page_id"))


def documents_of_meetings(meetings):
    return grouped(
        meetings,
        MeetingDocument.objects.known_as_of_request()
        .readable()
        .filter(page__in=meetings)
        .order_by("sort_order", "pk"),
        attrgetter("page_id"),
    )


def follow_ups(decisions):
    """The initiatives that followed each decision, each with the report that says where it stands."""
    return get_follow_ups({decision.pk: decision.subject_id for decision in decisions})


# Papers and initiatives


def reports(meetings):
    """What was reported of initiatives to each meeting, from the first to the last."""
    found = StatusUpdate.objects.public().filter(reported_to__in=meetings).select_related("page")
    return grouped(meetings, found.defer("page__body").order_by("date", "pk"), attrgetter("reported_to_id"))


def adoptions(pages):
    """The decision that adopted each paper or initiative, or None."""
    return {page.pk: page.adoption for page in attach_adoptions(pages)}


def proposers(papers):
    return linked(ConceptPaperPage.proposed_by.through, "conceptpaperpage", "country", papers)


def initiatives_of_papers(papers):
    return linked(InitiativePage.implements.through, "conceptpaperpage", "initiativepage", papers)


def decisions_on_papers(papers):
    found = shown_decisions().filter(subject__in=papers).oldest_first()
    return grouped(papers, found, attrgetter("subject_id"))


def leads(initiatives):
    found = (
        InitiativeLead.objects.filter(page__in=initiatives)
        .select_related("country")
        .order_by("sort_order", "pk")
    )
    return grouped(initiatives, found, attrgetter("page_id"))


def papers_of_initiatives(initiatives):
    return linked(InitiativePage.implements.through, "initiativepage", "conceptpaperpage", initiatives)


def decisions_on_initiatives(initiatives):
    """Decisions about each initiative and about its `papers`, attached before; the oldest first."""
    subjects = {one.pk: {one.pk, *(paper.pk for paper in one.attached["papers"])} for one in initiatives}
    found = list(shown_decisions().filter(subject__in=set().union(*subjects.values())).oldest_first())
    return {
        pk: [decision for decision in found if decision.subject_id in about] for pk, about in subjects.items()
    }


def updates(initiatives):
    found = StatusUpdate.objects.public().filter(page__in=initiatives).select_related("page")
    return grouped(initiatives, found.defer("page__body").newest_first(), attrgetter("page_id"))


def activities(initiatives):
    by_path = {initiative.path: initiative for initiative in initiatives}
    found = ActivityPage.objects.public().select_related("country", "area", "series").defer(*UNSHOWN)
    rows = list(found.annotate(above=page_above("path")).filter(above__in=list(by_path)).newest_first())
    attach(rows, {"hosts": hosts})
    for activity in rows:
        activity.attached["initiative"] = by_path[activity.above]
    return grouped(initiatives, rows, lambda activity: activity.attached["initiative"].pk)


# Activities


def hosts(activities):
    return linked(ActivityPage.hosts.through, "activitypage", "country", activities)


def documents_of_activities(activities):
    return grouped(
        activities,
        ActivityDocument.objects.known_as_of_request()
        .readable()
        .filter(page__in=activities)
        .order_by("sort_order", "pk"),
        attrgetter("page_id"),
    )


def initiative_above(activities):
    """The initiative of each activity; None while the public may not see it."""
    above = {activity.pk: activity.path[: -Page.steplen] for activity in activities}
    found = {page.path: page for page in public_pages().filter(path__in=set(above.values()))}
    return {pk: found.get(path) for pk, path in above.items()}


# Series and areas


def chairs(series):
    found = ChairTerm.objects.known_as_of_request().filter(series__in=series).select_related("country")
    return grouped(series, found.order_by("start", "country__name", "pk"), attrgetter("series_id"))


def series_of_areas(areas):
    return grouped(
        areas, MeetingSeries.objects.known_as_of_request().filter(area__in=areas), attrgetter("area_id")
    )
