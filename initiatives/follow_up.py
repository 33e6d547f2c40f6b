"""What followed decisions: the initiatives, where each stands, and which report says so."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, Q

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


def follow_up_of(about: Mapping[int, int | None]) -> dict[int, list[FollowUp]]:
    """Return the public initiatives that decisions are about, or that carry their papers out.

    `about` has the key of the subject of each decision by its own, as the answer has the initiatives. Two
    queries, however many decisions.
    """
    subjects = {subject for subject in about.values() if subject}
    by_subject = defaultdict(dict)
    public = InitiativePage.objects.public().with_current_status().defer("body").order_by("title", "pk")
    concerned = public.filter(Q(pk__in=subjects) | Q(implements__in=subjects))
    for one in concerned.annotate(paper_id=F("implements")) if subjects else ():
        for subject in (one.pk, one.paper_id):
            by_subject[subject].setdefault(one.pk, one)
    reports = newest_reports({pk for found in by_subject.values() for pk in found})
    return {
        decision: [FollowUp(one, reports.get(pk)) for pk, one in by_subject[subject].items()]
        for decision, subject in about.items()
    }


def newest_reports(initiatives: Collection[int]) -> dict[int, StatusUpdate]:
    """Return the report that says where each initiative stands, by the key of the initiative."""
    newest = {}
    if not initiatives:
        return newest
    found = StatusUpdate.objects.public().known_as_of_request().filter(page__in=initiatives)
    for report in found.select_related("source_document").newest_first():
        newest.setdefault(report.page_id, report)
    return newest
