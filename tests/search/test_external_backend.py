"""With another search backend the results are the same, found by Wagtail's own queries."""

import pytest

from tests.factories.pages import ContentPageFactory
from tests.factories.search import SynonymFactory
from tests.visibility import hide

from .response_parsing import titles


@pytest.fixture(autouse=True)
def external_backend(settings):
    backend = {"BACKEND": "tests.search.external_backend", "SEARCH_CONFIG": "simple"}
    settings.WAGTAILSEARCH_BACKENDS = {"default": backend}


def test_words_phrases_and_synonyms_find_the_same(search, portal):
    SynonymFactory(terms="HADR, disaster relief")
    ContentPageFactory(title="Disaster relief exercise")
    ContentPageFactory(title="Relief after a disaster")
    assert len(titles(search("relief of disasters"))) == 2
    assert titles(search('"disaster relief"')) == titles(search("HADR")) == ["Disaster relief exercise"]


def test_hidden_pages_are_not_found(search, portal):
    hide(ContentPageFactory(title="Kept apart"), "expired")
    assert titles(search("kept apart")) == []


def test_a_renamed_page_is_found_by_its_new_name_only(search, portal):
    page = ContentPageFactory(title="Background")
    page.title = "Establishment"
    page.save_revision().publish()
    assert (titles(search("Background")), titles(search("Establishment"))) == ([], ["Establishment"])


def test_a_misspelled_word_is_corrected(search, portal):
    ContentPageFactory(title="Vientiane")
    assert titles(search("Vientianne")) == ["Vientiane"]


def test_nothing_is_suggested(client, portal):
    ContentPageFactory(title="Vientiane")
    assert client.get("/search/suggestions/", {"q": "vien"}).json() == {"suggestions": []}
