"""The table of periodic jobs. Each runs once when it is due, whichever machine comes first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from admm_site.accounts.attempts import delete_old_attempts
from admm_site.audit.recording import delete_old_entries
from admm_site.core.clock import today
from admm_site.search.query_log import delete_old_counts

DATABASE_BACKEND = "django_tasks_db.DatabaseBackend"
NIGHT = time(2)  # in the portal's time zone


@dataclass(frozen=True)
class Job:
    """Work that is due each minute, or each night.

    `lease` is how long a claim holds: after that, the machine that claimed it is taken for dead. A machine
    on which a job is not enabled leaves it to the others.
    """

    name: str
    description: str | Promise
    run: Callable[[], object]
    is_nightly: bool = True
    lease: timedelta = timedelta(hours=6)
    is_enabled: Callable[[], bool] = lambda: True

    @property
    def tolerance(self) -> timedelta:
        """Return how late it may be before somebody is told."""
        return timedelta(hours=8) if self.is_nightly else timedelta(minutes=2)

    def due_since(self, now: datetime) -> datetime:
        """Return the latest moment at which it should have begun."""
        if not self.is_nightly:
            return now - timedelta(seconds=50)  # runs each minute are never quite a minute apart
        local = timezone.localtime(now)
        night = local.replace(hour=NIGHT.hour, minute=0, second=0, microsecond=0)
        return night if night <= local else night - timedelta(days=1)


def _command(name: str, *arguments: str, **options) -> Callable[[], object]:
    return lambda: call_command(name, *arguments, verbosity=0, **options)


def _delete_old_counts() -> None:
    delete_old_counts(today())


def _delete_finished_tasks() -> None:
    """Delete what the worker finished long ago; without a worker, nothing is stored."""
    if settings.TASKS["background"]["BACKEND"] == DATABASE_BACKEND:
        call_command("prune_db_task_results", "--backend=background", verbosity=0)


def _back_up() -> None:
    day = f"{timezone.localdate():%A}".lower()
    call_command("backup", f"{settings.BACKUP_DIR}/{day}.tar", verbosity=0)


JOBS = (
    Job(
        "publish",
        _("Publish and unpublish on time, read waiting documents"),
        _command("publish_scheduled"),
        is_nightly=False,
        lease=timedelta(minutes=2),  # two at once do no harm: each page is locked
    ),
    Job("backup", _("Backup"), _back_up, is_enabled=lambda: bool(settings.BACKUP_DIR)),
    Job("verify", _("Verification"), _command("verify")),
    Job("tasks", _("Delete finished background tasks"), _delete_finished_tasks),
    Job("sessions", _("Delete expired sessions"), _command("clearsessions")),
    Job("attempts", _("Delete old attempts to sign in"), delete_old_attempts),
    Job("audit", _("Delete old entries of the audit trail"), delete_old_entries),
    Job("uploads", _("Delete abandoned uploads"), _command("forget_uploads")),
    Job("addresses", _("Remove e-mail addresses of old error reports"), _command("delete_report_emails")),
    Job("counts", _("Delete old counts of searches"), _delete_old_counts),
)
