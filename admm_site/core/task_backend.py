"""Tasks that run at once, but for those of indexes in a batch: they run once, at its end.

Tasks ask for their backend when they are defined, before there are models: `index_tasks` says which wait.
"""

from collections.abc import Callable

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks.base import Task, TaskResult, TaskResultStatus
from django_tasks.utils import get_random_id

from .batching import Deferred, is_batched

_deferred: dict[str, Deferred[tuple]] = {}


def defer(task: Task, work: Callable[[list[tuple]], None], rank: int) -> None:
    """In a batch, do `work` on the arguments of all calls of the task in place of each call."""
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
