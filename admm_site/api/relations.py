"""What can be included with the records of the API: loaders, as in `exports/relations.py`."""

from collections.abc import Callable, Iterable, Mapping

from admm_site.core.grouping import group_by
from admm_site.exports.lists import ACTIVITIES, DECISIONS, STATUS_UPDATES
from admm_site.exports.lists.meetings import public_decisions
from admm_site.exports.relations import Loader, linked
from initiatives.models import ActivityDocument, ConceptPaperPage
from initiatives.querysets import page_above
from initiatives.trail import get_activity_trails, get_decision_trails, get_trails
from initiatives.trail_steps import Step
from meetings.models import ChairTerm, MeetingDocument, MeetingSeries


def documents_of(model: type[MeetingDocument | ActivityDocument]) -> Loader:
    """Return a loader of the documents that pages list in rows of the model, as far as they are readable."""

    def load(pages):
        rows = model.objects.known_as_of_request().readable().filter(page__in=pages)
        return group_by(rows.select_related("document").order_by("sort_order", "pk"), "page_id")

    return load


def records_of(trails: Callable[..., Mapping[int, Iterable[Step]]]) -> Loader:
    """Return a loader of the records that make the steps of each trail, in order."""
    return lambda owners: {pk: [step.record for step in trail] for pk, trail in trails(owners).items()}


trails = records_of(get_trails)
trails_from_activities = records_of(get_activity_trails)
trails_from_decisions = records_of(get_decision_trails)


# Meetings


def decisions_of_meetings(meetings):
    decisions = DECISIONS.rows(public_decisions()).filter(page__in=meetings)
    return group_by(decisions.order_by("sort_order", "pk"), "page_id")


documents_of_meetings = documents_of(MeetingDocument)


def status_updates_of_meetings(meetings):
    """Return the status updates that were reported to each meeting, oldest first."""
    rows = STATUS_UPDATES.rows().filter(reported_to__in=meetings).order_by("date", "pk")
    return group_by(rows, "reported_to_id")


# Papers and initiatives


initiatives_of_papers = linked(ConceptPaperPage.initiatives)


def decisions_on_papers(papers):
    decisions = DECISIONS.rows(public_decisions()).filter(subject__in=papers).oldest_first()
    return group_by(decisions, "subject_id")


def decisions_on_initiatives(initiatives):
    """Return the decisions about each initiative and about its attached `papers`, oldest first."""
    subjects = {
        initiative.pk: {initiative.pk, *(paper.pk for paper in initiative.attached["papers"])}
        for initiative in initiatives
    }
    rows = DECISIONS.rows(public_decisions()).filter(subject__in=set().union(*subjects.values()))
    decisions = list(rows.oldest_first())
    return {pk: [row for row in decisions if row.subject_id in keys] for pk, keys in subjects.items()}


def status_updates_of_initiatives(initiatives):
    return group_by(STATUS_UPDATES.rows().filter(page__in=initiatives), "page_id")


def activities(initiatives):
    paths = [initiative.path for initiative in initiatives]
    rows = ACTIVITIES.rows().annotate(above=page_above("path")).filter(above__in=paths)
    by_path = group_by(ACTIVITIES.attach_related(list(rows)), "above")
    return {initiative.pk: by_path[initiative.path] for initiative in initiatives}


documents_of_activities = documents_of(ActivityDocument)


# Series and areas


def chairs(series):
    terms = ChairTerm.objects.known_as_of_request().filter(series__in=series).with_details()
    return group_by(terms.order_by("start", "country__name", "pk"), "series_id")


def series_of_areas(areas):
    return group_by(MeetingSeries.objects.known_as_of_request().filter(area__in=areas), "area_id")
