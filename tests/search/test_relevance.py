"""Runs the queries of `relevance_cases` against the demonstration content."""

import pytest

from .relevance_cases import IN_DOCUMENTS, RELEVANCE_CASES
from .response_parsing import page, titles

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def demo(demo_content, db):
    """The portal with the demonstration content."""


def test_there_are_enough_relevance_cases():
    assert len({case.query for case in RELEVANCE_CASES}) >= 40
    assert len([case for case in IN_DOCUMENTS if not case.nothing]) >= 8


@pytest.mark.sample(25)
@pytest.mark.parametrize("case", RELEVANCE_CASES, ids=str)
def test_visitors_find_what_they_ask_for(search, case):
    response = search(case.query)
    titles_found = titles(response)
    if case.nothing:
        assert titles_found == []
        return
    assert not case.first or titles_found[0] == case.first
    assert set(case.near) <= set(titles_found[:5])
    assert [title for title in titles_found for word in case.absent if word in title] == []
    answers = [heading.get_text(strip=True) for heading in page(response).select(".answer h2")]
    assert case.answer == "" or answers[0] == case.answer
    assert case.instead in ("", response.context["search_results"].query.text)
    if case.page:
        link = page(response).select_one(".result__place a")
        assert link["href"].endswith(f"#page={case.page}")


def test_words_that_stand_in_documents_alone_are_found_there(search):
    kinds = {
        case.query: {result.passage.kind for result in search(case.query).context["results"]}
        for case in IN_DOCUMENTS
        if not case.nothing
    }
    assert {
        query: titles_found for query, titles_found in kinds.items() if titles_found != {"document"}
    } == {}
