"""The table of `relevance_cases`, put to the portal with its demonstration content."""

import pytest

from .relevance_cases import IN_DOCUMENTS, RELEVANCE_CASES
from .response_parsing import page, titles


@pytest.fixture(autouse=True)
def demo(demo_content, db):
    """The portal with its demonstration content."""


def test_there_is_enough_in_the_table():
    assert len({asked.query for asked in RELEVANCE_CASES}) >= 40
    assert len([asked for asked in IN_DOCUMENTS if not asked.nothing]) >= 8


@pytest.mark.sample(25)
@pytest.mark.parametrize("asked", RELEVANCE_CASES, ids=str)
def test_visitors_find_what_they_ask_for(search, asked):
    response = search(asked.query)
    found = titles(response)
    if asked.nothing:
        assert found == []
        return
    assert not asked.first or found[0] == asked.first
    assert set(asked.near) <= set(found[:5])
    assert [title for title in found for word in asked.absent if word in title] == []
    answers = [one.get_text(strip=True) for one in page(response).select(".answer h2")]
    assert asked.answer == "" or answers[0] == asked.answer
    assert asked.instead in ("", response.context["search_results"].query.text)
    if asked.page:
        link = page(response).select_one(".result__kind a")
        assert link["href"].endswith(f"#page={asked.page}")


def test_words_that_stand_in_documents_alone_are_found_there(search):
    kinds = {
        asked.query: {result.passage.kind for result in search(asked.query).context["results"]}
        for asked in IN_DOCUMENTS
        if not asked.nothing
    }
    assert {query: found for query, found in kinds.items() if found != {"document"}} == {}
