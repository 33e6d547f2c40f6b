"""The demonstration documents, made from a small set of facts and read back with pypdf."""

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from admm_site.operations.demo.documents import (
    DEMONSTRATION,
    NOT_THE_ORIGINAL,
    NOT_THE_TEXT,
    all_documents,
    background_document,
    declaration_document,
    paper_document,
    write_documents,
)
from admm_site.operations.demo.facts import Background, Facts
from admm_site.operations.demo.typesetting import typeset

from .demo_facts import background, folder_of_facts


@pytest.fixture
def facts(tmp_path) -> Facts:
    return Facts.read(folder_of_facts(tmp_path))


@pytest.fixture
def text_of_record(tmp_path) -> Background:
    return background(tmp_path)


def read(document) -> PdfReader:
    return PdfReader(BytesIO(typeset(document)))


def text_of(document) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(document).pages).split())


def test_a_paper_says_what_it_proposes_who_proposed_it_and_when_it_was_adopted(facts):
    text = text_of(paper_document(facts, facts.papers["adic"]))
    assert "Concept Paper on the Establishment of ASEAN Defence Industry Collaboration" in text
    assert "Proposed by Malaysia" in text
    assert "¶ 1 Proposes that industries work together." in text
    assert "¶ 3 More trade." in text
    assert "Adopted at the 5th ASEAN Defence Ministers’ Meeting, Jakarta, Indonesia, 19 May 2011." in text
    assert "The initiative ASEAN Defence Industry Collaboration (ADIC), led by Malaysia." in text
    assert "https://example.org/5th-admm" in text


def test_what_no_source_confirms_is_said_in_words(facts):
    text = text_of(paper_document(facts, facts.papers["military-assets"]))
    assert "Date of issue February 2009 (not confirmed)" in text
    assert "That it was adopted at the 3rd ADMM." in text
    assert "About this document, its sources do not confirm: title." in text


def test_a_declaration_says_its_meeting_and_what_else_was_decided_there(facts):
    text = text_of(declaration_document(facts, facts.declarations["jd-5th-admm"]))
    assert "The 5th ASEAN Defence Ministers’ Meeting took place in Jakarta, Indonesia, 19 May 2011" in text
    assert "Adopted: Concept Paper on the Establishment of ASEAN Defence Industry Collaboration." in text
    assert "Noted: The border dispute." in text
    assert "About the 5th ADMM, its sources do not confirm: chair." in text


def test_the_text_of_record_is_word_by_word_with_its_objectives_numbered(text_of_record):
    text = text_of(background_document(text_of_record))
    for paragraph in (*text_of_record.paragraphs, *text_of_record.objectives):
        assert paragraph in text
    assert "2. To build a peaceful,secure ASEAN." in text
    assert "¶ 2 Cooperation has grown. The Ministers' aim" in text
    assert "https://mod.gov.mm/node/12" in text


def test_every_page_says_that_it_is_a_demonstration(facts, text_of_record):
    long = replace(text_of_record, paragraphs=text_of_record.paragraphs * 20)
    for document, caution in (
        (background_document(long), NOT_THE_ORIGINAL),
        (paper_document(facts, facts.papers["adic"]), NOT_THE_TEXT),
    ):
        pages = [page.extract_text() for page in read(document).pages]
        for number, page in enumerate(pages, 1):
            assert page.count(DEMONSTRATION) == 2, "once in the head, once in the foot"
            assert page.count(caution) == 2
            assert f"Page {number} of {len(pages)}" in page


def test_title_language_and_day_of_issue_are_in_the_metadata(facts):
    pdf = read(paper_document(facts, facts.papers["adic"]))
    assert pdf.metadata.title == facts.papers["adic"].title
    assert pdf.root_object["/Lang"] == "en"
    assert pdf.metadata["/CreationDate"] == "D:20110519"
    assert pdf.xmp_metadata.dc_language == ["en"]
    assert "<rdf:li>2011-05-19</rdf:li>" in xmp(pdf)
    assert "Concept paper, date of issue: 19 May 2011." in pdf.metadata.subject
    assert "issued 2011-05-19" in pdf.metadata.keywords


def test_a_date_of_issue_that_is_known_to_the_month_is_given_no_day(facts):
    pdf = read(paper_document(facts, facts.papers["military-assets"]))
    assert "/CreationDate" not in pdf.metadata
    assert "<rdf:li>2009-02</rdf:li>" in xmp(pdf)
    assert "issued 2009-02" in pdf.metadata.keywords.split(", ")


def test_the_text_of_record_has_no_date_of_issue(text_of_record):
    pdf = read(background_document(text_of_record))
    assert "/CreationDate" not in pdf.metadata
    assert "dc:date" not in xmp(pdf)
    assert "date of issue: not known" in pdf.metadata.subject


def test_documents_are_written_by_slug_small_and_the_same_each_time(facts, text_of_record, tmp_path):
    first, second = (
        write_documents(all_documents(facts, text_of_record), tmp_path / name) for name in ("first", "second")
    )
    assert sorted(path.name for path in first) == [
        "adic.pdf",
        "admm-background.pdf",
        "jd-5th-admm.pdf",
        "military-assets.pdf",
    ]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert max(path.stat().st_size for path in first) < 15_000


def xmp(pdf: PdfReader) -> str:
    return pdf.root_object["/Metadata"].get_object().get_data().decode()
