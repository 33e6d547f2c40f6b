"""Words divided at the end of a line are joined, with their hyphen unless the document shows otherwise."""

from pathlib import Path

import pytest

from admm_site.documents.dehyphenation import join_divided_words
from admm_site.documents.extraction import Reader
from tests.documents import files

CASES = Path(__file__).parent / "cases"

READ = {
    "a compound with a name": ("the ADMM-\nPlus", "the ADMM-Plus"),
    "a compound": ("counter-\nterrorism", "counter-terrorism"),
    "a word that is known whole": ("cooperation, coop-\neration", "cooperation, cooperation"),
    "a word that is known with its hyphen": ("mid-term, midterm mid-\nterm", "mid-term, midterm mid-term"),
    "two words that are known apart": ("overtime over time over-\ntime", "overtime over time over-time"),
    "years": ("2011-\n2013", "2011-2013"),
    "a number and a word": ("a 5-\nday course", "a 5-day course"),
    "a word over three lines": ("state-\nof-\nthe-art", "state-of-the-art"),
    "two compounds": ("counter-\nterrorism, co-\nchair", "counter-terrorism, co-chair"),
}  # fmt: skip


@pytest.fixture(scope="module")
def extract():
    with Reader() as reader:

        def file(content: bytes, name: str = "a.pdf"):
            reader.path.write_bytes(content)
            return reader.read(name)

        def extract(*pages: str) -> list[str]:
            return [" ".join(text.split()) for text in file(files.pdf(*pages)).pages.values()]

        extract.file = file
        extract.case = lambda name: file((CASES / name).read_bytes(), name)
        yield extract


@pytest.mark.parametrize(("text", "expected"), READ.values(), ids=READ)
def test_a_word_divided_at_a_line_end_is_joined(extract, text, expected):
    assert extract(text) == [expected]


def test_a_word_that_goes_on_on_the_next_page_stands_whole_on_its_first(extract):
    assert (
        extract("They talked of coop-", "eration with all; of cooperation")[0] == "They talked of cooperation"
    )


def test_a_hyphen_at_the_end_of_the_document_is_left(extract):
    assert extract("Declared -") == ["Declared -"]
    assert extract("co-") == ["co-"]


@pytest.mark.parametrize("mark", ["\x02", "\ufffe\r\n", "\ufffe", "-\r\n", "\u2010\n"], ids=ascii)
def test_each_mark_of_a_line_end_is_read_alike(mark):
    assert join_divided_words({1: f"ADMM{mark}Plus"}) == {1: "ADMM-Plus"}


def test_files_of_ministries_are_read(extract):
    text = extract.case("pdf_compound_at_line_end.pdf").pages[1]
    assert all(word in text for word in ("Quelmar-Veltrix", "counter-narvoltism", "coop-eration"))


def test_the_values_of_form_fields_are_extracted(extract):
    assert extract.case("pdf_text_in_form_field.pdf").pages[1].split()[-1] == "Brunholdt"


def test_a_form_field_without_an_appearance_stream_is_extracted(extract):
    assert "Wexlomar" in extract.file(files.form("Wexlomar", with_appearance=False)).pages[1]


def test_a_hidden_form_field_is_not_extracted(extract):
    assert "Wexlomar" not in extract.file(files.form("Wexlomar", hidden=True)).pages[1]


@pytest.mark.parametrize("with_appearance", [True, False])
def test_what_is_filled_in_a_form_is_in_the_picture_of_its_page(extract, with_appearance):
    full_portal, empty = (
        extract.file(files.form(value, with_appearance=with_appearance)) for value in ("Wexlomar", "")
    )
    assert full_portal.picture != empty.picture


def test_a_page_with_a_link_is_read(extract):
    assert extract.file(files.pdf_with_link("Signed in Jakarta")).pages == {1: "Signed in Jakarta"}


CASES_READ = {
    "pdf_compound_in_line": ["Quelmar-Veltrix"],
    "pdf_phrase_over_pages": ["drelvane", "kostrium"],
    "pdf_two_columns": ["left alpha one left alpha two right omega one right omega two"],
    "pdf_rotated": ["A rotated plimbarno page."],
    "pdf_letterspaced": ["DECLARATION ministers met"],
    "pdf_ligature": ["fibresta"],
    # Drawn over with a bar, and still there: not noticed (docs/documents.md).
    "pdf_bar_over_words": ["The cost is hidden: secretly rustelwynn"],
}


@pytest.mark.parametrize(("case", "texts"), CASES_READ.items(), ids=CASES_READ)
def test_pages_laid_out_in_other_ways_are_read(extract, case, texts):
    pages = [" ".join(text.split()) for text in extract.case(f"{case}.pdf").pages.values()]
    assert [text for text, page in zip(texts, pages, strict=True) if text not in page] == []
