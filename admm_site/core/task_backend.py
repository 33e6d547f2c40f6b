"""A task backend that runs tasks at once, except index updates in a batch: these run once, at its end.

Tasks get their backend when they are defined, before models are loaded: `index_tasks` registers those that
wait.
"""

from collections.abc import Callable

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

from .batching import Deferred, is_batched

_deferred: dict[str, Deferred[tuple]] = {}


def defer(task: Task, work: Callable[[list[tuple]], None], rank: int) -> None:
    """In a batch, replace all calls of the task by one call of `work` with their arguments."""
    _deferred[task.module_path] = Deferred(work, rank)


class BatchingBackend(ImmediateBackend):
    def enqueue(self, task: Task, args, kwargs) -> TaskResult:
        if not is_batched() or task.module_path not in _deferred:
            return super().enqueue(task, args, kwargs)
        _deferred[task.module_path].add(tuple(args))
        return TaskResult(
            task=task,
            id=get_random_id(),
            status=TaskResultStatus.READY,
            enqueued_at=None,
            started_at=None,
            last_attempted_at=None,
            finished_at=None,
            args=args,
            kwargs=kwargs,
            backend=self.alias,
            errors=[],
            worker_ids=[],
        )
