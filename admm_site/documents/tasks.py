"""Work on documents that no request need wait for."""

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

ATTEMPTS = 3
PAUSE = timedelta(minutes=2)
REST = timedelta(days=1)  # before what could not be read is tried once more
OPEN = (TaskResultStatus.READY, TaskResultStatus.RUNNING)

logger = logging.getLogger(__name__)


@task(backend="background")
def read_document(pk: int, attempt: int = 1) -> None:
    """Read a document and store what is found. What fails for another reason than the file, as storage that
    can't be reached, is tried again."""
    document = PortalDocument.objects.filter(pk=pk).first()
    if not document:
        return
    try:
        with Reader() as reader:
            extract(document, reader)
    except Exception:
        logger.exception("Document %s was not read: attempt %s of %s.", pk, attempt, ATTEMPTS)
        if attempt == ATTEMPTS:
            raise
        _later().enqueue(pk, attempt + 1)


def _later():
    """The task some time from now, where the backend can wait; the immediate one can't."""
    can_wait = read_document.get_backend().supports_defer
    return read_document.using(run_after=timezone.now() + PAUSE) if can_wait else read_document


def read_what_was_left() -> None:
    """Begin to read the documents that wait although no task is about to read them.

    What failed is left alone for a day. The same document may be read twice, which changes nothing.
    """
    waiting = PortalDocument.objects.filter(extraction=Extraction.WAITING)
    for pk in set(waiting.values_list("pk", flat=True)) - _taken_care_of():
        read_document.enqueue(pk)


def _taken_care_of() -> set[int]:
    """Return the documents that a task is about to read, or could not read within the last day."""
    tasks = DBTaskResult.objects.filter(task_path=read_document.module_path).order_by()
    failed = tasks.filter(status=TaskResultStatus.FAILED, finished_at__gt=timezone.now() - REST)
    arguments = (tasks.filter(status__in=OPEN) | failed).values_list("args_kwargs", flat=True)
    return {given["args"][0] for given in arguments}


def unread() -> QuerySet[PortalDocument]:
    """Return the documents that wait to be read for longer than that takes, the oldest first."""
    latest = timezone.now() - timedelta(minutes=settings.TASK_MINUTES)
    waiting = PortalDocument.objects.filter(extraction=Extraction.WAITING, created_at__lt=latest)
    return waiting.order_by("created_at", "pk")
