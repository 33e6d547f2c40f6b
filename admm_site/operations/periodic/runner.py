"""Run what is due, once: each job is claimed in its row, on both databases and behind poolers alike."""

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from admm_site.operations.models import PeriodicJob

from .jobs import JOBS, Job

logger = logging.getLogger(__name__)


def run_due(jobs: Iterable[Job] = JOBS) -> Iterator[tuple[Job, str]]:
    """Run the jobs that are due; yield each with its error, which is empty if it succeeded."""
    for job in jobs:
        if job.is_enabled() and (claim := _claim(job, timezone.now())):
            yield job, _run(job, claim)


def _claim(job: Job, now: datetime) -> str:
    """Return a claim if the job is due and nobody runs it, else an empty string."""
    claim = uuid4().hex
    rows = PeriodicJob.objects
    rows.get_or_create(name=job.name)
    claimed = (
        rows.filter(name=job.name)
        .filter(Q(started_at=None) | Q(started_at__lt=job.due_since(now)) | ~Q(claim=""))
        .filter(Q(claimed_until=None) | Q(claimed_until__lt=now))
        .update(claim=claim, claimed_until=now + job.lease, started_at=now)
    )
    return claim if claimed else ""


def _run(job: Job, claim: str) -> str:
    try:
        job.run()
        error = ""
    except Exception as failure:  # must hold up no other job
        logger.exception("The periodic job %s failed.", job.name)
        error = str(failure) or repr(failure)
    PeriodicJob.objects.filter(name=job.name, claim=claim).update(
        finished_at=timezone.now(), claimed_until=None, claim="", error=error
    )
    return error
