"""Suggestions while a visitor types: titles of public pages."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CountryFactory


@pytest.fixture
def suggest(client):
    return lambda query: [
        suggestion["title"]
        for suggestion in client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
    ]


@pytest.fixture
def suggested_urls(client):
    return lambda query: [
        suggestion["url"]
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


def test_a_suggestion_names_the_page_that_it_opens(client, suggested_urls, portal):
    meeting = MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=5)
    CountryFactory(name="Viet Nam")
    assert suggested_urls("5th") == [meeting.url]
    assert suggested_urls("viet") == ["/countries/viet-nam/"]


def test_records_of_two_kinds_with_one_title_are_suggested_each(suggested_urls, portal):
    paper = ConceptPaperPageFactory(title="Logistics Support", acronym="")
    initiative = InitiativePageFactory(title="Logistics Support", acronym="")
    assert set(suggested_urls("logis")) == {paper.url, initiative.url}


def test_a_title_of_several_records_of_a_kind_opens_a_search_for_it(client, suggested_urls, portal):
    ContentPageFactory.create_batch(2, title="Ways of working")
    [url] = suggested_urls("ways")
    assert client.get(url).context["count"] == 2


def test_suggestions_ask_as_many_queries_for_eight_as_for_one(client, portal, django_assert_num_queries):
    ContentPageFactory(title="Alpha")
    ContentPageFactory.create_batch(8, title="Beta")
    for number in range(8):
        ContentPageFactory(title=f"Beta {number}")
    client.get("/search/suggestions/?q=alph")  # fills the caches
    with CaptureQueriesContext(connection) as queries:
        client.get("/search/suggestions/?q=alp")
    with django_assert_num_queries(len(queries)):
        client.get("/search/suggestions/?q=beta")


def test_the_form_names_the_address_of_suggestions(client, portal):
    assert 'data-suggestions="/search/suggestions/"' in client.get("/").content.decode()
