"""Background tasks for documents."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import task
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from .choices import Extraction
from .extraction import Reader, extract
from .models import PortalDocument

MAX_ATTEMPTS = 3
RETRY_DELAY = timedelta(minutes=2)
RETRY_FAILED_AFTER = timedelta(days=1)  # before what could not be read is tried once more
UNFINISHED = (TaskResultStatus.READY, TaskResultStatus.RUNNING)

logger = logging.getLogger(__name__)


@task(backend="background")
def read_document(pk: int, attempt: int = 1) -> None:
    """Extract a document. Retry if that fails for another reason than the file, such as the storage."""
    document = PortalDocument.objects.filter(pk=pk).first()
    if not document:
        return
    try:
        with Reader() as reader:
            extract(document, reader)
    except Exception:
        logger.exception("Document %s was not read: attempt %s of %s.", pk, attempt, MAX_ATTEMPTS)
        if attempt == MAX_ATTEMPTS:
            raise
        _later().enqueue(pk, attempt + 1)


def _later():
    """Return the task with a delay, if the backend supports it."""
    can_wait = read_document.get_backend().supports_defer
    return read_document.using(run_after=timezone.now() + RETRY_DELAY) if can_wait else read_document


def enqueue_waiting_documents() -> None:
    """Enqueue the documents that wait without a task.

    Those that failed are left alone for a day. Reading a document twice does no harm.
    """
    waiting = PortalDocument.objects.filter(extraction=Extraction.WAITING)
    for pk in set(waiting.values_list("pk", flat=True)) - _scheduled_or_failed():
        read_document.enqueue(pk)


def _scheduled_or_failed() -> set[int]:
    """Return the keys of documents with an unfinished task, or one that failed within the last day."""
    tasks = DBTaskResult.objects.filter(task_path=read_document.module_path).order_by()
    failed = tasks.filter(status=TaskResultStatus.FAILED, finished_at__gt=timezone.now() - RETRY_FAILED_AFTER)
    arguments = (tasks.filter(status__in=UNFINISHED) | failed).values_list("args_kwargs", flat=True)
    return {call["args"][0] for call in arguments}


def overdue_documents() -> QuerySet[PortalDocument]:
    """Return the documents that have waited longer than a task may take, the oldest first."""
    latest = timezone.now() - timedelta(minutes=settings.TASK_MINUTES)
    waiting = PortalDocument.objects.filter(extraction=Extraction.WAITING, created_at__lt=latest)
    return waiting.order_by("created_at", "pk")
