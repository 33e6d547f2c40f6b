"""The page of results: results, excerpts, facets, sorting."""

import re

import pytest

from admm_site.core.partial_dates import PartialDate
from admm_site.documents.models import PageText
from admm_site.search import indexing
from admm_site.search.execute import MAX_LISTED
from admm_site.search.views import RESULTS_PER_PAGE
from tests.factories.documents import PortalDocumentFactory
from tests.factories.initiatives import (
    ActivityPageFactory,
    ConceptPaperPageFactory,
    InitiativePageFactory,
    StatusUpdateFactory,
)
from tests.factories.meetings import (
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory

from .response_parsing import facet, kinds, page, titles


def document_with(*pages: str, **fields):
    """A document of a meeting, with these texts as its pages."""
    document = PortalDocumentFactory(**fields)
    MeetingDocumentFactory(document=document)
    PageText.objects.bulk_create(
        PageText(document=document, number=number, text=text) for number, text in enumerate(pages, 1)
    )
    indexing.index_row(document)
    return document


# What is found


def test_an_empty_query_has_no_results(search, portal):
    assert titles(search("")) == []


@pytest.mark.parametrize("query", ["5th ADMM", "5TH admm", "Jakarta", "ADMM Jakarta", " 5th   ADMM "])
def test_a_meeting_is_found_by_name_and_place(search, portal, query):
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADMM", name="Ministers"), ordinal=5)
    MeetingPageFactory(series=MeetingSeriesFactory(acronym="ADSOM"), ordinal=7, city="Manila")
    assert titles(search(query, kind="meeting")) == ["5th ADMM"]


def test_all_the_words_must_be_there(search, portal):
    ContentPageFactory(title="Disaster relief")
    assert titles(search("disaster medicine")) == []


def test_stop_words_need_not_occur(search, portal):
    ContentPageFactory(title="Relief of disasters")
    assert titles(search("the relief for a disaster")) == ["Relief of disasters"]


SAYING = {
    "paper": (ConceptPaperPageFactory, {"summary": "A logistic support framework."}),
    "initiative": (InitiativePageFactory, {"summary": "A logistic support framework."}),
    "activity": (ActivityPageFactory, {"summary": "A logistic support framework."}),
    "page": (ContentPageFactory, {"introduction": "A logistic support framework."}),
    "text of a page": (ContentPageFactory, {"body": [("rich_text", "<p>A logistic support framework.</p>")]}),
    "theme of a meeting": (MeetingPageFactory, {"theme": "A logistic support framework"}),
    "who chaired": (MeetingPageFactory, {"chair_person": "Mr Logistic Support"}),
}


@pytest.mark.parametrize(("factory", "fields"), SAYING.values(), ids=SAYING.keys())
def test_a_page_is_found_by_its_words(search, portal, factory, fields):
    result_page = factory(**fields)
    assert titles(search("logistic support")) == [result_page.title]


def test_a_paper_is_found_by_its_acronym_and_shown_with_it(search, portal):
    ConceptPaperPageFactory(title="Defence Industry", acronym="ADIC")
    assert titles(search("ADIC")) == ["Defence Industry (ADIC)"]


RECORDS = {
    "country": lambda: CountryFactory(name="Viet Nam", official_name="Socialist Republic"),
    "area": lambda: CooperationAreaFactory(name="Socialist republics", description="Ministers work on it."),
    "series": lambda: MeetingSeriesFactory(summary="Of a socialist republic."),
}


@pytest.mark.parametrize("kind", RECORDS)
def test_objects_that_are_no_pages_are_found(search, portal, kind):
    record = RECORDS[kind]()
    response = search("socialist republic")
    assert kinds(response) == [kind]
    assert page(response).select_one(".result h3 a")["href"] == record.get_absolute_url()


def test_a_decision_is_found_and_leads_to_its_place(search, portal):
    decision = DecisionFactory(text="Ministers agreed on hotlines.", verb="agreed")
    response = search("hotlines")
    assert titles(response) == [f"Agreed at the {decision.page.title}"]
    assert page(response).select_one(".result h3 a")["href"] == decision.address


def test_a_decision_is_found_by_what_it_is_about(search, portal):
    paper = ConceptPaperPageFactory(title="Logistics framework")
    decision = DecisionFactory(subject=paper, text="")
    assert f"Adopted at the {decision.page.title}: Logistics framework" in titles(search("logistics"))


def test_a_status_update_is_found_and_leads_to_its_place(search, portal):
    update = StatusUpdateFactory(note="The first exercise took place.")
    response = search("exercise took place")
    assert kinds(response) == ["status-update"]
    assert page(response).select_one(".result h3 a")["href"] == update.address


# Documents


def test_words_in_a_document_are_found_and_lead_to_their_page_of_the_file(search, portal):
    document = document_with("Peace.", "Nothing.", "A hotline between ministers.", title="Joint Declaration")
    response = search("hotline")
    assert titles(response) == ["Joint Declaration"]
    links = [link["href"] for link in page(response).select(".result a")]
    assert links == [document.get_absolute_url(), f"{document.url}#page=3"]
    assert "page 3 of the file" in page(response).select_one(".result").get_text()


def test_a_document_without_pages_leads_to_its_file(search, portal):
    document = document_with("A hotline.", file__filename="paper.docx")
    response = search("hotline")
    assert [link["href"] for link in page(response).select(".result a")] == [
        document.get_absolute_url(),
        document.url,
    ]


def test_pages_of_one_document_are_one_result(search, portal):
    document_with(*["A hotline between ministers."] * 9, title="Joint Declaration")
    response = search("hotline")
    assert titles(response) == ["Joint Declaration"]
    assert response.context["count"] == 1
    assert len(page(response).select(".result__more a")) == 4


def test_the_title_of_a_document_counts_with_each_of_its_pages(search, portal):
    document_with("Peace.", "A hotline.", title="Jakarta Declaration")
    response = search("jakarta hotline")
    assert response.context["results"][0].passage.number == 2


def test_a_long_text_without_pages_is_found_to_its_end(search, portal):
    document_with("Peace and security. " * 5000 + "A hotline.", title="Long")
    assert titles(search("hotline")) == ["Long"]


@pytest.mark.exhaustive
def test_a_text_of_very_many_different_words_is_indexed(search, portal):
    document_with(" ".join(f"word{number}" for number in range(90_000)), title="Word list")
    assert titles(search("word89999")) == ["Word list"]


# What is shown


def test_the_words_of_the_query_are_highlighted(search, portal):
    ContentPageFactory(
        title="Relief", introduction="Words before. " * 60 + "Disasters strike. " + "After. " * 60
    )
    result = page(search("disaster")).select_one(".result")
    assert [mark.get_text() for mark in result.select("mark")] == ["Disasters"]
    text = result.select_one(".result__text").get_text()
    assert text.startswith("… ")
    assert text.endswith(" …")


def test_the_excerpt_has_most_words_of_the_query(search, portal):
    text = "Relief alone. " + "Between. " * 100 + "Disaster relief. " + "Between. " * 100 + "A disaster."
    ContentPageFactory(introduction=text)
    marks = page(search("disaster relief")).select(".result__text mark")
    assert [mark.get_text() for mark in marks] == ["Disaster", "relief"]


def test_markup_in_results_is_escaped(search, portal):
    ContentPageFactory(title="<b>Relief</b> & <script>", introduction="<script>alert(1)</script> relief")
    html = search("relief").content.decode()
    assert "<script>alert" not in html
    assert "&lt;b&gt;<mark>Relief</mark>&lt;/b&gt; &amp; &lt;script&gt;" in html


def test_a_result_says_what_it_is_and_when_it_was(search, portal):
    MeetingPageFactory(city="Jakarta", start_date=PartialDate(2011, 5, 19))
    result = page(search("Jakarta", kind="meeting")).select_one(".result")
    assert result.time["datetime"] == "2011-05-19"
    assert result.select_one(".result__kind").get_text(strip=True) == "Meeting"


# Order


def test_matches_in_titles_come_before_matches_in_texts(search, portal):
    document_with("Relief. " * 50, title="Declaration")
    ContentPageFactory(title="Something else", introduction="Relief, relief, relief.")
    ContentPageFactory(title="Relief of mankind")
    ContentPageFactory(title="Relief")
    assert titles(search("relief"))[:2] == ["Relief", "Relief of mankind"]


def test_results_can_be_sorted_by_date(search, portal):
    for year in (2010, 2024, 2015):
        MeetingPageFactory(city="Jakarta", start_date=PartialDate(year), custom_title=f"Meeting {year}")
    titles_found = titles(search("Jakarta", sort="date", kind="meeting"))
    assert titles_found == ["Meeting 2024", "Meeting 2015", "Meeting 2010"]


def test_an_unknown_order_is_by_relevance(search, portal):
    ContentPageFactory(title="Relief")
    assert search("relief", sort="size").context["search_results"].order == "relevance"


# Narrowing


@pytest.fixture
def four_kinds(portal):
    """A meeting, a paper, an activity and a document with the word `hotline`."""
    area = CooperationAreaFactory(name="Relief", slug="relief")
    country = CountryFactory(name="Viet Nam", slug="viet-nam")
    series = MeetingSeriesFactory(acronym="ADMM", slug="admm", area=area)
    meeting = MeetingPageFactory(
        series=series, country=country, theme="Hotline", start_date=PartialDate(2011)
    )
    ConceptPaperPageFactory(title="Hotline", area=area)
    ActivityPageFactory(title="Hotline", area=area, start_date=PartialDate(2012), country=country)
    document = PortalDocumentFactory(title="Hotline", issued=PartialDate(2011), language="vi")
    MeetingDocumentFactory(page=meeting, document=document)
    indexing.index_row(document)


def test_each_facet_says_how_many_results_it_leaves(search, four_kinds):
    response = search("hotline")
    assert facet(response, "Kind") == {"Meeting": 1, "Concept paper": 1, "Activity": 1, "Document": 1}
    assert facet(response, "Area") == {}  # all are of one area: there is nothing to choose
    assert facet(response, "Series") == {"ADMM": 2}
    assert facet(response, "Country") == {"Viet Nam": 3}
    assert facet(response, "Year") == {"2012": 1, "2011": 2}
    assert facet(response, "Language") == {"English": 3, "Vietnamese": 1}


def test_each_link_of_a_facet_leads_to_as_many_results_as_it_says(client, search, four_kinds):
    links = page(search("hotline")).select(".facet a")
    wrong = {
        link["href"]: link.get_text()
        for link in links
        if client.get(f"/search/{link['href']}").context["count"]
        != int(link.select_one(".facet__count").get_text())
    }
    assert len(links) >= 10
    assert wrong == {}


def test_filters_combine(search, four_kinds):
    assert kinds(search("hotline", year="2011", series="admm", kind="document", language="vi")) == [
        "document"
    ]


def test_each_filter_can_be_taken_off(client, search, four_kinds):
    response = search("hotline", year="2011", series="admm", kind="document")
    chips = page(response).select("a.chip")
    counts = [client.get(f"/search/{chip['href']}").context["count"] for chip in chips]
    assert [chip.get_text(strip=True).split(",")[0] for chip in chips] == [
        "Kind: Document",
        "Series: ADMM",
        "Year: 2011",
    ]
    assert counts == [2, 1, 1]


def test_a_filter_in_use_stands_in_its_facet_and_can_be_taken_off_there(client, search, four_kinds):
    active_option = page(search("hotline", kind="document")).select_one(".facet [aria-current]")
    assert client.get(f"/search/{active_option['href']}").context["count"] == 4


def test_many_results_come_in_pages_that_keep_words_filters_and_order(search, portal):
    ContentPageFactory.create_batch(25, introduction="Disaster relief")
    response = search("disaster relief", kind="page", sort="date", page="2")
    assert len(titles(response)) == 25 - RESULTS_PER_PAGE
    previous = page(response).select_one(".pagination a")["href"]
    assert {"q=disaster+relief", "kind=page", "sort=date"} <= set(re.split("[?&]", previous))


@pytest.mark.sample(2)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("kind", "nonsense"),
        ("area", "atlantis"),
        ("series", "nonsense"),
        ("country", "atlantis"),
        ("year", "next"),
        ("year", "99999"),
        ("language", "tlh"),
    ],
)
def test_a_filter_that_does_not_exist_finds_nothing_and_can_be_taken_off(search, four_kinds, name, value):
    response = search("hotline", **{name: value})
    assert response.status_code == 400
    assert titles(response) == []
    assert "4 results without" in response.content.decode()
    assert page(response).select_one("a.chip")["href"] == "?q=hotline"
    (alert,) = page(response).select("main [role=alert]")
    assert "That value doesn’t exist" in alert.get_text()
    assert "Nothing was found" not in response.content.decode()


def test_more_results_than_can_be_listed_are_counted(search, portal, monkeypatch):
    monkeypatch.setattr("admm_site.search.execute.MAX_LISTED", 5)
    ContentPageFactory.create_batch(8, introduction="Disaster relief")
    response = search("disaster relief")
    assert response.context["count"] == 8
    assert len(titles(response)) == 5
    assert "The 5 best results are shown" in response.content.decode()
    assert MAX_LISTED > RESULTS_PER_PAGE


# Nothing found


def test_without_results_the_page_says_so_and_links_to_sections(search, portal):
    response = search("xylophone")
    assert "Nothing was found." in response.content.decode()
    assert {link["href"] for link in page(response).select(".empty a")} >= {"/meetings/", "/documents/"}


def test_without_results_the_filter_that_limits_most_can_be_removed(client, search, four_kinds):
    response = search("hotline", series="admm", kind="activity")
    link = page(response).select_one(".empty a")
    assert link.get_text(strip=True) == "2 results without “Kind: Activity”"
    assert client.get(f"/search/{link['href']}").context["count"] == 2


def test_without_results_all_filters_can_be_removed(client, search, four_kinds):
    response = search("hotline", kind="activity", language="vi", year="2030")
    link = page(response).select_one(".empty a")
    assert link.get_text(strip=True) == "4 results without these filters"
    assert client.get(f"/search/{link['href']}").context["count"] == 4


# Words that stand everywhere


@pytest.fixture
def common_word(portal, monkeypatch):
    """More documents with the word `peace` than are ranked; only the last is of its year."""
    monkeypatch.setattr("admm_site.search.execute.MAX_HITS", 3)
    meeting = MeetingPageFactory(start_date=PartialDate(2011))
    for number in range(6):
        year = PartialDate(2000 + number)
        document = PortalDocumentFactory(title=f"Text {number}", issued=year)
        MeetingDocumentFactory(page=meeting, document=document)
        PageText.objects.create(document=document, number=1, text="Peace.")
        indexing.index_row(document)


def test_results_of_a_common_word_are_counted_up_to_the_limit(search, common_word):
    assert "More than 3 results" in " ".join(page(search("peace")).get_text().split())


def test_a_filter_finds_results_beyond_the_limit_of_a_common_word(search, common_word):
    response = search("peace", year="2005")
    assert titles(response) == ["Text 5"]
    assert "More than" not in response.content.decode()


def test_pages_are_found_although_documents_reach_the_limit(search, common_word):
    ContentPageFactory(title="Something else", introduction="Peace.")
    assert titles(search("peace"))[0] == "Something else"


# What no source confirms


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(lambda **source: MeetingPageFactory(theme="Unverbürgt", **source), id="meeting"),
        pytest.param(lambda **source: ConceptPaperPageFactory(title="Unverbürgt", **source), id="paper"),
        pytest.param(lambda **source: InitiativePageFactory(title="Unverbürgt", **source), id="initiative"),
        pytest.param(lambda **source: ActivityPageFactory(title="Unverbürgt", **source), id="activity"),
        pytest.param(lambda **source: DecisionFactory(text="Unverbürgt", **source), id="decision"),
        pytest.param(lambda **source: StatusUpdateFactory(note="Unverbürgt", **source), id="status update"),
    ],
)
def test_a_result_names_its_unconfirmed_parts(search, portal, statement):
    statement(source_name="A newspaper", source_confirms=True, source_unconfirmed="the day")
    (result,) = page(search("Unverbürgt")).select(".result")
    assert "Not confirmed: the day" in result.get_text()


def test_a_confirmed_result_has_no_doubt(search, portal):
    MeetingPageFactory(theme="Unverbürgt", source_name="A ministry", source_confirms=True)
    (result,) = page(search("Unverbürgt")).select(".result")
    assert "confirmed" not in result.get_text()


def test_a_text_page_without_a_source_has_no_doubt(search, portal):
    ContentPageFactory(title="Unverbürgt")
    (result,) = page(search("Unverbürgt")).select(".result")
    assert "confirmed" not in result.get_text()
