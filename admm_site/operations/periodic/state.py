"""When the periodic jobs last ran, and which of them are late or failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from admm_site.operations.models import PeriodicJob

from .jobs import JOBS, Job


@dataclass(frozen=True)
class JobState:
    job: Job
    finished_at: datetime | None
    error: str
    late_by: timedelta

    @property
    def is_late(self) -> bool:
        return self.late_by > self.job.tolerance


def job_states() -> list[JobState]:
    """Return the state of each job that has run, in one query; none if `periodic` has never run here."""
    now = timezone.now()
    rows = PeriodicJob.objects.in_bulk()
    return [_state(job, rows[job.name], now) for job in JOBS if job.name in rows]


def _state(job: Job, row: PeriodicJob, now: datetime) -> JobState:
    latest = row.finished_at or row.started_at or now
    is_on_time = latest >= job.due_since(now) or not job.is_enabled()
    late_by = timedelta() if is_on_time else now - _missed(job, latest)
    return JobState(job, row.finished_at, row.error, late_by)


def _missed(job: Job, latest: datetime) -> datetime:
    """Return the first moment after the latest run at which the job should have begun."""
    return job.due_since(latest) + timedelta(days=1) if job.is_nightly else latest
