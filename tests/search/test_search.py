"""What visitors find, whatever they type."""

import pytest
from django.core.management import call_command

from admm_site.search.queries import LONGEST_WORD, MOST_WORDS, words
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.hiding import HIDING, hide


def found(client, query: str) -> list[str]:
    return titles(client.get("/search/", {"q": query}))


def titles(response) -> list[str]:
    return [page.title for page in response.context["rows"]]


def test_nothing_is_asked_and_nothing_is_found(client, portal):
    assert found(client, "") == []


@pytest.mark.parametrize("query", ["5th ADMM", "5TH admm", "Jakarta", "ADMM Jakarta", " 5th   ADMM "])
def test_a_meeting_is_found_by_name_and_place(client, portal, query):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM"), ordinal=5)
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADSOM"), ordinal=7, city="Manila")
    assert found(client, query) == ["5th ADMM"]


def test_all_the_words_must_be_there(client, portal):
    ContentPageFactory(title="Disaster relief")
    assert found(client, "disaster medicine") == []


@pytest.mark.parametrize(
    ("factory", "said"),
    [
        (ConceptPaperPageFactory, {"summary": "A logistic support framework."}),
        (InitiativePageFactory, {"summary": "A logistic support framework."}),
        (ContentPageFactory, {"introduction": "A logistic support framework."}),
        (ContentPageFactory, {"body": [("rich_text", "<p>A logistic support framework.</p>")]}),
        (MeetingPageFactory, {"theme": "A logistic support framework"}),
    ],
    ids=["paper", "initiative", "page", "text of a page", "theme of a meeting"],
)
def test_a_page_is_found_by_its_words(client, portal, factory, said):
    page = factory(**said)
    assert found(client, "logistic support") == [page.title]


def test_a_paper_is_found_by_its_acronym(client, portal):
    page = ConceptPaperPageFactory(acronym="ADIC")
    assert found(client, "ADIC") == [page.title]


@pytest.mark.parametrize("way", HIDING)
def test_a_hidden_page_is_not_found(client, portal, way):
    hide(ContentPageFactory(title="Kept apart"), way)
    assert found(client, "Kept apart") == []


def test_words_in_the_draft_of_a_public_page_are_not_found(client, portal):
    page = ContentPageFactory(introduction="As published.")
    page.introduction = "Kept apart."
    page.save_revision()
    call_command("update_index", verbosity=0)
    assert found(client, "apart") == []


def test_what_is_renamed_is_found_by_its_new_name(client, portal):
    page = ContentPageFactory(title="Background")
    page.title = "Establishment"
    page.save_revision().publish()
    assert found(client, "Establishment") == ["Establishment"]


def test_many_results_come_in_pages_that_keep_the_words(client, portal):
    ContentPageFactory.create_batch(25, introduction="Disaster relief")
    response = client.get("/search/", {"q": "disaster relief", "page": "2"})
    assert len(titles(response)) == 5
    assert "q=disaster+relief" in response.content.decode()


HOSTILE = {
    "a blank": " ",
    "a quotation mark": '"',
    "one quotation mark among words": 'ADMM "5th',
    "a single quotation mark": "'",
    "an apostrophe": "chairman's",
    "a hyphen": "-",
    "a hyphenated word": "ADMM-Plus",
    "operators": "AND OR NOT NEAR(a b)",
    "signs of full-text search": "a* ^b {c} [d] (e) f:g h|i j&k !l <m> n~1 \\o",
    "SQL": "'; DROP TABLE wagtailcore_page; --",
    "markup": "<script>alert(1)</script>",
    "NUL": "AD\x00MM",
    "control characters": "\x01\x02\t\r\n",
    "another script": "ການປະຊຸມ การประชุม 会议",
    "an emoji": "🏛️",
    "a right-to-left mark": "\u202eMMDA",
    "half a surrogate pair": "\udcff",
    "a long word": "a" * 5000,
    "many words": "word " * 1000,
    "percent and underscore": "100% _",
    "a template": "{{ settings.SECRET_KEY }} {% now 'Y' %}",
    "a path": "../../etc/passwd",
}


@pytest.mark.parametrize("query", HOSTILE.values(), ids=HOSTILE.keys())
def test_any_words_give_an_answer(client, portal, query):
    ContentPageFactory(title="Background")
    response = client.get("/search/", {"q": query.encode("utf-8", "surrogateescape")})
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "address", ["/search/?q=%FF%FE", "/search/?q=%", "/search/?q", "/search/?q=a&q=b", "/search/?q[]=a"]
)
def test_any_address_gives_an_answer(client, portal, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("", ""),
        ("5th ADMM", "5th ADMM"),
        ("  5th\tADMM ", "5th ADMM"),
        ('"5th ADMM"', "5th ADMM"),
        ("ADMM-Plus", "ADMM-Plus"),
        ("chairman’s statement", "chairman’s statement"),
        ("- ' -- ''", ""),
        ("a\x00b", "a b"),
        ("-5th-", "5th"),
        ("a" * 100, "a" * LONGEST_WORD),
    ],
    ids=lambda text: repr(text[:20]),
)
def test_only_words_are_asked_of_the_database(typed, asked):
    assert words(typed) == asked


def test_no_more_than_a_dozen_words_are_asked(db):
    assert words("word " * 1000).split() == ["word"] * MOST_WORDS
