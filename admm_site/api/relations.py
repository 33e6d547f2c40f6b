"""Related records for the records of a response: one query for each relation.

A loader takes records of one type and returns, by the primary key of each, what is public of a relation.
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

# Fields of a page that no response shows: most of it, and costly to read.
UNUSED_FIELDS = ("body", "search_description", "seo_title", "draft_title")


def attach(records: Sequence[Model], loaders: dict[str, Loader]) -> None:
    """Give each record its `attached`: the results of the loaders by name."""
    for record in records:
        record.attached = {}
    if not records:
        return
    for name, loader in loaders.items():
        results = loader(records)
        for record in records:
            record.attached[name] = results[record.pk]


def with_attached(records: Iterable[Model]) -> Iterator[Model]:
    """Yield the records and all that is attached to them, at any depth; each once, also in cycles."""
    waiting, seen = list(records), set()
    while waiting:
        record = waiting.pop()
        if record is None or id(record) in seen:
            continue
        seen.add(id(record))
        yield record
        for attached in getattr(record, "attached", {}).values():
            items = attached if isinstance(attached, list) else [attached]
            waiting.extend(item.status_update if isinstance(item, FollowUp) else item for item in items)


def grouped(owners: list[Model], rows: Iterable, key: Callable[[Any], int]) -> dict[int, list]:
    """Group rows by the primary key of their owner, with an empty list for an owner of none."""
    groups = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return {owner.pk: groups[owner.pk] for owner in owners}


def linked(through, near: str, far: str, owners: list[Model]) -> dict[int, list]:
    """Return the records at the far end of a many-to-many relation, ordered by name or title."""
    links = through.objects.filter(**{f"{near}__in": owners}).select_related(far).order_by("pk")
    if issubclass(through._meta.get_field(far).related_model, Page):
        fields = ("title", "url_path", "translation_key", "content_type")
        links = links.filter(is_public(far)).only(near, *(f"{far}__{field}" for field in fields))
    ordered = sorted(links, key=lambda link: str(getattr(link, far)))
    groups = grouped(owners, ordered, attrgetter(f"{near}_id"))
    return {pk: [getattr(link, far) for link in links] for pk, links in groups.items()}


def documents_of(model: type[MeetingDocument | ActivityDocument]) -> Loader:
    """Return a loader of the documents that pages list in rows of the model, as far as they are readable."""

    def load(pages):
        rows = model.objects.known_as_of_request().readable().filter(page__in=pages)
        return grouped(pages, rows.order_by("sort_order", "pk"), attrgetter("page_id"))

    return load


# The trail


def records_of(trails: Callable[..., Mapping[int, Iterable[Step]]]) -> Loader:
    """Return a loader of the records that make the steps of each trail, in order."""
    return lambda owners: {pk: [step.record for step in trail] for pk, trail in trails(owners).items()}


trails = records_of(get_trails)
trails_from_activities = records_of(get_activity_trails)
trails_from_decisions = records_of(get_decision_trails)


# Meetings


def public_decisions() -> QuerySet[Decision]:
    """Return public decisions with their meetings, without those that only name what is not public."""
    decisions = Decision.objects.public().with_public_content()
    return decisions.select_related("page__series").defer("page__body")


def decisions_of_meetings(meetings):
    decisions = public_decisions().filter(page__in=meetings).order_by("sort_order", "pk")
    return grouped(meetings, decisions, attrgetter("page_id"))


def participants(meetings):
    rows = (
        Participation.objects.known_as_of_request()
        .filter(page__in=meetings)
        .select_related("country")
        .order_by("sort_order", "pk")
    )
    return grouped(meetings, rows, attrgetter("page_id"))


documents_of_meetings = documents_of(MeetingDocument)


def follow_ups(decisions):
    """Return the initiatives that followed each decision, each with its newest status update."""
    return get_follow_ups({decision.pk: decision.subject_id for decision in decisions})


# Papers and initiatives


def public_status_updates() -> QuerySet[StatusUpdate]:
    return StatusUpdate.objects.public().select_related("page__area").defer("page__body")


def status_updates_of_meetings(meetings):
    """Return the status updates that were reported to each meeting, oldest first."""
    rows = public_status_updates().filter(reported_to__in=meetings).order_by("date", "pk")
    return grouped(meetings, rows, attrgetter("reported_to_id"))


def adoptions(pages):
    """Return the decision that adopted each paper or initiative, or None."""
    return {page.pk: page.adoption for page in attach_adoptions(pages)}


def proposers(papers):
    return linked(ConceptPaperPage.proposed_by.through, "conceptpaperpage", "country", papers)


def initiatives_of_papers(papers):
    return linked(InitiativePage.implements.through, "conceptpaperpage", "initiativepage", papers)


def decisions_on_papers(papers):
    decisions = public_decisions().filter(subject__in=papers).oldest_first()
    return grouped(papers, decisions, attrgetter("subject_id"))


def leads(initiatives):
    rows = (
        InitiativeLead.objects.filter(page__in=initiatives)
        .select_related("country")
        .order_by("sort_order", "pk")
    )
    return grouped(initiatives, rows, attrgetter("page_id"))


def papers_of_initiatives(initiatives):
    return linked(InitiativePage.implements.through, "initiativepage", "conceptpaperpage", initiatives)


def decisions_on_initiatives(initiatives):
    """Return the decisions about each initiative and about its attached `papers`, oldest first."""
    subjects = {
        initiative.pk: {initiative.pk, *(paper.pk for paper in initiative.attached["papers"])}
        for initiative in initiatives
    }
    rows = public_decisions().filter(subject__in=set().union(*subjects.values())).oldest_first()
    decisions = list(rows)
    return {pk: [row for row in decisions if row.subject_id in keys] for pk, keys in subjects.items()}


def status_updates_of_initiatives(initiatives):
    rows = public_status_updates().filter(page__in=initiatives).newest_first()
    return grouped(initiatives, rows, attrgetter("page_id"))


def public_activities() -> QuerySet[ActivityPage]:
    related = ("country", "area", "series")
    return ActivityPage.objects.public().select_related(*related).defer(*UNUSED_FIELDS)


def activities(initiatives):
    by_path = {initiative.path: initiative for initiative in initiatives}
    activities = public_activities()
    rows = list(activities.annotate(above=page_above("path")).filter(above__in=list(by_path)).newest_first())
    attach(rows, {"hosts": hosts})
    for activity in rows:
        activity.attached["initiative"] = by_path[activity.above]
    return grouped(initiatives, rows, lambda activity: activity.attached["initiative"].pk)


# Activities


def hosts(activities):
    return linked(ActivityPage.hosts.through, "activitypage", "country", activities)


documents_of_activities = documents_of(ActivityDocument)


def initiative_above(activities):
    """Return the initiative of each activity; None while it is not public."""
    above = {activity.pk: activity.path[: -Page.steplen] for activity in activities}
    initiatives = {page.path: page for page in public_pages().filter(path__in=set(above.values()))}
    return {pk: initiatives.get(path) for pk, path in above.items()}


# Series and areas


def chairs(series):
    terms = ChairTerm.objects.known_as_of_request().filter(series__in=series).select_related("country")
    return grouped(series, terms.order_by("start", "country__name", "pk"), attrgetter("series_id"))


def series_of_areas(areas):
    return grouped(
        areas, MeetingSeries.objects.known_as_of_request().filter(area__in=areas), attrgetter("area_id")
    )
