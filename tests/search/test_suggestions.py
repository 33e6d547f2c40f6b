"""Suggestions while a visitor types: titles of public pages."""

import pytest

from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory


@pytest.fixture
def suggest(client):
    return lambda query: [
        suggestion["title"]
        for suggestion in client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
    ]


@pytest.mark.parametrize("query", ["vi", "VIE", "viet", "Viet N", "nam", "Việt", "  viet  nam "])
def test_the_beginning_of_a_word_is_enough(suggest, portal, query):
    CountryFactory(name="Viet Nam")
    assert suggest(query) == ["Viet Nam"]


@pytest.mark.parametrize("query", ["", "v", " v", "-", '"', "\x00", "🏛️"])
def test_one_letter_gives_no_suggestions(suggest, portal, query):
    CountryFactory(name="Viet Nam")
    assert suggest(query) == []


def test_words_in_the_text_are_not_suggested(suggest, portal):
    ContentPageFactory(title="Background", introduction="Vientiane")
    assert suggest("vient") == []


def test_a_paper_is_suggested_by_its_acronym(suggest, portal):
    ConceptPaperPageFactory(title="Defence Industry", acronym="ADIC")
    assert suggest("adi") == ["Defence Industry (ADIC)"]


def test_meetings_come_first_and_there_are_few(suggest, portal):
    ContentPageFactory.create_batch(12, title="5th ADMM in pictures")
    for number in range(12):
        ContentPageFactory(title=f"5th ADMM, part {number}")
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=5)
    titles = suggest("5th ad")
    assert titles[0] == "5th ADMM"
    assert len(titles) == len(set(titles)) == 8


def test_suggestions_are_found_by_search(client, suggest, portal):
    ConceptPaperPageFactory(title="Defence Industry", acronym="ADIC")
    [title] = suggest("ind")
    assert client.get("/search/", {"q": title}).context["count"] == 1


def test_the_form_names_the_address_of_suggestions(client, portal):
    assert 'data-suggestions="/search/suggestions/"' in client.get("/").content.decode()
