"""Parsing of queries."""

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from admm_site.search.analysis import analyze_for_index, bigrams, with_bigrams
from admm_site.search.facets import LABELS
from admm_site.search.models import MAX_QUERY_LENGTH
from admm_site.search.queries import MAX_TERMS, clean_query_text, parse
from tests.factories.pages import ContentPageFactory

from .response_parsing import titles

ODD = {
    "nothing": "",
    "a blank": " ",
    "a quotation mark": '"',
    "one quotation mark among words": '"adm (',
    "empty quotation marks": '""',
    "a single quotation mark": "'",
    "a hyphen": "-",
    "many hyphens": '-- - -"" -\'',
    "only an exclusion": "-relief",
    "operators": "AND OR NOT NEAR(a b)",
    "signs of full-text search": "a* ^b {c} [d] (e) f:g h|i j&k !l <m> n~1 \\o <-> :*",
    "SQL": "'; DROP TABLE wagtailcore_page; --",
    "markup": "<script>alert(1)</script>",
    "NUL": "AD\x00MM",
    "control characters": "\x01\x02\t\r\n",
    "another script": "ການປະຊຸມ การประชุม 会议",
    "an emoji": "🏛️",
    "right to left": "\u202eMMDA اجتماع",
    "half a surrogate pair": "\udcff",
    "a long word": "a" * 5000,
    "many words": "word " * 1000,
    "many different words": " ".join(f"word{number}" for number in range(500)),
    "a thousand quotation marks": '"' * 1000,
    "percent and underscore": "100% _ %s %(name)s",
    "a template": "{{ settings.SECRET_KEY }} {% now 'Y' %}",
    "a path": "../../etc/passwd",
    "forty digits": "9" * 40,
    "a binary file": bytes(range(256)).decode("latin-1"),
}


@pytest.mark.sample(6)
@pytest.mark.parametrize("query", ODD.values(), ids=ODD.keys())
def test_any_query_gets_a_response(search, portal, query):
    ContentPageFactory(title="Background")
    response = search(query.encode("utf-8", "surrogateescape"))
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        *("/search/?q=%FF%FE", "/search/?q=%", "/search/?q"),
        *("/search/?q=a&page=-1", "/search/?q=a&page=9999999999999999999999", "/search/?q=a&sort=&exact=x"),
    ],
)
def test_any_query_string_gets_a_response(client, portal, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", ["/search/?q=a&q=b", "/search/?q[]=a"])
def test_a_parameter_that_search_does_not_take_is_refused(client, portal, address):
    assert client.get(address).status_code == 400


any_text = st.text(max_size=300) | st.text(alphabet="\"-+*()&|!<>:'\\ aé5\x00", max_size=40)
# Half a surrogate pair reaches the portal only as bytes that are no UTF-8 (see above).
plain_text = any_text.filter(
    lambda text: text.isprintable() or not any("\ud800" <= sign <= "\udfff" for sign in text)
)


@pytest.mark.exhaustive
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parameters=st.dictionaries(st.sampled_from(["q", "page", "sort", "exact", *LABELS]), plain_text))
@example(parameters={"q": "relief", "year": "²⁰¹¹"})
@example(parameters={"q": "relief", "kind": "\x00", "page": "\x00"})
def test_any_text_in_any_parameter_gets_a_response(client, portal, parameters):
    response = client.get("/search/", parameters)
    assert response.status_code in (200, 400)


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=plain_text)
def test_any_text_gives_suggestions_or_none(client, portal, text):
    assert client.get("/search/suggestions/", {"q": text}).status_code == 200


@given(st.text())
def test_the_length_of_a_query_is_limited(text):
    query = parse(text)
    assert len(query.text) <= MAX_QUERY_LENGTH
    assert max(len(query.terms), len(query.excluded_terms)) <= MAX_TERMS
    assert all(stem.isascii() and stem.isalnum() for sequence in query.sequences for stem in sequence)


@given(st.text())
def test_the_text_shown_of_a_query_is_an_equivalent_query(text):
    assert parse(clean_query_text(text)) == parse(text)


# Ways of asking


@pytest.fixture
def two_pages(portal):
    ContentPageFactory(title="Disaster relief exercise")
    ContentPageFactory(title="Relief after a disaster")


@pytest.mark.parametrize(
    ("query", "expected"),
    {
        "words in any order": ("relief disaster", 2),
        "a phrase": ('"disaster relief"', 1),
        "a phrase without its end": ('"disaster relief', 1),
        "a phrase with an ending": ('"disasters relief"', 1),
        "a phrase and a word": ('"disaster relief" exercise', 1),
        "an excluded word": ("disaster -exercise", 1),
        "an excluded phrase": ('disaster -"disaster relief"', 1),
        "an excluded word that stands nowhere": ("disaster -medicine", 2),
        "a hyphen inside a word": ("disaster-relief", 2),
        "only what is excluded": ("-exercise", 0),
    }.values(),
)
def test_a_query_finds(search, two_pages, query, expected):
    assert len(titles(search(query))) == expected


QUOTED = {
    "straight": '"{}"',
    "curly": "“{}”",
    "German": "„{}“",
    "French": "«{}»",
    "French, with blanks": "« {} »",
    "French, single": "‹{}›",
    "curly, single": "‘{}’",
    "straight, single": "'{}'",
    "full width": "＂{}＂",
    "primes": "″{}″",
    "Chinese": "「{}」",
    "the other way round": "»{}«",
    "mixed": '“{}"',
}


@pytest.mark.sample(4)
@pytest.mark.parametrize("marks", QUOTED.values(), ids=QUOTED)
def test_every_kind_of_quotation_mark_makes_a_phrase(search, two_pages, marks):
    assert titles(search(marks.format("disaster relief"))) == ["Disaster relief exercise"]


@pytest.mark.sample(3)
@pytest.mark.parametrize("dash", "-‐‑‒–—−﹣－")
def test_every_kind_of_dash_excludes(search, two_pages, dash):
    assert titles(search(f"disaster {dash}exercise")) == ["Relief after a disaster"]


@pytest.mark.parametrize("apostrophe", "'’‘ʼ′´`＇")
def test_an_apostrophe_is_no_quotation_mark(search, portal, apostrophe):
    ContentPageFactory(title="Ministers' meetings and the chair's report")
    assert len(titles(search(f"ministers{apostrophe} the chair{apostrophe}s"))) == 1


@given(st.text(st.one_of(st.characters(), st.sampled_from("aDms’' 1²-–.\u200b\u00adะ会"))))
def test_any_text_is_found_by_its_own_words(text):
    """Every term of a query made of a text is in the index of that text."""
    indexed_terms = set(with_bigrams(analyze_for_index(clean_query_text(text))).split())
    for term in parse(text).terms:
        assert any(
            all(set(bigrams(sequence) or sequence) <= indexed_terms for sequence in sequences)
            for sequences in term.alternatives
        )


def test_an_excluded_word_in_the_text_excludes_a_page_whose_title_matches(search, portal):
    ContentPageFactory(title="Maritime security", introduction="A working group.")
    assert titles(search("maritime -working")) == []


def test_a_phrase_holds_the_words_between(search, portal):
    ContentPageFactory(title="Peace and security")
    ContentPageFactory(title="Peace, security")
    assert titles(search('"peace and security"')) == ["Peace and security"]
