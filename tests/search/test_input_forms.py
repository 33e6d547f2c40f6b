"""The admin's search, the list of documents and suggestions accept any keyboard, script and letter form."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core.management import call_command
from django.urls import reverse
from wagtail.search.models import IndexEntry

from admm_site.search import indexing
from admm_site.search.models import IndexVersion
from tests.factories.documents import PageTextFactory, PortalDocumentFactory, PortalImageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.factories.search import SynonymFactory
from tests.factories.users import AdministratorFactory


@pytest.fixture
def editor(db):
    """A user who may see every listing."""
    return AdministratorFactory()


pytestmark = [pytest.mark.usefixtures("portal"), pytest.mark.slow]

# What stands there, and what somebody types who looks for it.
INPUT_FORMS = {
    "quotation marks": ("The “Friendship” pact", "«friendship» 'pact'"),
    "quotation marks typed": ('The "Friendship" pact', "“Friendship„ pact"),
    "an apostrophe": ("Ministers’ Retreat", "ministers' retreat"),
    "apostrophe typed": ("Minister's Retreat", "ministerʼs retreat"),
    "a dash": ("Singapore—Malaysia pact", "singapore - malaysia"),
    "a minus sign typed": ("Singapore-Malaysia pact", "Singapore−Malaysia"),
    "a soft hyphen": ("Coope\u00adration pact", "cooperation"),
    "a zero-width joiner typed": ("Cooperation pact", "coope\u200dration"),
    "a ligature": ("Conﬁdence pact", "confidence"),
    "full width typed": ("Confidence pact", "ｃｏｎｆｉｄｅｎｃｅ"),
    "accents": ("Hà Nội pact", "ha noi"),
    "accents typed": ("Da Nang pact", "Đà Nẵng"),
    "Thai digits": ("Pact ๒๕๖๙", "2569"),
    "Lao digits typed": ("Pact 2024", "໒໐໒໔"),
    "an acronym with dots": ("The Lao P.D.R. pact", "lao pdr"),
    "an acronym typed with dots": ("The Lao PDR pact", "Lao P.D.R."),
    "a hyphen": ("Co-operation pact", "cooperation"),
    "a hyphen typed": ("Cooperation pact", "co-operation"),
    "a hyphen of another kind": ("Counter‑terrorism pact", "counterterrorism"),
    "a compound typed apart": ("Counterterrorism pact", "counter terrorism"),
    "a compound apart": ("Counter terrorism pact", "counterterrorism"),
}


def join_text(response) -> str:
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser").get_text()


def listing_of(name):
    return lambda client, query: join_text(client.get(reverse(name), {"q": query}))


def register(client, query):
    return join_text(client.get("/documents/", {"q": query}))


def suggested_titles(client, query):
    suggestions = client.get("/search/suggestions/", {"q": query}).json()["suggestions"]
    return " ".join(suggestion["title"] for suggestion in suggestions)


def with_text(title, text):
    """A public document whose text was extracted."""
    document = PortalDocumentFactory(title=title)
    PageTextFactory(document=document, text=text)
    DecisionFactory(document=document)
    return document


# Who makes something of a name, and who is asked for it.
PLACES = {
    "explorer": (lambda name: ContentPageFactory(title=name), listing_of("wagtailadmin_explore_root")),
    "search of pages": (lambda name: ContentPageFactory(title=name), listing_of("wagtailadmin_pages:search")),
    "chooser of pages": (
        lambda name: ContentPageFactory(title=name),
        listing_of("wagtailadmin_choose_page_search"),
    ),
    "meetings": (lambda name: MeetingPageFactory(city=name), listing_of("meetings:index")),
    "chooser of meetings": (
        lambda name: MeetingPageFactory(city=name),
        listing_of("meeting_chooser:choose_results"),
    ),
    "documents": (lambda name: PortalDocumentFactory(title=name), listing_of("wagtaildocs:index")),
    "chooser of documents": (
        lambda name: PortalDocumentFactory(title=name),
        listing_of("wagtaildocs_chooser:choose_results"),
    ),
    "images": (lambda name: PortalImageFactory(title=name), listing_of("wagtailimages:index")),
    "chooser of images": (
        lambda name: PortalImageFactory(title=name),
        listing_of("wagtailimages_chooser:choose_results"),
    ),
    "countries": (
        lambda name: CountryFactory(name=name),
        listing_of("wagtailsnippets_reference_country:list"),
    ),
    "areas": (
        lambda name: CooperationAreaFactory(name=name),
        listing_of("wagtailsnippets_reference_cooperationarea:list"),
    ),
    "series": (
        lambda name: MeetingSeriesFactory(name=name),
        listing_of("wagtailsnippets_meetings_meetingseries:list"),
    ),
    "synonyms": (
        lambda name: SynonymFactory(terms=f"{name}, other"),
        listing_of("wagtailsnippets_portal_search_synonym:list"),
    ),
    "register": (lambda name: DecisionFactory(document=PortalDocumentFactory(title=name)), register),
    "suggestions": (lambda name: ContentPageFactory(title=name), suggested_titles),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize(("make", "ask"), PLACES.values(), ids=PLACES)
def test_each_input_form_finds_the_page(editor_client, make, ask):
    for number, (text, _typed) in enumerate(INPUT_FORMS.values()):
        make(f"{text} no{number}x")

    responses = {case: ask(editor_client, query) for case, (_written_at, query) in INPUT_FORMS.items()}

    missing_cases = [case for number, case in enumerate(INPUT_FORMS) if f"no{number}x" not in responses[case]]
    assert missing_cases == []
    assert "x" not in re.findall(r"no\d+(x)", ask(editor_client, "unheard"))


@pytest.mark.exhaustive
@pytest.mark.parametrize("ask", [listing_of("wagtaildocs:index"), register], ids=["documents", "register"])
def test_each_input_form_finds_the_text_of_a_document(editor_client, ask):
    for number, (text, _typed) in enumerate(INPUT_FORMS.values()):
        with_text(f"no{number}x", text)

    responses = {case: ask(editor_client, query) for case, (_written_at, query) in INPUT_FORMS.items()}

    assert [case for number, case in enumerate(INPUT_FORMS) if f"no{number}x" not in responses[case]] == []


def test_the_register_reads_phrases_exclusions_and_synonyms(client):
    SynonymFactory(terms="HADR, disaster relief")
    with_text("Alpha", "Relief after a disaster")
    with_text("Beta", "Disaster relief")

    texts = {query: register(client, query) for query in ("“disaster relief”", "HADR", "relief -after")}

    for query, text in texts.items():
        assert ("Alpha" in text, "Beta" in text) == (False, True), query


def test_excerpts_keep_capitals_and_marks(client):
    ContentPageFactory(title="Pact", introduction="The Lao P.D.R. spoke of “Co-operation”.")

    text = join_text(client.get("/search/", {"q": "cooperation"}))

    assert "The Lao P.D.R. spoke of “Co-operation”." in " ".join(text.split())


def test_rebuilding_an_index_of_an_earlier_version_includes_that_of_editors(editor_client):
    page = ContentPageFactory(title="Coope\u00adration")
    IndexEntry.objects.all().delete()
    IndexVersion.objects.update(number=indexing.VERSION - 1)

    call_command("index_passages", verbosity=0)

    assert (
        f"/{page.pk}/"
        in editor_client.get(reverse("wagtailadmin_pages:search"), {"q": "cooperation"}).content.decode()
    )
