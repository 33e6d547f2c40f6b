"""The trail of a page: which decisions led to it, where they were taken, and what followed.

It is computed on each request from the records that are public on the requested day; nothing of it is stored.
Pages, lists, exports and the API take it from here, so that they agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import singledispatch

from wagtail.models import Page

from admm_site.core.clock import today
from admm_site.core.events import EventMixin
from admm_site.core.grouping import group_by
from admm_site.core.publication import public_pages
from admm_site.core.records import PermalinkRecord
from meetings.models import Decision, MeetingPage

from .models import ConceptPaperPage, InitiativePage, StatusUpdate
from .trail_queries import (
    activities_of,
    decisions_about,
    group_by_paper,
    initiatives_about,
    initiatives_of,
    papers_of,
    public_status_updates,
    status_updates_of,
)
from .trail_steps import Trail, make_step, make_trail


@dataclass(eq=False)
class TrailBuilder:
    """A builder of the trail of papers, of the initiatives that carry them out, and of their public records.

    Decisions, status updates and activities are None until they are fetched.
    """

    papers: list[ConceptPaperPage]
    initiatives: list[InitiativePage]
    decisions: list[Decision] | None = None
    status_updates: list[StatusUpdate] | None = None
    activities: list[EventMixin] | None = None

    @property
    def subjects(self) -> set[int]:
        return {page.pk for page in (*self.papers, *self.initiatives) if page.pk}

    def fetch(self) -> None:
        """Fetch the decisions, status updates and activities that are None."""
        if self.decisions is None:
            self.decisions = list(decisions_about(self.subjects))
        if self.status_updates is None:
            self.status_updates = status_updates_of(self.initiatives)
        if self.activities is None:
            self.activities = activities_of(self.initiatives)

    def build(self, page: Page | None = None) -> Trail:
        """Return the trail as `page` shows it. A paper is a step of its own if no decision names it."""
        self.fetch()
        subjects = {decision.subject_id for decision in self.decisions}
        records = (
            *(paper for paper in self.papers if paper.pk not in subjects or paper is page),
            *self.decisions,
            *self.initiatives,
            *self.activities,
            *self.status_updates,
        )
        return make_trail(make_step(record, page) for record in records)


def fetch_together(builders: Iterable[TrailBuilder]) -> None:
    """Fetch for all of the builders at once what `fetch` would fetch for each."""
    builders = list(builders)
    pages = {page.pk: page for builder in builders for page in builder.initiatives}.values()
    subjects = set().union(*(builder.subjects for builder in builders))
    decisions = group_by(decisions_about(subjects), "subject_id")
    for builder in builders:
        builder.decisions = [decision for pk in builder.subjects for decision in decisions[pk]]
    if missing := [builder for builder in builders if builder.status_updates is None]:
        status_updates = group_by(status_updates_of(pages), "page_id")
        for builder in missing:
            builder.status_updates = [row for page in builder.initiatives for row in status_updates[page.pk]]
    if missing := [builder for builder in builders if builder.activities is None]:
        activities = group_by(activities_of(pages), "above")
        for builder in missing:
            builder.activities = [row for page in builder.initiatives for row in activities[page.path]]


@singledispatch
def get_trail(page, in_preview: bool = False, **fetched) -> Trail:
    """Return the trail that a page shows, which is empty for pages of types that have none.

    In a preview, the page's own records are those of the draft. On a private page they are its own, although
    they are not public: whoever reads the page may. `fetched` are records that the page has read already.
    """
    return Trail(())


@get_trail.register
def _(initiative: InitiativePage, in_preview: bool = False, papers=None, **fetched) -> Trail:
    builder = TrailBuilder(initiative.papers(in_preview) if papers is None else papers, [initiative])
    if in_preview or initiative.is_private:
        dated = (row for row in initiative.status_updates.all() if row.date)
        past = [row for row in dated if row.date.is_on_or_before(today())]
        builder.status_updates = sorted(past, key=lambda status_update: status_update.date)
    return builder.build(initiative)


@get_trail.register
def _(paper: ConceptPaperPage, in_preview: bool = False, **fetched) -> Trail:
    return TrailBuilder([paper], initiatives_of([paper.pk])[paper.pk]).build(paper)


@get_trail.register
def _(activity: EventMixin, in_preview: bool = False, **fetched) -> Trail:
    return get_activity_trails([activity])[activity.pk]


@get_trail.register
def _(meeting: MeetingPage, in_preview: bool = False, decisions=None, **fetched) -> Trail:
    """Return its decisions, each with a short trail of its subject, and the status updates reported to it."""
    decisions = list(meeting.get_decisions(in_preview) if decisions is None else decisions)
    initiatives = initiatives_about(
        {decision.subject_id for decision in decisions if decision.public_subject}
    )
    steps = []
    if meeting.pk:
        received = public_status_updates().with_page().filter(reported_to=meeting.pk)
        steps += [replace(make_step(row, meeting), is_reported_here=True) for row in received]
    for decision in decisions:
        builder = TrailBuilder(
            papers=[],
            initiatives=initiatives[decision.subject_id],
            decisions=[*decision.related_decisions, decision],
            status_updates=[],
            activities=[],
        )
        steps.append(replace(make_step(decision, meeting), short_trail=builder.build(meeting)))
    return make_trail(steps)


def get_page_trail(page: Page, in_preview: bool = False, **fetched) -> Trail:
    """Return the trail of a page, computed once for all parts of a response that need it."""
    if "page_trail" not in vars(page):
        page.page_trail = get_trail(page, in_preview, **fetched)
    return page.page_trail


def get_record_trail(record: PermalinkRecord) -> Trail:
    """Return the trail of the initiative of a status update, or of the subject of a decision."""
    if isinstance(record, StatusUpdate):
        return get_trail(record.page)
    return get_decision_trails([record])[record.pk]


def get_decision_trails(decisions: Iterable[Decision]) -> dict[int, Trail]:
    """Return for each decision the decisions about its subject and the initiatives that carry that out."""
    decisions = list(decisions)
    keys = {decision.subject_id for decision in decisions if decision.subject_id}
    subjects = set(public_pages().filter(pk__in=keys).values_list("pk", flat=True))
    related = group_by(decisions_about(subjects), "subject_id")
    initiatives = initiatives_about(subjects)
    trails = {
        subject: TrailBuilder(
            [], initiatives[subject], related[subject], status_updates=[], activities=[]
        ).build()
        for subject in subjects
    }
    return {decision.pk: trails.get(decision.subject_id, Trail(())) for decision in decisions}


def get_activity_trails(activities: Iterable[EventMixin]) -> dict[int, Trail]:
    """Return for each activity the trail of its initiative, in which it is the only activity."""
    activities = list(activities)
    paths = {activity.pk: activity.path[: -Page.steplen] for activity in activities}
    pages = InitiativePage.objects.public().with_details().with_status().filter(path__in=set(paths.values()))
    by_path = group_by(pages, "path")
    papers = papers_of([initiative.pk for initiative in pages])
    builders = {}
    for activity in activities:
        initiatives = by_path[paths[activity.pk]]
        carried_out = [paper for initiative in initiatives for paper in papers[initiative.pk]]
        builders[activity.pk] = TrailBuilder(carried_out, initiatives, activities=[activity])
    fetch_together(builders.values())
    return {activity.pk: builders[activity.pk].build(activity) for activity in activities}


def get_trails(
    pages: Iterable[Page],
    all_initiatives: Iterable[InitiativePage] | None = None,
    without_activities: bool = False,
) -> dict[int, Trail]:
    """Return the trails of papers and initiatives by primary key, in a constant number of queries.

    `all_initiatives` are all that carry out any of the papers, if they are known already. Without activities
    means also without status updates: a short trail shows neither.
    """
    papers = {page.pk: page for page in pages if isinstance(page, ConceptPaperPage)}
    initiatives = {page.pk: page for page in pages if isinstance(page, InitiativePage)}
    carried_out = papers_of(initiatives, papers if all_initiatives else ())
    if all_initiatives is None:
        carrying_out = initiatives_of(papers)
    else:
        carrying_out = group_by_paper(carried_out, all_initiatives)
    omitted = {"status_updates": [], "activities": []} if without_activities else {}
    builders = {pk: TrailBuilder(carried_out[pk], [page], **omitted) for pk, page in initiatives.items()}
    builders |= {pk: TrailBuilder([page], carrying_out.get(pk, []), **omitted) for pk, page in papers.items()}
    fetch_together(builders.values())
    return {page.pk: builders[page.pk].build(page) for page in pages}


def attach_short_trails(
    pages: Iterable[Page], all_initiatives: Iterable[InitiativePage] | None = None
) -> None:
    """Attach its `short_trail` and `adoption` to each of the papers and initiatives."""
    pages = list(pages)
    trails = get_trails(pages, all_initiatives, without_activities=True)
    for page in pages:
        page.short_trail = trails[page.pk]
        page.adoption = page.short_trail.adoption
