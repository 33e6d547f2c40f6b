"""Titles in other languages have a `lang` attribute."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.languages import detect_language
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingDocumentFactory, MeetingPageFactory

LAO = "ຖະແຫຼງການຮ່ວມ"


@pytest.mark.parametrize(
    ("title", "document_language", "language"),
    [
        (LAO, "", "lo"),
        (LAO, "lo", "lo"),
        ("ปฏิญญาร่วม", "", "th"),
        ("សេចក្តីថ្លែងការណ៍រួម", "", "km"),
        ("ပူးတွဲကြေညာချက်", "", "my"),
        ("联合声明", "", "zh"),
        ("共同声明について", "", "ja"),
        ("공동 선언", "", "ko"),
        ("Совместная декларация", "", "ru"),
        ("Tuyên bố chung", "vi", "vi"),
        ("Deklarasi Bersama", "id", "id"),
        ("Joint Declaration", "", ""),
        ("Joint Declaration", "en", "en"),
        ("Joint Declaration (Lao)", "lo", ""),
        ("Joint Declaration of the Ministers: ຮ່ວມ", "", ""),
        ("", "", ""),
        ("2011", "", ""),
        ("Đà Nẵng", "", ""),
    ],
)
def test_a_title_is_in_the_language_of_its_script_or_of_its_document(title, document_language, language):
    assert detect_language(title, document_language) == language


@pytest.fixture
def lao_document(portal):
    """A document, a paper and an initiative with titles in Lao."""
    document = PortalDocumentFactory(title=LAO, language="lo")
    meeting = MeetingPageFactory(slug="5th-admm", source_document=document, source_confirms=True)
    MeetingDocumentFactory(page=meeting, document=document)
    DecisionFactory(page=meeting, document=document)
    paper = ConceptPaperPageFactory(title=LAO, slug="paper", document=document)
    DecisionFactory(page=meeting, subject=paper)
    InitiativePageFactory(title=LAO, slug="initiative", implements=[paper])
    return document


ADDRESSES = [
    "/documents/",
    "/meetings/5th-admm/",
    "/concept-papers/",
    "/concept-papers/paper/",
    "/initiatives/",
]
ADDRESSES += ["/initiatives/initiative/", "/decisions/", "/initiatives/progress/", "/trail/", "/"]


@pytest.mark.sample(3)
@pytest.mark.parametrize("address", [*ADDRESSES, "document"])
def test_a_title_in_another_language_says_so_wherever_it_is_shown(client, lao_document, address):
    address = lao_document.get_absolute_url() if address == "document" else address
    main = BeautifulSoup(client.get(address).content, "html.parser").main
    for hidden in main.select("script, pre, .visually-hidden, option, title, desc"):
        hidden.decompose()
    titles = main.find_all(string=lambda text: LAO in text)
    assert titles
    assert [str(text.parent) for text in titles if not text.find_parent(lang="lo")] == []


def test_a_title_in_english_says_nothing(client, portal):
    ConceptPaperPageFactory(title="Concept Paper")
    assert not BeautifulSoup(client.get("/concept-papers/").content, "html.parser").main.select("[lang]")
