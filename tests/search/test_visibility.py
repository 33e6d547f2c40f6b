"""Nothing that is not public is among results, counts, suggestions or corrections."""

import pytest
from django.core.management import call_command

from admm_site.documents.choices import Extraction
from admm_site.documents.models import PageText, PortalDocument
from admm_site.search import indexing
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory
from tests.factories.pages import ContentPageFactory
from tests.visibility import HIDING_METHODS, hide

from .response_parsing import facet, titles

pytestmark = pytest.mark.sample(2)  # of the ways of hiding


@pytest.fixture(params=HIDING_METHODS)
def hiding_method(request):
    return request.param


def suggestions(client, query: str) -> list[str]:
    return [
        suggestion["title"]
        for suggestion in client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
    ]


def document_with(text: str, **fields):
    document = PortalDocumentFactory(**fields)
    PortalDocument.objects.filter(pk=document.pk).update(extraction=Extraction.READ)
    PageText.objects.create(document=document, number=1, text=text)
    indexing.index_row(document)
    return document


def test_a_hidden_page_is_not_found(search, portal, hiding_method):
    hide(ContentPageFactory(title="Kept apart"), hiding_method)
    response = search("Kept apart")
    assert (titles(response), response.context["count"]) == ([], 0)


def test_a_record_in_a_hidden_page_is_not_found(search, portal, hiding_method):
    hide(DecisionFactory(text="Kept apart.").page, hiding_method)
    assert titles(search("Kept apart")) == []


def test_the_text_of_a_document_is_as_hidden_as_its_page(search, portal, hiding_method):
    meeting = MeetingPageFactory()
    MeetingDocumentFactory(page=meeting, document=document_with("Kept apart."))
    assert len(titles(search("Kept apart"))) == 1
    hide(meeting, hiding_method)
    assert titles(search("Kept apart")) == []


def test_a_document_that_nothing_cites_is_not_found(search, portal):
    document_with("Kept apart.", title="Orphan")
    assert titles(search("Kept apart")) == titles(search("Orphan")) == []


def test_a_decision_says_nothing_of_a_hidden_paper(search, portal, hiding_method):
    paper = ConceptPaperPageFactory(title="Kept apart")
    DecisionFactory(subject=paper, text="Ministers adopted a paper.")
    assert len(titles(search("Kept apart"))) == 2
    hide(paper, hiding_method)
    assert titles(search("Kept apart")) == []
    assert len(titles(search("ministers adopted"))) == 1


def test_a_decision_that_is_only_about_a_hidden_paper_is_not_found(search, portal, hiding_method):
    paper = ConceptPaperPageFactory(title="Kept apart")
    decision = DecisionFactory(subject=paper, text="")
    hide(paper, hiding_method)
    assert [title for title in titles(search("adopted")) if decision.page.title in title] == []


def test_a_hidden_page_counts_in_no_facet(search, portal, hiding_method):
    ConceptPaperPageFactory(title="Hue")
    meeting = MeetingPageFactory(city="Hue")
    assert facet(search("Hue"), "Country") == {meeting.country.name: 1}
    hide(meeting, hiding_method)
    response = search("Hue")
    assert response.context["count"] == 1
    assert facet(response, "Country") == {}


def test_a_hidden_page_gives_its_document_nothing_to_be_filtered_by(search, portal, hiding_method):
    """Another page makes the document public."""
    document, meeting = document_with("A hotline."), MeetingPageFactory()
    MeetingDocumentFactory(page=meeting, document=document)
    ConceptPaperPageFactory(document=document)
    assert search("hotline", series=meeting.series.slug).context["count"] == 1
    hide(meeting, hiding_method)
    if (
        hiding_method == "expired"
    ):  # until that is carried out, a minute later, the document is filtered as before
        call_command("publish_scheduled", verbosity=0)
    assert search("hotline").context["count"] == 1
    assert search("hotline", series=meeting.series.slug).context["count"] == 0


def test_a_hidden_page_is_not_suggested(client, portal, hiding_method):
    page = ContentPageFactory(title="Quetzalcoatl")
    assert suggestions(client, "quet") == ["Quetzalcoatl"]
    hide(page, hiding_method)
    assert suggestions(client, "quet") == []


def test_a_hidden_document_is_not_suggested(client, portal):
    document_with("", title="Quetzalcoatl")
    assert suggestions(client, "quet") == []


def test_a_word_that_is_hidden_is_not_offered_as_a_spelling(search, portal, hiding_method):
    hide(ContentPageFactory(title="Quetzalcoatl"), hiding_method)
    response = search("Quetzalcoatk")
    assert "Quetzalcoatl" not in response.content.decode()


def test_spelling_corrections_do_not_reveal_hidden_words(search, portal, hiding_method):
    """`Vientianne` is corrected although a hidden page spells it like this."""
    ConceptPaperPageFactory(title="Vientiane")
    hide(ContentPageFactory(title="Vientianne"), hiding_method)
    response = search("Vientianne")
    assert response.context["search_results"].query.text == "Vientiane"


def test_words_in_the_draft_of_a_public_page_are_not_found(search, portal):
    page = ContentPageFactory(introduction="As published.")
    page.introduction = "Kept apart."
    page.save_revision()
    indexing.index_row(type(page).objects.get(pk=page.pk))
    assert titles(search("apart")) == []
