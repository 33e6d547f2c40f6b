"""What is read of the file of a document: its text by page, its number of pages, a picture of the first.

The reading itself is done by `reader`, in a process of its own within limits of time and memory: a file that
was made to hurt, or merely is broken, ends that process and nothing else.
"""

import json
import logging
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Timer

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction

from . import checksums
from .choices import Extraction
from .dehyphenation import with_whole_words
from .models import PageText, PortalDocument
from .reader import SECONDS
from .signals import text_extracted
from .traces import KINDS as KINDS_TRACED

logger = logging.getLogger(__name__)

FILES_A_PROCESS = 100
KINDS_READ = ("docx", "pdf")
ROWS_A_QUERY = 200

# How PDFium ends itself when memory is refused to it, and how the system ends what takes too much.
OUT_OF_MEMORY = {signal.SIGABRT, signal.SIGILL, signal.SIGTRAP, signal.SIGKILL}

SOFT_HYPHEN = re.compile("\u00ad\\s*")  # a word that its program divided, or could have
NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")


@dataclass
class Findings:
    """What was found in a file, as far as it could be read."""

    state: Extraction
    page_count: int | None = None
    pages: dict[int, str] = field(default_factory=dict)
    picture: bytes = b""
    traces: dict = field(default_factory=dict)


class Reader(AbstractContextManager):
    """Reads one file after another. The process that does so is begun anew when it ended over a file."""

    def __init__(self, seconds: float = SECONDS):
        self.seconds = seconds
        self.process = None
        self.files = 0

    def __enter__(self):
        self.folder = TemporaryDirectory()
        return self

    def __exit__(self, *exception):
        if self.process:
            self._end()
        self.folder.cleanup()

    def read(self, path: Path, name: str, *, beginning_only: bool = False) -> Findings:
        """What is found in the file at `path`, whose `name` says of which kind it should be.

        With `beginning_only`, nothing after the first page that has text, and no picture.
        """
        if Path(name).suffix.lower().removeprefix(".") not in KINDS_TRACED:
            return Findings(Extraction.NOT_READ)
        findings = Findings(Extraction.WAITING)
        picture = Path(self.folder.name, "first_page.webp")
        is_late = Event()
        self._begin()
        timer = Timer(self.seconds, self._stop, (self.process, is_late))
        timer.start()
        try:
            answers = self._ask({"path": str(path), "name": name, "picture": str(picture)})
            if beginning_only:
                answers = self._until_first_text(answers)
            if self._note(answers, findings):
                findings.picture = picture.read_bytes()
        finally:
            timer.cancel()
        if Path(name).suffix.lower() == ".pdf":
            findings.pages = with_whole_words(findings.pages)
        findings.pages = {number: clean(text) for number, text in findings.pages.items()}
        if findings.state == Extraction.WAITING:
            findings.state = self._why_it_ended(is_late.is_set())
        return findings

    def _begin(self) -> None:
        if self.process and (self.files >= FILES_A_PROCESS or self.process.poll() is not None):
            self._end()
        if not self.process:
            self.files = 0
            self.process = subprocess.Popen(
                [sys.executable, "-E", "-s", "-m", "admm_site.documents.reader"],
                cwd=settings.BASE_DIR,
                env={},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="ascii",
            )
        self.files += 1

    def _end(self) -> int:
        """End the process if it has not ended; returns its exit code, minus a signal if one ended it."""
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
        """Yield the answers up to the first page with text, and end the process that goes on reading."""
        for answer in answers:
            yield answer
            if answer[0] == "page" and answer[2].strip():
                yield ["end", Extraction.READ]
                self._end()
                return

    @staticmethod
    def _note(answers: Iterable[list], findings: Findings) -> bool:
        """Fill in what is answered; returns whether the first page was drawn."""
        for kind, *answer in answers:
            if kind == "page":
                number, text = answer
                findings.pages[number] = text
            elif kind == "pages":
                findings.page_count = answer[0]
            elif kind == "traces":
                findings.traces = answer[0]
            elif kind == "end":
                findings.state = Extraction(answer[0])
            else:
                return answer[0]
        return False

    def _why_it_ended(self, is_late: bool) -> Extraction:
        code = self._end()
        if is_late:
            return Extraction.TOO_SLOW
        return Extraction.TOO_LARGE if -code in OUT_OF_MEMORY else Extraction.DAMAGED


def clean(text: str) -> str:
    """The text without what no database or feed can hold, and without hyphens that were only permitted."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return NOT_TEXT.sub("", SOFT_HYPHEN.sub("", whole).replace("\r\n", "\n")).strip()


def extract(document: PortalDocument, reader: Reader) -> None:
    """Read the document and store what is found, in it and in the database; reading it again gives the same.

    One that was changed or deleted meanwhile is left to whatever its change has begun.
    """
    path, digest = _fetch(document, Path(reader.folder.name))
    if digest and document.sha256 and digest != document.sha256:
        note_corruption(document)
        return
    findings = reader.read(path, document.file.name) if path else Findings(Extraction.LOST)
    if _store(document, findings, digest):
        text_extracted.send_robust(sender=PortalDocument, document=document)


def _fetch(document: PortalDocument, folder: Path) -> tuple[Path | None, str]:
    """A copy of the file and its SHA-256; wherever the portal keeps its files, reading asks for a path."""
    path, digest = folder / "file", checksums.new()
    try:
        with document.file.storage.open(document.file.name) as file, path.open("wb") as copy:
            copy.writelines(checksums.counted(file.chunks(), digest))
    except FileNotFoundError:
        return None, ""
    return path, digest.hexdigest()


def note_corruption(document: PortalDocument) -> None:
    """Note that the file is not the one that was uploaded; its checksum, and what was read of it, stay."""
    same = PortalDocument.objects.filter(pk=document.pk, file=document.file.name, sha256=document.sha256)
    if same.update(extraction=Extraction.CORRUPT):
        document.extraction = Extraction.CORRUPT
        logger.error("The file of document %s differs from its checksum.", document.pk)


def _store(document: PortalDocument, findings: Findings, digest: str) -> bool:
    """Whether the document was still as it was when it was read, so that the findings are stored."""
    with transaction.atomic():
        same = PortalDocument.objects.select_for_update().filter(
            pk=document.pk, file=document.file.name, sha256=document.sha256
        )
        if not same.exists():
            return False
        document.pages_text.all().delete()
        rows = (PageText(document=document, number=page, text=text) for page, text in findings.pages.items())
        PageText.objects.bulk_create(rows, ROWS_A_QUERY)
        document.extraction, document.page_count = findings.state, findings.page_count
        document.traces = findings.traces
        document.sha256 = digest or document.sha256
        _store_picture(document, findings.picture)
        same.update(
            extraction=document.extraction,
            page_count=document.page_count,
            sha256=document.sha256,
            traces=document.traces,
            picture=document.picture,
        )
    return True


def _store_picture(document: PortalDocument, content: bytes) -> None:
    """Under one name a document, so that reading it again leaves no file behind."""
    storage, name = document.picture.storage, f"first_pages/{document.pk}.webp"
    storage.delete(name)
    document.picture.name = storage.save(name, ContentFile(content)) if content else ""
