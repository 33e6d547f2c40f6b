"""The demonstration documents: typeset from the sources in fixtures/documents/, read back with pypdf."""

import hashlib
import json
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from fixtures.typeset import FOLDER, SOURCES, STATEMENT, typeset

pytestmark = pytest.mark.slow

SOURCE = """kind: Concept paper
notice: Not the text
{issued}
# Paper on the Ministers’ Work, 2008–2010

- Acronym: PMW
- Date of issue: February 2009

## Summary

{paragraphs}

## Objectives

1. To promote <peace>.

## Signatures

_ For the chair

## Sources

[A ministry](https://example.org/?a=1&b=2)
"""


@pytest.fixture
def make_pdf(tmp_path):
    def make_pdf(date_line: str = "issued: 2009-02", paragraphs: int = 1) -> PdfReader:
        text = "\n\n".join(f"¶ {number} Proposes work." for number in range(1, paragraphs + 1))
        path = tmp_path / "paper.md"
        path.write_text(SOURCE.format(issued=date_line, paragraphs=text), encoding="utf-8")
        return PdfReader(BytesIO(typeset(path)))

    return make_pdf


def pdf_of(path: Path) -> bytes:
    return (FOLDER / f"media/documents/{path.stem}.pdf").read_bytes()


def xmp_of(pdf: PdfReader) -> str:
    return pdf.root_object["/Metadata"].get_object().get_data().decode()


def test_the_documents_are_typeset_from_their_sources():
    assert [path.name for path in SOURCES if typeset(path) != pdf_of(path)] == [], "run `make documents`"


def test_the_fixture_has_the_checksums_of_the_documents():
    rows = json.loads((FOLDER / "4_documents.json").read_text(encoding="utf-8"))
    checksums = {row["fields"]["file"]: row["fields"]["sha256"] for row in rows if "sha256" in row["fields"]}
    for path in SOURCES:
        assert checksums[f"documents/{path.stem}.pdf"] == hashlib.sha256(pdf_of(path)).hexdigest()


def test_a_document_has_the_words_of_its_source(make_pdf):
    title_page, text = (" ".join(page.extract_text().split()) for page in make_pdf().pages)
    assert "CONCEPT PAPER Paper on the Ministers’ Work, 2008–2010 Acronym PMW" in title_page
    assert "Summary 1. Proposes work. Objectives (1) To promote <peace>." in text
    assert "Signatures For the chair" in text
    assert "Sources A ministry https://example.org/?a=1&b=2" in text


def test_a_document_is_tagged_and_names_its_language(make_pdf):
    root = make_pdf().root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert "/StructTreeRoot" in root
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in xmp_of(make_pdf())


def test_every_page_says_that_it_is_a_demonstration(make_pdf):
    pages = [page.extract_text() for page in make_pdf(paragraphs=80).pages]
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert page.count(STATEMENT) == 2, "once in the head, once in the foot"
        assert page.count("Not the text") == 2
        assert f"Page {number} of {len(pages)}" in page


@pytest.mark.parametrize(
    ("date_line", "day"),
    [("issued: 2009-02-27", "D:20090227000000Z"), ("issued: 2009-02", None), ("", None)],
)
def test_the_metadata_have_the_date_of_issue_as_far_as_it_is_known(make_pdf, date_line, day):
    pdf = make_pdf(date_line)
    date = date_line.removeprefix("issued: ")
    assert pdf.metadata.title == "Paper on the Ministers' Work, 2008-2010"
    assert pdf.metadata.get("/CreationDate") == day
    assert pdf.metadata.keywords.split(", ")[3:] == ([f"issued {date}"] if date else [])
