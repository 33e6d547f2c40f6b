"""Each page says what its acronyms stand for."""

import pytest
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.pages.acronyms import OTHER_NAMES, acronyms_of_records, explain_acronyms
from tests.factories.initiatives import ConceptPaperPageFactory, InitiativePageFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory, MeetingSeriesFactory
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory
from tests.visibility import HIDING_METHODS, hide

ADDRESS = "/about/about-adic/"


@pytest.fixture
def adic(portal):
    return InitiativePageFactory(acronym="ADIC", title="Defence industry")


@pytest.fixture
def page(client, portal):
    """Makes a page of text with a paragraph, and returns the parsed page."""

    def page(paragraph: str, query: str = "") -> BeautifulSoup:
        ContentPageFactory(slug="about-adic", title="Page", body=[("rich_text", f"<p>{paragraph}</p>")])
        return BeautifulSoup(client.get(ADDRESS + query).content, "html.parser")

    return page


def listed(page: BeautifulSoup) -> dict[str, str]:
    return {row.dt.text: row.dd.text for row in page.select("details .acronyms > div")}


def test_a_page_lists_its_acronyms_and_leads_to_all(page, adic):
    soup = page("ADIC began in ASEAN.")
    assert listed(soup) == {"ADIC": "Defence industry", "ASEAN": str(OTHER_NAMES["ASEAN"])}
    assert soup.find("a", string="All acronyms")["href"] == "/about/in-five-minutes/#acronyms"


def test_a_page_without_acronyms_has_no_list(page, adic):
    assert listed(page("Nothing short.")) == {}


def test_an_acronym_is_explained_where_it_first_stands(page, adic):
    marks = page("ADIC is young. ADIC grows.").select("p abbr[title]")
    assert [(mark.text, mark["title"]) for mark in marks] == [("ADIC", "Defence industry")]


def test_the_page_for_newcomers_has_one_list(client, adic):
    soup = BeautifulSoup(client.get("/about/in-five-minutes/").content, "html.parser")
    assert len(soup.select(".acronyms")) == 1


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_the_acronym_of_a_hidden_page_is_not_explained(page, adic, hiding_method):
    hide(adic, hiding_method)
    soup = page("Some call it ADIC.")
    assert listed(soup) == {}
    assert "Defence industry" not in soup.text


def test_as_of_a_day_before_it_was_known_an_acronym_is_not_explained(client, page, adic):
    DecisionFactory(subject=adic, page=MeetingPageFactory(start_date=PartialDate(2011, 5, 19)))
    assert "ADIC" in listed(page("Some call it ADIC."))
    earlier = client.get(ADDRESS, {"as_of": "2010-01-01"})
    assert "ADIC" not in listed(BeautifulSoup(earlier.content, "html.parser"))


def test_of_a_paper_and_its_initiative_the_initiative_is_named(adic):
    ConceptPaperPageFactory(acronym="ADIC", title="Concept paper on the defence industry")
    assert {acronym.name for acronym in acronyms_of_records() if acronym.letters == "ADIC"} == {adic.title}


def test_the_acronyms_of_all_records_are_read_in_one_query(adic, django_assert_num_queries):
    MeetingSeriesFactory(acronym="ADMM")
    CooperationAreaFactory(acronym="CT")
    acronyms_of_records.__wrapped__()  # the site is cached from here on
    with django_assert_num_queries(2):  # the other reads the version of the content
        acronyms_of_records.__wrapped__()


@pytest.mark.parametrize(
    ("html", "marked"),
    [
        ("<p>the ADIC, yes</p>", '<p>the <abbr title="Defence industry">ADIC</abbr>, yes</p>'),
        ("<p>two ADICs</p>", '<p>two <abbr title="Defence industry">ADICs</abbr></p>'),
        ("<p>ADIC-like, MADIC, ADICT</p>", None),
        ('<p title="ADIC">no</p>', None),
        ('<p><a href="/ADIC/" title="ADIC">see ADIC</a></p>', None),
        ('<p><abbr title="x">ADIC</abbr></p>', None),
        ('<h2 id="ADIC">ADIC</h2>', None),
        ("<p><code>ADIC</code></p><pre>ADIC</pre>", None),
        ("<script>const text = '<p>ADIC</p>'.replace(/ADIC/)</script>", None),
        ("<svg><title>ADIC</title></svg>", None),
        ("<select><option>ADIC</option></select>", None),
        (
            "<p><a>ADIC</a> is <b>ADIC</b></p>",
            '<p><a>ADIC</a> is <b><abbr title="Defence industry">ADIC</abbr></b></p>',
        ),
    ],
    ids=[
        *("word", "plural", "part of a word", "attribute", "link", "explained already", "heading"),
        *("code", "script", "drawing", "choice", "after a link"),
    ],
)
def test_only_whole_words_in_paragraphs_are_marked(adic, html, marked):
    assert explain_acronyms(html)[0] == (marked or html)


def test_the_longest_acronym_counts(portal):
    MeetingSeriesFactory(acronym="EWG on CT", name="Experts on terrorism")
    CooperationAreaFactory(acronym="CT", name="Terrorism")
    html, acronyms = explain_acronyms("<p>EWG on\u00a0CT</p>")
    assert html == '<p><abbr title="Experts on terrorism">EWG on\u00a0CT</abbr></p>'
    assert [acronym.letters for acronym in acronyms] == ["EWG on CT"]


def test_markup_in_the_name_of_a_record_is_escaped(page, portal):
    CooperationAreaFactory(acronym="XSS", name='"><script>alert(1)</script>')
    assert not page("XSS").find("script", string="alert(1)")
