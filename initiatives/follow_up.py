"""What followed decisions: the initiatives, where each stands, and which report says so."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from meetings.models import Decision

from .choices import Status
from .models import InitiativePage, StatusUpdate


@dataclass(frozen=True)
class FollowUp:
    """An initiative that followed a decision, with its newest report; None while nothing was reported."""

    initiative: InitiativePage
    report: StatusUpdate | None

    @property
    def status(self) -> Status:
        return Status(self.initiative.current_status)


def follow_up_of(decisions: Iterable[int]) -> dict[int, list[FollowUp]]:
    """Return the public initiatives that each decision is about or that carry its paper out, by its key.

    Three queries, however many decisions.
    """
    about = dict(
        Decision.objects.filter(pk__in=list(decisions), subject__isnull=False).values_list("pk", "subject")
    )
    subjects = set(about.values())
    by_subject = defaultdict(dict)
    public = InitiativePage.objects.public().with_current_status().defer("body").order_by("title")
    for initiative in public.filter(Q(pk__in=subjects) | Q(implements__in=subjects)).distinct():
        by_subject[initiative.pk][initiative.pk] = initiative
    initiatives = {pk: found[pk] for pk, found in by_subject.items()}
    through = InitiativePage.implements.through.objects.filter(conceptpaperpage__in=subjects)
    for initiative, paper in through.values_list("initiativepage", "conceptpaperpage"):
        if initiative in initiatives:
            by_subject[paper][initiative] = initiatives[initiative]
    reports = newest_reports(initiatives)
    return {
        decision: [
            FollowUp(one, reports.get(one.pk))
            for one in sorted(by_subject[subject].values(), key=lambda one: one.title)
        ]
        for decision, subject in about.items()
    }


def newest_reports(initiatives: Iterable[int]) -> dict[int, StatusUpdate]:
    """Return the report that says where each initiative stands, by the key of the initiative."""
    newest = {}
    found = StatusUpdate.objects.public().known().filter(page__in=list(initiatives))
    for report in found.select_related("source_document").newest_first():
        newest.setdefault(report.page_id, report)
    return newest
