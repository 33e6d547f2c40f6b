"""The text of a document is extracted after it is saved; saving never fails because of it."""

from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.core.management import CommandError, call_command
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from admm_site.documents.choices import Extraction
from admm_site.documents.extraction import Reader, extract
from admm_site.documents.models import PageText, PortalDocument
from admm_site.documents.signals import text_extracted
from admm_site.documents.tasks import MAX_ATTEMPTS, read_document
from tests.documents import files
from tests.factories.documents import PortalDocumentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload(django_capture_on_commit_callbacks):
    """Saves a document with this content as an editor does, and runs what follows on commit."""

    def upload(content: bytes, name: str = "declaration.pdf", document: PortalDocument | None = None):
        with django_capture_on_commit_callbacks(execute=True):
            document = document or PortalDocumentFactory.build(title="Joint Declaration")
            document.file = ContentFile(content, name)
            document.save()
        return PortalDocument.objects.get(pk=document.pk)

    return upload


@pytest.fixture
def signals():
    """The documents for which the signal of an extracted text was sent."""
    heard = []

    def listen(sender, document, **kwargs):
        heard.append((document.pk, list(document.pages_text.values_list("text", flat=True))))

    text_extracted.connect(listen)
    yield heard
    text_extracted.disconnect(listen)


class BrokenStorage(FileSystemStorage):
    """A file that can't be read for a while."""

    failures = 0

    def _open(self, name, mode="rb"):
        if BrokenStorage.failures:
            BrokenStorage.failures -= 1
            raise OSError("The storage is out of reach.")
        return super()._open(name, mode)


def texts(document) -> list[tuple[int, str]]:
    return list(document.pages_text.values_list("number", "text"))


def test_a_document_is_read_when_it_is_saved(upload):
    document = upload(files.pdf("Joint Declaration", "Signed in Jakarta"))
    assert texts(document) == [(1, "Joint Declaration"), (2, "Signed in Jakarta")]
    assert (document.page_count, document.extraction) == (2, Extraction.READ)
    assert document.findings == "The text of all 2 pages was read."
    assert document.picture.size
    assert (document.file_size, len(document.sha256), len(document.file_hash)) == (document.file.size, 64, 40)


def test_a_signal_is_sent_once_the_text_is_stored(upload, signals):
    document = upload(files.pdf("Joint Declaration"))
    assert signals == [(document.pk, ["Joint Declaration"])]


def test_a_document_that_is_saved_again_is_not_read_again(
    upload, signals, django_capture_on_commit_callbacks
):
    document = upload(files.pdf("Joint Declaration"))
    with django_capture_on_commit_callbacks(execute=True):
        document.symbol = "ADMM/5/1"
        document.save()
    assert len(signals) == 1
    assert texts(document) == [(1, "Joint Declaration")]


def test_the_text_of_another_file_replaces_the_earlier_text(upload, signals):
    document = upload(files.pdf("Old words", "More of them"))
    picture = document.picture.name
    document = upload(files.scan(), "scan.pdf", document)
    assert texts(document) == [(1, "")]
    assert (document.page_count, document.extraction) == (1, Extraction.NO_TEXT)
    assert document.picture.name == picture
    assert [words for _, words in signals] == [["Old words", "More of them"], [], [""]]


def test_the_text_of_the_old_file_is_deleted_before_the_new_one_is_read(upload):
    document = upload(files.pdf("Old words"))
    document.file = ContentFile(files.pdf("New words"), "new.pdf")
    document.save()
    document.refresh_from_db()
    assert (texts(document), document.page_count, document.picture.name) == ([], None, "")
    assert document.extraction == Extraction.WAITING


FINDINGS = {
    "scanned": (files.scan, "a.pdf", "There is no text in it"),
    "with a password": (lambda: files.encrypted_pdf("1234"), "a.pdf", "It asks for a password"),
    "damaged": (lambda: b"%PDF-1.7 nonsense", "a.pdf", "the file is damaged"),
    "of another kind": (lambda: files.pdf("Words"), "a.docx", "of another kind than its name says (.docx)"),
    "a spreadsheet": (files.spreadsheet, "a.xlsx", "of PDF and DOCX files only"),
    "too long": (
        lambda: files.empty_pages(2_001),
        "a.pdf",
        "It has 2001 pages, of which the portal reads 2000",
    ),
    "too large": (files.pdf_bomb, "a.pdf", "It is too large to be read whole. The text of 1 page was read."),
    "a Word file": (lambda: files.word("Words"), "a.docx", "The text was read."),
    "of one page": (lambda: files.pdf("Words"), "a.pdf", "The text of its page was read."),
    "half scanned": (lambda: files.pdf("Words", ""), "a.pdf", "Text was found on 1 of 2 pages."),
}


@pytest.mark.parametrize(("make", "name", "words"), FINDINGS.values(), ids=FINDINGS)
def test_any_file_is_stored_and_the_editor_sees_the_result_of_extraction(upload, make, name, words):
    content = make()
    document = upload(content, name)
    with document.file.open() as file:
        assert file.read() == content
    assert words in document.findings


def test_every_state_has_a_sentence():
    for state in Extraction:
        assert PortalDocumentFactory(extraction=state, page_count=3).findings.endswith(".")


def test_a_file_that_is_lost_is_said_to_be(upload):
    document = upload(files.pdf("Words"))
    document.file.storage.delete(document.file.name)
    call_command("extract_text", stdout=StringIO())
    document.refresh_from_db()
    assert document.extraction == Extraction.LOST
    assert "Upload it again" in document.findings


def test_a_document_that_is_deleted_takes_its_files_along(upload, django_capture_on_commit_callbacks):
    document = upload(files.pdf("Words"))
    storage, names = document.file.storage, [document.file.name, document.picture.name]
    with django_capture_on_commit_callbacks(execute=True):
        document.delete()
    assert [storage.exists(name) for name in names] == [False, False]
    assert not PageText.objects.exists()


# What fails for another reason


@pytest.fixture
def broken(monkeypatch):
    """A document storage that fails; the test sets how often."""
    monkeypatch.setattr(PortalDocument._meta.get_field("file"), "storage", BrokenStorage())
    yield BrokenStorage
    BrokenStorage.failures = 0


def test_a_storage_error_is_retried(broken):
    document = PortalDocumentFactory(file__data=files.pdf("Words"))
    broken.failures = MAX_ATTEMPTS - 1
    read_document.enqueue(document.pk)
    assert texts(document) == [(1, "Words")]


def test_a_document_waits_while_its_storage_keeps_failing(broken):
    document = PortalDocumentFactory(file__data=files.pdf("Words"))
    broken.failures = 100
    read_document.enqueue(document.pk)
    assert broken.failures == 100 - MAX_ATTEMPTS
    document.refresh_from_db()
    assert document.extraction == Extraction.WAITING


def test_a_document_that_is_gone_before_it_is_read_is_no_error():
    result = read_document.enqueue(10_000)
    assert result.status == "SUCCESSFUL"


def test_an_error_in_a_signal_receiver_does_not_fail_the_extraction(upload):
    def fail(sender, **kwargs):
        raise RuntimeError("Search is down.")

    text_extracted.connect(fail)
    document = upload(files.pdf("Words"))
    text_extracted.disconnect(fail)
    assert texts(document) == [(1, "Words")]


# By a worker


@pytest.fixture
def worker(settings, monkeypatch):
    """The worker of `TASKS=database`, on the connection that holds the test's transaction."""
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.close_old_connections", lambda: None)
    settings.TASKS = settings.TASKS | {"background": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

    def work():
        call_command("db_worker", "--backend", "background", "--batch", "--no-startup-delay", verbosity=0)

    return work


def test_a_worker_extracts_waiting_documents(worker, upload):
    document = upload(files.pdf("Words"))
    assert document.extraction == Extraction.WAITING
    assert DBTaskResult.objects.ready().count() == 1

    worker()

    assert texts(document) == [(1, "Words")]
    assert not DBTaskResult.objects.ready().exists()


def test_a_worker_tries_again_after_a_pause(worker, upload, broken):
    upload(files.pdf("Words"))
    broken.failures = 1
    worker()
    again = DBTaskResult.objects.get(status="READY")
    assert again.args_kwargs["args"][1] == 2
    assert again.run_after > timezone.now()


# All of them


def extract_text(*options) -> str:
    out = StringIO()
    call_command("extract_text", *options, stdout=out)
    return out.getvalue()


def test_all_documents_can_be_extracted_again():
    documents = [PortalDocumentFactory(file__data=files.pdf(f"Words {number}")) for number in range(3)]
    scan = PortalDocumentFactory(file__data=files.scan())
    for _ in range(2):
        output = extract_text()
        assert "Read: 3" in output
        assert "No text: 1" in output
        assert [texts(document) for document in documents] == [[(1, f"Words {n}")] for n in range(3)]
        assert texts(scan) == [(1, "")]


def test_only_waiting_documents_are_extracted_on_request():
    PortalDocumentFactory(file__data=files.pdf("Words"))
    assert "1 documents were looked at." in extract_text("--waiting")
    assert "0 documents were looked at." in extract_text("--waiting")


def test_a_command_that_could_not_reach_a_file_says_so_and_reads_the_others(broken):
    PortalDocumentFactory(title="The first", file__data=files.pdf("Words"))
    second = PortalDocumentFactory(file__data=files.pdf("Words"))
    broken.failures = 1
    with pytest.raises(CommandError, match="The first: The storage is out of reach"):
        extract_text()
    assert texts(second) == [(1, "Words")]


def test_a_document_that_was_replaced_while_it_was_read_is_left_to_the_next_reading(upload):
    document = upload(files.pdf("Old words"))
    as_it_was = PortalDocument.objects.get(pk=document.pk)
    upload(files.pdf("New words"), "new.pdf", document)
    with Reader() as reader:
        extract(as_it_was, reader)
    assert texts(document) == [(1, "New words")]
