"""Text extraction, and files that attack it."""

import time

import pytest

from admm_site.documents.choices import Extraction
from admm_site.documents.extraction import Reader, clean
from tests.documents import files


@pytest.fixture(scope="module")
def reader():
    with Reader() as reader:
        yield reader


@pytest.fixture
def extract(reader):
    def extract(content: bytes, name: str):
        reader.path.write_bytes(content)
        return reader.read(name)

    return extract


def test_the_text_of_a_pdf_is_read_by_page(extract):
    result = extract(files.pdf("Joint Declaration\non cooperation", "", "Signed in Jakarta"), "a.pdf")
    assert result.state == Extraction.READ
    assert result.page_count == 3
    assert result.pages == {1: "Joint Declaration\non cooperation", 2: "", 3: "Signed in Jakarta"}


def test_the_first_page_of_a_pdf_is_drawn(extract):
    picture = extract(files.pdf("Joint Declaration"), "a.pdf").picture
    assert (picture[:4], picture[8:12]) == (b"RIFF", b"WEBP")


def test_the_text_of_a_word_file_is_read_as_one_page(extract):
    table = [["Year", "Place"], ["2011", "Jakarta"]]
    result = extract(files.word("Concept paper", "on HADR", table=table, header="ADMM/5/1"), "paper.docx")
    assert (result.state, result.page_count, list(result.pages)) == (Extraction.READ, None, [1])
    assert " ".join(result.pages[1].split()) == "Concept paper on HADR Year Place 2011 Jakarta ADMM/5/1"
    assert not result.picture


@pytest.mark.parametrize("name", ["A.PDF", "Rapport d’été.pdf", "a.b.pdf"])
def test_a_name_may_be_written_in_any_way(extract, name):
    assert extract(files.pdf("Words"), name).pages == {1: "Words"}


WHY_NOT = {
    "a scanned page": (lambda: files.scan(pages=2), "a.pdf", Extraction.NO_TEXT, 2),
    "an empty Word file": (files.word, "a.docx", Extraction.NO_TEXT, None),
    "a PDF with a password": (lambda: files.encrypted_pdf("1234"), "a.pdf", Extraction.ENCRYPTED, None),
    "a Word file with a password": (files.locked_word, "a.docx", Extraction.ENCRYPTED, None),
    "half a PDF": (lambda: b"%PDF-1.7\n" + files.pdf("Words")[400:700], "a.pdf", Extraction.DAMAGED, None),
    "no PDF": (lambda: b"only words", "a.pdf", Extraction.DAMAGED, None),
    "nothing": (lambda: b"", "a.pdf", Extraction.DAMAGED, None),
    "half a Word file": (lambda: files.word("Words")[:-300], "a.docx", Extraction.DAMAGED, None),
    "a Word file of no XML": (lambda: files.word_of(b"<w:document"), "a.docx", Extraction.DAMAGED, None),
    "a PDF called DOCX": (lambda: files.pdf("Words"), "a.docx", Extraction.MISNAMED, None),
    "a Word file called PDF": (lambda: files.word("Words"), "a.pdf", Extraction.MISNAMED, None),
    "a spreadsheet called DOCX": (files.spreadsheet, "a.docx", Extraction.MISNAMED, None),
    "a spreadsheet": (files.spreadsheet, "a.xlsx", Extraction.NOT_READ, None),
    "a bomb": (files.bomb, "a.docx", Extraction.TOO_LARGE, None),
}


@pytest.mark.sample(6)
@pytest.mark.parametrize(("make", "name", "state", "pages"), WHY_NOT.values(), ids=WHY_NOT)
def test_a_file_without_text_to_read_says_why(extract, make, name, state, pages):
    result = extract(make(), name)
    assert (result.state, result.page_count) == (state, pages)
    assert not "".join(result.pages.values())


def test_a_pdf_that_only_its_owner_may_change_is_read(extract):
    assert extract(files.encrypted_pdf(""), "a.pdf").pages == {1: "A secret"}


def test_of_a_pdf_with_too_many_pages_the_first_are_read(extract):
    result = extract(files.empty_pages(2_001), "a.pdf")
    assert (result.state, result.page_count, max(result.pages)) == (Extraction.TOO_MANY_PAGES, 2_001, 2_000)


def test_entity_expansion_is_limited(extract):
    result = extract(files.laughs(), "a.docx")
    assert len("".join(result.pages.values())) < 1_000


def test_an_external_entity_reads_no_file_of_the_server(extract, tmp_path):
    theirs = tmp_path / "theirs"
    theirs.write_text("a secret")
    assert "secret" not in "".join(
        extract(files.word_with_local_file_entity(str(theirs)), "a.docx").pages.values()
    )


def test_extraction_stops_at_the_time_limit():
    with Reader(seconds=0.01) as hasty:
        hasty.path.write_bytes(files.pdf("Words"))
        begin = time.monotonic()
        assert hasty.read("a.pdf").state == Extraction.TOO_SLOW
        assert time.monotonic() - begin < 5


@pytest.mark.exhaustive
def test_pages_before_one_that_crashes_the_process_are_kept(extract):
    """A page that kills the process is lost, but none of the pages before it."""
    result = extract(files.pdf_bomb(), "a.pdf")
    assert (result.state, result.page_count) == (Extraction.TOO_LARGE, 2)
    assert result.pages == {1: "Before"}


def test_a_file_that_crashes_the_process_does_not_affect_others(extract):
    assert extract(files.bomb(), "bomb.docx").state == Extraction.TOO_LARGE
    assert extract(files.pdf("Words"), "a.pdf").pages == {1: "Words"}


def test_a_process_that_ended_between_two_files_is_restarted(reader, extract):
    extract(files.pdf("Words"), "a.pdf")
    reader.process.kill()
    reader.process.wait()
    assert extract(files.pdf("Words"), "a.pdf").pages == {1: "Words"}


CLEANED = {
    "NUL": ("ad\x00mm", "admm"),
    "half a surrogate pair": ("a\ud800b", "a�b"),
    "a pair in two halves": ("\ud83d\ude00", "😀"),
    "control characters": ("a\x07\x1bb\x85c", "ab\x85c"),
    "no character": ("a\ufffe\uffffb", "ab"),
    "a soft hyphen": ("coop\u00aderation", "cooperation"),
    "ends of lines": ("a\r\nb\n", "a\nb"),
}


@pytest.mark.parametrize(("text", "expected"), CLEANED.values(), ids=CLEANED)
def test_text_holds_nothing_that_a_database_or_a_feed_refuses(text, expected):
    assert clean(text) == expected
