"""The list of documents; robots.txt, sitemap and other files for programs."""

import re
from datetime import datetime
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.documents.models import PortalDocument
from admm_site.search.indexing import index_row
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityDocumentFactory,
    ActivityPageFactory,
    ConceptPaperPageFactory,
)
from tests.factories.meetings import (
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide


@pytest.fixture
def document(portal):
    """A public document, and one that nothing cites."""
    PortalDocumentFactory()
    public = PortalDocumentFactory(
        title="Joint Declaration",
        issued=PartialDate(2011, 5, 19),
        kind="joint-declaration",
        symbol="ADMM/5/1",
    )
    DecisionFactory(document=public)
    return public


def get_rows(client, query: str = "") -> list:
    return list(client.get(f"/documents/{query}").context["rows"])


def test_the_register_holds_what_the_public_may_read(client, document):
    assert get_rows(client) == [document]


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_the_register_leaves_out_documents_that_only_hidden_pages_cite(client, document, hiding_method):
    paper = ConceptPaperPageFactory(document=PortalDocumentFactory())
    hide(paper, hiding_method)
    assert get_rows(client) == [document]


def test_a_document_is_listed_with_what_is_known_of_it(client, document):
    content = client.get("/documents/").content.decode()
    for words in (
        document.url,
        "Joint Declaration",
        "ADMM/5/1",
        "19 May 2011",
        "PDF",
        "English",
        "Joint declaration",
    ):
        assert words in content


def test_the_newest_document_comes_first_and_undated_ones_last(client, document):
    undated_document, newer = (
        PortalDocumentFactory(title="A"),
        PortalDocumentFactory(title="B", issued=PartialDate(2013)),
    )
    for cited_document in (undated_document, newer):
        DecisionFactory(document=cited_document)
    assert get_rows(client) == [newer, document, undated_document]


@pytest.mark.parametrize("query", ["?kind=joint-declaration", "?year=2011", "?language=en"])
def test_the_register_can_be_filtered(client, document, query):
    DecisionFactory(document=PortalDocumentFactory(kind="report", issued=PartialDate(2010), language="th"))
    assert get_rows(client, query) == [document]


# What a document belongs to follows from where it is cited


def of_a_meeting(document, country, area, series):
    MeetingDocumentFactory(
        document=document, page__series=MeetingSeriesFactory(acronym=series, area=area), page__country=country
    )


def of_a_decision(document, country, area, series):
    page = MeetingPageFactory(series=MeetingSeriesFactory(acronym=series, area=area), country=country)
    DecisionFactory(page=page, document=document)


def of_a_paper_decided_on(document, country, area, series):
    paper = ConceptPaperPageFactory(document=document, area=area, proposed_by=[country])
    page = MeetingPageFactory(series=MeetingSeriesFactory(acronym=series))
    DecisionFactory(page=page, subject=paper)


def of_an_activity(document, country, area, series):
    series = MeetingSeriesFactory(acronym=series)
    page = ActivityPageFactory(series=series, area=area, hosts=[country])
    ActivityDocumentFactory(page=page, document=document)


CITING = [of_a_meeting, of_a_decision, of_a_paper_decided_on, of_an_activity]
BELONGING = ["?series=hadr-ewg", "?area=hadr", "?country=viet-nam", "?series=hadr-ewg&country=viet-nam"]


@pytest.fixture
def cite(document):
    """Adds a document that belongs to Viet Nam, disaster relief and its working group; others do not."""
    country = CountryFactory(code="VN", name="Viet Nam")
    area = CooperationAreaFactory(acronym="HADR", name="Disaster relief")
    other_area = CooperationAreaFactory(acronym="MS", name="Maritime security")
    of_a_meeting(PortalDocumentFactory(), CountryFactory(), other_area, "MS EWG")

    def cite(relation) -> PortalDocument:
        cited_document = PortalDocumentFactory(title="Report")
        relation(cited_document, country, area, "HADR EWG")
        return cited_document

    return cite


@pytest.mark.sample(4)
@pytest.mark.parametrize("relation", CITING)
@pytest.mark.parametrize("query", BELONGING)
def test_the_register_can_be_filtered_by_what_a_document_belongs_to(client, cite, relation, query):
    cited_document = cite(relation)
    assert get_rows(client, query) == [cited_document]


@pytest.mark.parametrize("query", ["?series=hadr-ewg", "?area=hadr", "?country=viet-nam"])
def test_what_hidden_pages_say_a_document_belongs_to_finds_nothing(client, cite, query):
    cited_document = cite(of_a_meeting)
    ContentPageFactory(body=[("document_list", {"heading": "", "documents": [cited_document]})])
    hide(cited_document.meetingdocuments.get().page, "draft")
    assert cited_document in get_rows(client)
    assert get_rows(client, query) == []


def test_only_what_has_documents_is_offered(client, cite):
    CountryFactory(name="Atlantis")
    cite(of_a_meeting)
    form = client.get("/documents/").context["filterset"].form
    options = {
        name: {label for value, label in form.fields[name].choices if value} for name in ("area", "series")
    }
    assert options["area"] >= {"Disaster relief", "Maritime security"}
    assert options["series"] >= {"HADR EWG", "MS EWG"}
    assert "Atlantis" not in str(form["country"])


# Search within, order, table


def with_text(*pages: str, **fields) -> PortalDocument:
    document = DecisionFactory(document=PortalDocumentFactory(**fields)).document
    for number, text in enumerate(pages, 1):
        document.pages_text.create(number=number, text=text)
    index_row(document)
    return document


WORDS = {
    "of the title": "declaration",
    "of the symbol": "admm/5/1",
    "of a page": "straits",
    "of two pages": "straits fisheries",
    "of title and page": "Joint  STRAITS",
    "part of a word": "fisher",
}


@pytest.mark.sample(3)
@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS)
def test_the_register_is_searched_by_words(client, portal, words):
    match = with_text("Peace in the straits", "and fisheries", title="Joint Declaration", symbol="ADMM/5/1")
    with_text("Other words", title="Report")
    assert get_rows(client, f"?q={quote(words)}") == [match]


@pytest.mark.parametrize("words", ["straits weather", "%", "_", "xylophone"])
def test_words_that_no_document_has_find_nothing(client, portal, words):
    with_text("Peace in the straits", title="Joint Declaration")
    assert get_rows(client, f"?q={quote(words)}") == []


def test_words_of_hidden_documents_find_nothing(client, portal):
    hidden = PortalDocumentFactory(title="Zircon")
    hidden.pages_text.create(number=1, text="zircon")
    index_row(hidden)
    assert get_rows(client, "?q=zircon") == []


@pytest.mark.sample(3)
@pytest.mark.parametrize("words", ["", " ", "a" * 200, "a " * 100, "😀", "שלום", "'\";--", "\\", "\udcff"])
def test_any_words_are_answered(client, document, words):
    words = quote(words.encode("utf-8", "surrogateescape"))
    assert client.get(f"/documents/?q={words}").status_code == 200


@pytest.mark.parametrize("words", ["a" * 201, "a\0b"], ids=["too long", "NUL"])
def test_a_query_without_searchable_words_says_so(client, document, words):
    assert client.get("/documents/", {"q": words}).status_code == 400


def test_the_register_can_be_sorted(client, portal):
    def make(title, kind, date, pages):
        document = DecisionFactory(
            document=PortalDocumentFactory(title=title, kind=kind, issued=date)
        ).document
        PortalDocument.objects.filter(pk=document.pk).update(page_count=pages)

    make("B", "report", PartialDate(2011), 3)
    make("C", "declaration", PartialDate(2010), None)
    make("A", "strategy", None, 12)
    orders = {
        order: "".join(str(document) for document in get_rows(client, f"?sort={order}"))
        for order in ("", "oldest", "title", "kind", "length")
    }
    assert orders == {"": "BCA", "oldest": "CBA", "title": "ABC", "kind": "CBA", "length": "ABC"}


def test_the_register_is_a_table_with_heads(client, document):
    page = BeautifulSoup(client.get("/documents/").content, "html.parser")
    table = page.find("table")
    assert [head.get_text() for head in table.select("thead th")] == [
        *("Document", "Kind", "Date", "Language", "Pages", "File"),
    ]
    (row,) = table.select("tbody tr")
    assert row.th["scope"] == "row"
    assert row.th.a["href"] == document.get_absolute_url()
    assert "1 document" in page.get_text()


@pytest.mark.sample(3)
@pytest.mark.parametrize(
    "query",
    [
        *("?kind=nonsense", "?year=abc", "?language=xx", f"?year={'9' * 40}"),
        *("?series=xx", "?area=xx", "?country=xx", "?sort=xx"),
    ],
)
def test_a_filter_that_does_not_exist_says_so(client, document, query):
    response = client.get(f"/documents/{query}")
    assert response.status_code == 400
    assert "We couldn’t apply that filter" in response.content.decode()


# Sitemap, robots.txt, security.txt


def addresses(client) -> list[str]:
    return re.findall(r"<loc>http://testserver(.*?)</loc>", client.get("/sitemap.xml").content.decode())


def test_the_sitemap_lists_every_public_address_once(client, portal):
    country, area, series = CountryFactory(), CooperationAreaFactory(), MeetingSeriesFactory()
    page = ContentPageFactory()
    sitemap_addresses = addresses(client)

    assert len(sitemap_addresses) == len(set(sitemap_addresses))
    assert set(sitemap_addresses) == {
        "/",
        "/meetings/",
        "/concept-papers/",
        "/initiatives/",
        "/about/",
        page.url,
        *(record.get_absolute_url() for record in (country, area, series)),
        "/meetings/series/",
        "/areas/",
        "/countries/",
        "/documents/",
        "/meetings/calendar/",
        *(
            "/activities/",
            "/api/",
            "/changes/",
            "/decisions/",
            "/trail/",
            "/status-updates/",
            "/initiatives/progress/",
        ),
        *("/meetings/timeline/", "/meetings/map/", "/about/contact/", "/about/reuse/"),
    }


def test_every_address_of_the_sitemap_works(client, portal):
    DecisionFactory(subject=ConceptPaperPageFactory())
    assert {address: client.get(address).status_code for address in addresses(client)} == dict.fromkeys(
        addresses(client), 200
    )


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_page_is_in_no_sitemap(client, portal, hiding_method):
    page = ContentPageFactory()
    hide(page, hiding_method)
    assert page.get_url() not in addresses(client)


def test_robots_are_kept_from_the_admin_and_shown_the_sitemap(client, portal):
    response = client.get("/robots.txt")
    assert response["Content-Type"].startswith("text/plain")
    content = response.content.decode()
    assert "Disallow: /admin/" in content
    assert "Sitemap: http://testserver/sitemap.xml" in content


def test_security_txt_names_a_contact(client, portal):
    content = client.get("/.well-known/security.txt").content.decode()
    fields = dict(line.split(": ", 1) for line in content.splitlines() if line)
    assert fields["Contact"].startswith(("mailto:", "https:"))
    assert datetime.fromisoformat(fields["Expires"]).tzinfo
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
