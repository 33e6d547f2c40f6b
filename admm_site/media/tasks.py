"""Work on documents that no request need wait for."""

import logging
from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from .extraction import Reader, extract
from .models import PortalDocument

ATTEMPTS = 3
PAUSE = timedelta(minutes=2)

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
