"""Extract the text, the number of pages and a picture of the first page from the file of a document.

`reader` does so in a separate process within limits of time and memory: a malicious or broken file ends that
process and nothing else.
"""

import base64
import json
import logging
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Lock, Timer

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from . import checksums
from .choices import Extraction
from .dehyphenation import join_divided_words
from .models import PageText, PortalDocument
from .reader import SECONDS, extension_of
from .signals import text_extracted
from .traces import KINDS as TRACEABLE_KINDS

logger = logging.getLogger(__name__)

MAX_FILES_PER_PROCESS = 100
BATCH_SIZE = 200
READABLE_KINDS = {*TRACEABLE_KINDS, "csv"}

# The field of the result that a kind of message sets.
FIELDS = {"pages": "page_count", "traces": "traces", "inspected": "active_content", "harmful": "harm"}

# Signals by which PDFium ends when it runs out of memory, and by which the system ends it.
OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL}

SOFT_HYPHEN = re.compile("\u00ad\\s*")  # where a program divided a word, or could have
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")


_one_at_a_time = Lock()  # what one reader may use of memory is a good part of what the portal may


@dataclass
class ExtractionResult:
    """The result of extracting a file, as far as it could be read."""

    state: Extraction
    page_count: int | None = None
    pages: dict[int, str] = field(default_factory=dict)
    picture: bytes = b""
    traces: dict = field(default_factory=dict)
    active_content: dict[str, int] | None = None  # None: the file wasn't inspected to its end
    harm: str = ""  # why the file may not be stored

    @property
    def stored_inspection(self) -> dict:
        """Return what the inspection found, as it is stored beside the traces."""
        values = {"active": self.active_content, "harm": self.harm}
        return {name: value for name, value in values.items() if value}


class Reader(AbstractContextManager):
    """Read files in a separate process, which is restarted when a file has ended it.

    A file to read is stored at `path`: the process can open no other.
    """

    def __init__(self, seconds: float = SECONDS):
        self.seconds = seconds
        self.process = None
        self.files = 0
        self.protections: list[str] = []

    def __enter__(self):
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name, "file")
        return self

    def __exit__(self, *exception):
        if self.process:
            self._end()
        self.folder.cleanup()

    def read(self, name: str, *, beginning_only: bool = False) -> ExtractionResult:
        """Return the result for the file, whose `name` has its extension.

        With `beginning_only`, stop after the first page with text, and draw no picture.
        """
        extension = extension_of(name)
        if extension not in READABLE_KINDS:
            return ExtractionResult(Extraction.NOT_READ)
        request = {"path": str(self.path), "name": name}
        result = self._request(request, self._until_first_text if beginning_only else None)
        if extension == "pdf":
            result.pages = join_divided_words(result.pages)
        result.pages = {number: clean(text) for number, text in result.pages.items()}
        return result

    def inspect_image(self, name: str, max_pixels: int) -> ExtractionResult:
        """Return the result of inspecting an image, whose `name` has its extension."""
        request = {"path": str(self.path), "name": name, "max_pixels": max_pixels}
        return self._request(request, last={"inspected", "harmful"})

    def confinement(self) -> list[str]:
        """Return what a process is kept from: `files`, `network`, `processes`."""
        self.path.write_bytes(b"")
        self._request({"path": str(self.path), "name": "empty.csv"})
        return self.protections

    def _request(
        self, request: dict, select: Callable | None = None, last: Container[str] = ("picture",)
    ) -> ExtractionResult:
        """Return the result of a request; `last` are the kinds of message that end its response."""
        with _one_at_a_time:
            return self._answer(request, select, last)

    def _answer(self, request: dict, select: Callable | None, last: Container[str]) -> ExtractionResult:
        result = ExtractionResult(Extraction.WAITING)
        is_late = Event()
        self._begin()
        timer = Timer(self.seconds, self._stop, (self.process, is_late))
        timer.daemon = True  # an interrupt before `try` would otherwise wait for it
        timer.start()
        try:
            answers = self._ask(request)
            is_complete = self._collect(select(answers) if select else answers, result, last)
        finally:
            timer.cancel()
        if not is_complete and result.state == Extraction.WAITING:
            result.state = self._why_it_ended(is_late.is_set())
        return result

    def _begin(self) -> None:
        if self.process and (self.files >= MAX_FILES_PER_PROCESS or self.process.poll() is not None):
            self._end()
        if not self.process:
            self.files = 0
            self.process = subprocess.Popen(  # noqa: S603 - the portal's own code and folder
                [sys.executable, "-E", "-s", "-m", "admm_site.documents.reader", self.folder.name],
                cwd=settings.BASE_DIR,
                env={},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
        self.files += 1

    def _end(self) -> int:
        """End the process, and return its exit code, negative for the signal that ended it."""
        process, self.process = self.process, None
        process.kill()
        process.communicate()
        return process.returncode

    @staticmethod
    def _stop(process, is_late: Event) -> None:
        is_late.set()
        process.kill()

    def _ask(self, question: dict) -> Iterator[list]:
        try:
            self.process.stdin.write(json.dumps(question) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            return
        for line in self.process.stdout:
            if not line.endswith("\n"):  # it was ended in the middle of a page
                return
            yield json.loads(line)

    def _until_first_text(self, answers: Iterable[list]) -> Iterator[list]:
        """Yield the answers up to the first page with text, or to what keeps the file from being stored.

        The process, which goes on reading, is ended.
        """
        for answer in answers:
            yield answer
            if answer[0] == "harmful" or (answer[0] == "page" and answer[2].strip()):
                yield ["end", Extraction.READ]
                self._end()
                return

    def _collect(self, answers: Iterable[list], result: ExtractionResult, last: Container[str]) -> bool:
        """Store the responses in the result, and return whether they are complete."""
        for kind, *answer in answers:
            if kind == "confined":
                self.protections = answer[0]
            elif kind == "page":
                number, text = answer
                result.pages[number] = text
            elif kind == "end":
                result.state = Extraction(answer[0])
            elif kind == "picture":
                result.picture = base64.b64decode(answer[0])
            else:
                setattr(result, FIELDS[kind], answer[0])
            if kind in last:
                return True
        return False

    def _why_it_ended(self, is_late: bool) -> Extraction:
        code = self._end()
        if is_late:
            return Extraction.TOO_SLOW
        return Extraction.TOO_LARGE if -code in OUT_OF_MEMORY else Extraction.DAMAGED


def clean(text: str) -> str:
    """Return the text without soft hyphens and without characters that databases or feeds reject."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return NOT_TEXT.sub("", SOFT_HYPHEN.sub("", whole).replace("\r\n", "\n")).strip()


def extract(document: PortalDocument, reader: Reader) -> None:
    """Extract the document, and store the result in it and in the database.

    If it was changed or deleted meanwhile, nothing is stored: its change has started an extraction.
    """
    digest = _fetch(document, reader.path)
    if digest and document.sha256 and digest != document.sha256:
        mark_corrupt(document)
        return
    result = reader.read(document.file.name) if digest else ExtractionResult(Extraction.LOST)
    if _store(document, result, digest):
        text_extracted.send_robust(sender=PortalDocument, document=document)


def _fetch(document: PortalDocument, path: Path) -> str:
    """Copy the file from the storage; return its SHA-256 checksum, empty if the file is lost."""
    digest = checksums.new()
    try:
        with document.file.storage.open(document.file.name) as file, path.open("wb") as copy:
            copy.writelines(checksums.update_digests(file.chunks(), digest))
    except FileNotFoundError:
        return ""
    return digest.hexdigest()


def mark_corrupt(document: PortalDocument) -> None:
    """Set the state of a file that differs from its checksum; keep the checksum and the text."""
    same = PortalDocument.objects.filter(pk=document.pk, file=document.file.name, sha256=document.sha256)
    if same.update(extraction=Extraction.CORRUPT):
        document.extraction = Extraction.CORRUPT
        logger.error("The file of document %s differs from its checksum.", document.pk)


def _store(document: PortalDocument, result: ExtractionResult, digest: str) -> bool:
    """Store the result and return True, unless the document was changed meanwhile."""
    with transaction.atomic():
        same = PortalDocument.objects.select_for_update().filter(
            pk=document.pk, file=document.file.name, sha256=document.sha256
        )
        if not same.exists():
            return False
        document.pages_text.all().delete()
        rows = (PageText(document=document, number=page, text=text) for page, text in result.pages.items())
        PageText.objects.bulk_create(rows, BATCH_SIZE)
        document.extraction, document.page_count = result.state, result.page_count
        document.traces = result.traces | result.stored_inspection
        document.sha256 = digest or document.sha256
        _store_picture(document, result.picture)
        same.update(
            extraction=document.extraction,
            page_count=document.page_count,
            sha256=document.sha256,
            traces=document.traces,
            picture=document.picture,
        )
    return True


def _store_picture(document: PortalDocument, content: bytes) -> None:
    """Store the picture under one name per document, so that the next one replaces it."""
    storage, name = document.picture.storage, f"first_pages/{document.pk}.webp"
    storage.delete(name)
    document.picture.name = storage.save(name, ContentFile(content)) if content else ""
