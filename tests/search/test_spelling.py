"""Spelling: a misspelled word finds the word that was meant, and the page says so."""

import pytest

from tests.factories.pages import ContentPageFactory
from tests.factories.search import SynonymFactory

from .response_parsing import page, titles


@pytest.fixture
def vientiane(portal):
    ContentPageFactory(title="Vientiane")
    ContentPageFactory(title="Meeting in Jakarta")


@pytest.mark.parametrize(
    "query",
    {
        "a letter too many": "Vientianne",
        "a letter missing": "Vientine",
        "a letter instead of another": "Vientuane",
        "two letters changed over": "Vientinae",
        "the first letter": "Bientiane",
        "the last letter": "Vientians",
        "small letters": "vientianne",
        "two errors in a long word, close together": "Vientiannne",
    }.values(),
)
def test_a_misspelled_word_is_corrected(search, vientiane, query):
    assert titles(search(query)) == ["Vientiane"]


def test_the_corrected_query_is_shown_with_a_link_to_the_original(client, search, vientiane):
    response = search("Vientianne")
    correction = page(response).select_one(".corrected")
    assert " ".join(correction.get_text().split()) == (
        "Showing results for Vientiane . Search instead for Vientianne".replace(" .", ".")
    )
    back = client.get(f"/search/{correction.a['href']}")
    assert titles(back) == []
    assert "Nothing was found." in back.content.decode()


def test_the_original_query_stays_in_the_field(search, vientiane):
    fields = page(search("Vientianne")).select("main input[name=q]")
    assert [field["value"] for field in fields] == ["Vientianne"]


def test_only_the_wrong_word_is_replaced(search, vientiane):
    response = search("meting Jakarta")
    assert response.context["search_results"].query.text == "meeting Jakarta"
    assert titles(response) == ["Meeting in Jakarta"]


def test_a_word_that_is_right_is_not_replaced_by_a_more_common_one(search, vientiane):
    ContentPageFactory.create_batch(3, title="Meetings")
    ContentPageFactory(title="Meting out justice")
    assert titles(search("meting")) == ["Meting out justice"]


def test_a_query_with_results_is_not_corrected(search, vientiane):
    ContentPageFactory(title="Vientianne")
    assert titles(search("Vientianne")) == ["Vientianne"]


@pytest.mark.parametrize("query", ["abc", "Vxyztiane", '"Vientianne"', "12345678", "V1entiane7"])
def test_a_term_that_is_no_misspelling_is_not_corrected(search, vientiane, query):
    response = search(query)
    assert response.context["search_results"].query.text == query


def test_the_right_spelling_has_synonyms(search, portal):
    SynonymFactory(terms="Myanmar, Burma")
    ContentPageFactory(title="Burma")
    ContentPageFactory(title="Myanmar")
    assert set(titles(search("Myanmr"))) == {"Myanmar", "Burma"}
