"""Relaxation: where no result has all the words, those with most of them are shown, and the page says so."""

import pytest

from admm_site.search.models import QueryCount
from tests.factories.meetings import MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.visibility import HIDING_METHODS, hide

from .response_parsing import facet, page, titles

RELAXED_NOTICE = "No page contains all these words. These contain most of them."


def is_relaxed(response) -> bool:
    return RELAXED_NOTICE in response.content.decode()


@pytest.fixture
def three_pages(portal):
    ContentPageFactory(title="Maritime security", introduction="A working group on security at sea.")
    ContentPageFactory(title="Maritime exercise", introduction="A security exercise.")
    ContentPageFactory(title="Something else", introduction="A group.")


RESULTS = {
    "a question": ("who leads the maritime security working group", ["Maritime security"]),
    "words that only ask": ("what about maritime security", ["Maritime exercise", "Maritime security"]),
    "the status of a thing": ("status of the exercise", ["Maritime exercise"]),
    "one word too many": ("maritime security xylophone", ["Maritime exercise", "Maritime security"]),
    "what holds most, not what holds more than half": (
        "maritime security working group xylophone zither",
        ["Maritime security"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), RESULTS.values(), ids=RESULTS)
def test_pages_with_most_of_the_words_are_found(search, three_pages, query, expected):
    response = search(query)
    assert sorted(titles(response)) == expected
    assert is_relaxed(response)


NOTHING = {
    "one of two": "maritime xylophone",
    "half": "maritime security xylophone zither",
    "a phrase that is nowhere": '"security maritime" exercise group',
    "only words that ask": "who what where",
}


@pytest.mark.parametrize("query", NOTHING.values(), ids=NOTHING)
def test_pages_with_no_more_than_half_of_the_words_are_not_found(search, three_pages, query):
    response = search(query)
    assert titles(response) == []
    assert "No page contains all these words." in response.content.decode()
    assert not is_relaxed(response)


def test_phrases_and_excluded_words_are_not_relaxed(search, three_pages):
    assert titles(search('"working group" maritime security xylophone')) == ["Maritime security"]
    assert titles(search("maritime security xylophone -working")) == ["Maritime exercise"]


def test_a_query_with_full_matches_is_not_relaxed(search, three_pages):
    response = search("maritime security group")
    assert titles(response) == ["Maritime security"]
    assert not is_relaxed(response)


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_match_does_not_prevent_relaxation(search, portal, hiding_method):
    """Otherwise the results would tell that a hidden page has more of the words."""
    ContentPageFactory(title="Maritime security group")
    hide(ContentPageFactory(title="Maritime security group xylophone"), hiding_method)
    if hiding_method == "below a private page":
        assert titles(search("maritime security group xylophone zither")) == []
    else:
        response = search("maritime security group xylophone zither")
        assert titles(response) == ["Maritime security group"]
        assert is_relaxed(response)


def test_the_number_beside_a_facet_is_what_its_link_leads_to(client, search, three_pages):
    MeetingPageFactory(theme="Maritime security group")
    response = search("maritime security group xylophone")
    assert facet(response, "Kind") == {"Meeting": 1, "Page": 1}
    for link in page(response).select(".facet li a"):
        response = client.get(f"/search/{link['href']}")
        assert response.context["count"] == int(link.select_one(".facet__count").get_text())
        assert is_relaxed(response)


def test_editors_see_that_no_page_had_all_the_words(client, three_pages, monkeypatch):
    monkeypatch.setattr("admm_site.search.query_log._written_at", float("-inf"))
    client.get("/search/", {"q": "maritime security xylophone"}, headers={"User-Agent": "Firefox"})
    assert QueryCount.objects.get(query="maritime security xylophone").result_count == 0


def test_many_words_cost_as_many_queries_as_few(search, three_pages, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        search(" ".join(f"xylophone{number}" for number in range(12)))
    search("maritime security")
