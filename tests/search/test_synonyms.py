"""Synonyms that editors define."""

import pytest

from tests.factories.pages import ContentPageFactory
from tests.factories.search import SynonymFactory
from tests.validation import validation_errors

from .response_parsing import page, titles


@pytest.fixture
def relief(portal):
    SynonymFactory(terms="HADR, humanitarian assistance and disaster relief")
    ContentPageFactory(title="HADR exercise")
    ContentPageFactory(title="Exercise on humanitarian assistance and disaster relief")


@pytest.mark.parametrize(
    "query",
    [
        "HADR",
        "humanitarian assistance and disaster relief",
        "humanitarian assistance disaster relief",
        "exercise HADR",
        "hadr exercises",
    ],
)
def test_one_term_finds_the_other(search, relief, query):
    assert len(titles(search(query))) == 2


def test_synonyms_are_highlighted_too(search, relief):
    marks = {mark.get_text() for mark in page(search("HADR")).select("h3 mark")}
    assert marks == {"HADR", "humanitarian assistance and disaster relief"}


def test_single_words_of_a_term_have_no_synonyms(search, relief):
    assert titles(search("disaster")) == ["Exercise on humanitarian assistance and disaster relief"]


def test_a_quoted_word_has_no_synonyms(search, relief):
    assert titles(search('"HADR"')) == ["HADR exercise"]


def test_a_synonym_added_by_an_editor_works_at_once(search, portal):
    ContentPageFactory(title="Myanmar")
    assert titles(search("Burma")) == []
    SynonymFactory(terms="Burma, Myanmar")
    assert titles(search("Burma")) == ["Myanmar"]


@pytest.mark.parametrize("terms", ["Burma", "Burma,", "Burma, BURMA", ", ,", "-, !"])
def test_a_group_has_two_terms(db, terms):
    assert "at least two terms" in validation_errors(SynonymFactory.build(terms=terms).full_clean)["terms"][0]


def test_a_term_stands_in_one_group(db):
    SynonymFactory(terms="Burma, Myanmar")
    message = validation_errors(SynonymFactory.build(terms="Union, Burmas").full_clean)["terms"][0]
    assert "“Burmas” stands in “Burma, Myanmar” already" in message


def test_an_editor_can_add_synonyms(admin_client):
    form = admin_client.get("/admin/snippets/portal_search/synonym/add/")
    assert form.status_code == 200
    admin_client.post("/admin/snippets/portal_search/synonym/add/", {"terms": "Burma, Myanmar"})
    assert "Burma, Myanmar" in admin_client.get("/admin/snippets/portal_search/synonym/").content.decode()
