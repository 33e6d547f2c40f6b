"""A word is found in any of its forms, in the query and in the text."""

import pytest

from admm_site.documents.models import PageText
from admm_site.search import indexing
from tests.factories.meetings import MeetingDocumentFactory
from tests.factories.pages import ContentPageFactory

from .response_parsing import page, titles

# Each of a row finds the texts of all others.
FORMS = {
    "cooperation": ["cooperation", "co-operation", "co‑operation", "CO–OPERATION", "co operation"],
    "a soft hyphen": ["cooperation", "coop\u00aderation"],
    "counter-terrorism": ["counter-terrorism", "counterterrorism", "counter terrorism", "counter—terrorism"],
    "a name in two": ["ADMM-Plus", "ADMM Plus", "ADMM\u2011Plus", "ＡＤＭＭ－Ｐｌｕｓ", "A.D.M.M.-Plus"],
    "Lao PDR": ["Lao PDR", "Lao P.D.R.", "LAO P.D.R", "Lao P. D. R.", "Lao\u200b PDR", "Lao\u00a0PDR"],
    "United States": ["U.S. forces", "US forces", "U.S forces’"],
    "a year": ["2024 summit", "๒๐๒๔ summit", "໒໐໒໔ summit", "២០២៤ summit", "၂၀၂၄ summit", "٢٠٢٤ summit"],
    "a possession": ["the minister’s visit", "minister's visit", "minister′s visit", "minister visit"],
    "accents": ["Đà Nẵng", "Da Nang", "Da\u0300 Na\u0306\u0303ng", "ĐÀ NẴNG"],
    "a ligature": ["conﬁdence", "confidence"],
    "case": ["İstanbul", "istanbul", "ISTANBUL"],
    "Thai": ["น้ำ", "น\u0e4d\u0e49า"],
    "Khmer": ["កម្ពុជាប្រទេស", "កម្ពុជា\u200bប្រទេស"],
    "Lao": ["ສ.ປ.ປ ລາວ", "ສປປ ລາວ"],
}  # fmt: skip


@pytest.mark.sample(4)
@pytest.mark.parametrize("forms", FORMS.values(), ids=FORMS)
def test_each_form_finds_each(search, portal, forms):
    for number, text in enumerate(forms):
        ContentPageFactory(title=f"Page {number}", introduction=text)
    expected = {f"Page {number}" for number in range(len(forms))}
    assert {query: expected - set(titles(search(query, exact="1"))) for query in forms} == {
        query: set() for query in forms
    }


@pytest.mark.sample(4)
@pytest.mark.parametrize("forms", FORMS.values(), ids=FORMS)
def test_each_form_of_a_word_is_highlighted(search, portal, forms):
    for number, text in enumerate(forms):
        ContentPageFactory(title=f"Page {number}", introduction=f"Before. {text}. After.")
    for query in forms:
        for result in page(search(query, exact="1")).select(".result__text"):
            assert result.select("mark"), (query, result.get_text())
            assert result.get_text().startswith("Before.")


def test_numbers_with_a_hyphen_are_two(search, portal):
    ContentPageFactory(title="Page", introduction="1-24 hours")
    assert titles(search("124")) == []
    assert titles(search("24 hours")) == ["Page"]


def test_a_phrase_is_found_with_a_hyphen_and_in_one(search, portal):
    ContentPageFactory(title="One", introduction="maritime cooperation exercise")
    ContentPageFactory(title="Two", introduction="maritime co-operation exercise")
    for query in ('"maritime cooperation exercise"', '"maritime co-operation exercise"'):
        assert set(titles(search(query))) == {"One", "Two"}


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    "query",
    [
        "Quelmar-Veltrix",
        "Quelmar",
        "Veltrix",
        "counter-narvoltism",
        "cooperation",
        '"Quelmar-Veltrix programme"',
    ],
)
def test_a_word_hyphenated_at_a_line_end_is_found_in_both_spellings(search, portal, query):
    document = MeetingDocumentFactory(document__title="Declaration").document
    text = "the Quelmar-Veltrix programme and counter-narvoltism, and talked of coop-eration with all"
    PageText.objects.create(document=document, number=1, text=text)
    indexing.index_row(document)
    assert "Declaration" in titles(search(query))


def test_a_text_that_is_not_composed_is_marked_where_the_word_stands(search, portal):
    ContentPageFactory(title="Page", introduction="We met in Ha\u0300 No\u0323\u0302i in May.")
    [mark] = page(search("noi")).select(".result__text mark")
    assert mark.get_text() == "N\u1ed9i"


@pytest.mark.parametrize("query", ["Đông", "dong", "Do\u0302ng"])
def test_suggestions_read_every_form(client, portal, query):
    ContentPageFactory(title="Biển Đông")
    [suggestion] = client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
    assert suggestion["title"] == "Biển Đông"
