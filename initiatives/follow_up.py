"""The follow-up of decisions: initiatives, and the status update that says where each stands."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import F, Q

from admm_site.core.page_base import LINKED_PAGE

from .choices import Status
from .models import InitiativePage, StatusUpdate


@dataclass(frozen=True)
class FollowUp:
    """An initiative that followed a decision, with its newest status update, if it has one."""

    initiative: InitiativePage
    status_update: StatusUpdate | None

    @property
    def status(self) -> Status:
        return Status(self.initiative.current_status)


def get_follow_ups(subject_of: Mapping[int, int | None]) -> dict[int, list[FollowUp]]:
    """Return the public initiatives that decisions are about, or that carry out their papers.

    `subject_of` maps the keys of decisions to those of their subjects. It takes two queries, however many
    decisions there are.
    """
    subjects = {subject for subject in subject_of.values() if subject}
    by_subject = defaultdict(dict)
    public = InitiativePage.objects.public().with_status().order_by("title", "pk")
    public = public.only(*LINKED_PAGE, "path")
    following = public.filter(Q(pk__in=subjects) | Q(implements__in=subjects))
    for initiative in following.annotate(paper_id=F("implements")) if subjects else ():
        # An initiative without a paper must not follow every decision without a subject.
        for subject in filter(None, (initiative.pk, initiative.paper_id)):
            by_subject[subject].setdefault(initiative.pk, initiative)
    newest = newest_status_updates({pk for initiatives in by_subject.values() for pk in initiatives})
    return {
        decision: [FollowUp(page, newest.get(pk)) for pk, page in by_subject[subject].items()]
        for decision, subject in subject_of.items()
    }


def newest_status_updates(initiatives: Collection[int]) -> dict[int, StatusUpdate]:
    """Return the newest known status update of each initiative, by the key of the initiative."""
    newest = {}
    if not initiatives:
        return newest
    rows = StatusUpdate.objects.public().known_as_of_request().filter(page__in=initiatives)
    for status_update in rows.select_related("source_document").newest_first():
        newest.setdefault(status_update.page_id, status_update)
    return newest
