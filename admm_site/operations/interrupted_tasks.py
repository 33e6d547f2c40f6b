"""Restart background tasks whose worker was killed, at most three times.

The task of a killed worker stays "running" in the database, and no other worker takes it.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

MAX_STARTS = 3
# What a worker raises when it is stopped twice.
STOP_EXCEPTIONS = ("builtins.SystemExit", "builtins.KeyboardInterrupt")

logger = logging.getLogger(__name__)


class WorkerKilled(Exception):
    """The worker was killed each time that the task was started."""


def interrupted_tasks() -> QuerySet[DBTaskResult]:
    """Return the tasks that have run for longer than `TASK_MINUTES`, and those whose worker was stopped."""
    latest_start = timezone.now() - timedelta(minutes=settings.TASK_MINUTES)
    return DBTaskResult.objects.filter(
        Q(status=TaskResultStatus.RUNNING, started_at__lt=latest_start)
        | Q(status=TaskResultStatus.FAILED, exception_class_path__in=STOP_EXCEPTIONS)
    ).order_by("started_at", "pk")


def restart_interrupted_tasks() -> None:
    """Queue interrupted tasks again; mark as failed those that have been started three times."""
    for task in interrupted_tasks():
        _mark_as_failed(task) if len(task.worker_ids) >= MAX_STARTS else _restart(task)


def _restart(task: DBTaskResult) -> None:
    updated = _if_unchanged(task).update(
        status=TaskResultStatus.READY, finished_at=None, exception_class_path="", traceback=""
    )
    if updated:
        logger.warning("The worker of %s was killed: it is started again.", _describe(task))


def _mark_as_failed(task: DBTaskResult) -> None:
    reason = f"Its worker was killed each time it was started ({len(task.worker_ids)} times)."
    updated = _if_unchanged(task).update(
        status=TaskResultStatus.FAILED,
        finished_at=timezone.now(),
        exception_class_path=f"{__name__}.{WorkerKilled.__qualname__}",
        traceback=reason,
    )
    if updated:
        logger.error("%s was given up. %s", _describe(task), reason)


def _if_unchanged(task: DBTaskResult) -> QuerySet[DBTaskResult]:
    """Return a queryset of the task, which is empty if it was finished or restarted meanwhile."""
    return DBTaskResult.objects.filter(pk=task.pk, status=task.status, started_at=task.started_at)


def _describe(task: DBTaskResult) -> str:
    return f"{task.task_name} {task.args_kwargs['args']} ({task.pk})"
