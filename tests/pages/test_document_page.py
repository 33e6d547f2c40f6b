"""The page of a document: details, adoption, citing pages, citations, versions."""

from datetime import date

import bibtexparser
import pytest
import rispy
from bs4 import BeautifulSoup

from admm_site.core.partial_dates import PartialDate
from admm_site.documents.models import PageText, PortalDocument
from tests.factories.documents import DocumentVersionFactory, PortalDocumentFactory
from tests.factories.initiatives import ConceptPaperPageFactory, StatusUpdateFactory
from tests.factories.meetings import (
    DecisionFactory,
    MeetingDocumentFactory,
    MeetingPageFactory,
    MeetingSeriesFactory,
)
from tests.factories.pages import ContentPageFactory
from tests.factories.reference import CooperationAreaFactory, CountryFactory
from tests.visibility import HIDING_METHODS, hide

ADDRESS = "/documents/joint-declaration/"


@pytest.fixture
def meeting(portal):
    series = MeetingSeriesFactory(acronym="ADMM", name="ASEAN Defence Ministers’ Meeting")
    return MeetingPageFactory(series=series, ordinal=5, start_date=PartialDate(2011, 5, 19))


@pytest.fixture
def document(meeting):
    """A declaration that the 5th ADMM signed."""
    document = PortalDocumentFactory(
        title="Joint Declaration",
        issued=PartialDate(2011, 5, 19),
        symbol="ADMM/5/1",
        drawn=True,
    )
    PortalDocument.objects.update(page_count=4, file_size=6_933)
    return DecisionFactory(page=meeting, document=document, verb="signed").document


def page(client, address: str = ADDRESS) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def facts(client, address: str = ADDRESS) -> dict[str, str]:
    terms = page(client, address).select("dl.facts dt")
    return {
        " ".join(term.get_text().split()): " ".join(term.find_next("dd").get_text(" ").split())
        for term in terms
    }


def section(client, heading: str) -> list[str]:
    """The text of each row under a heading."""
    values = page(client).find("h2", string=heading)
    if not values:
        return []
    return [" ".join(row.get_text(" ").split()) for row in values.find_next("ul").find_all("li")]


def create_public_document(**fields) -> PortalDocument:
    return MeetingDocumentFactory(document=PortalDocumentFactory(**fields)).document


def test_the_page_says_what_is_known_of_a_document(client, document):
    assert facts(client) == {
        "Kind": "Joint declaration",
        "Symbol": "ADMM/5/1",
        "Date of issue": "19 May 2011",
        "Decision": "Signed at the 5th ADMM , 19 May 2011 (not confirmed: date of the meeting)",
        "Language": "English",
        "Pages": "4",
        "SHA-256": document.sha256,
    }
    soup = page(client)
    assert soup.h1.get_text(strip=True) == "Joint Declaration"
    download = soup.find("a", class_="download")
    assert download["href"] == document.url
    assert " ".join(download.get_text().split()) == "Download (PDF, 6.8 KB)"
    assert soup.find("img", src=f"{ADDRESS}first-page/")["alt"] == "First page of Joint Declaration"


def test_what_is_not_known_is_left_out(client, portal):
    create_public_document(title="Joint Declaration", issued=None)
    assert facts(client).keys() == {"Kind", "Date of issue", "Language", "SHA-256"}
    assert facts(client)["Date of issue"] == "not known"
    assert not page(client).find("img", alt=True, src=lambda src: "first-page" in src)


# Who may see it


def response(client, address) -> tuple[int, str]:
    response = client.get(address)
    soup = BeautifulSoup(response.content, "html.parser").main.get_text(" ", strip=True)
    return response.status_code, soup.replace(address, "…")


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_document_that_is_not_public_answers_as_one_that_was_never_there(client, portal, hiding_method):
    paper = ConceptPaperPageFactory(document=PortalDocumentFactory(title="Zircon", symbol="Z/1"))
    DocumentVersionFactory(document=paper.document)
    assert client.get("/documents/zircon/").status_code == 200
    hide(paper, hiding_method)
    for address in ("/documents/{}/", "/documents/{}/versions/1/", "/documents/{}/first-page/"):
        hidden, never_there = (
            response(client, address.format("zircon")),
            client.get(address.format("xylophone")),
        )
        assert hidden[0] == never_there.status_code == 404
        assert "Z/1" not in hidden[1]
        assert "Zircon" not in hidden[1]


def test_an_editor_sees_the_same_page_as_visitors(editor_client, portal):
    PortalDocumentFactory(title="Joint Declaration")
    assert editor_client.get(ADDRESS).status_code == 404


# Where it was adopted


def test_a_paper_was_adopted_where_ministers_decided_on_its_page(client, meeting):
    paper = ConceptPaperPageFactory(document=PortalDocumentFactory(title="Joint Declaration"))
    DecisionFactory(page=meeting, subject=paper, verb="noted")
    DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2012)), subject=paper, verb="adopted")
    DecisionFactory(page=MeetingPageFactory(start_date=PartialDate(2013)), subject=paper, verb="endorsed")
    assert facts(client)["Decision"].startswith("Adopted at the")
    assert facts(client)["Decision"].endswith("2012 (not confirmed by a source)")


def test_the_source_of_a_decision_was_not_adopted_by_it(client, meeting):
    DecisionFactory(
        page=meeting, text="We met.", source_document=PortalDocumentFactory(title="Joint Declaration")
    )
    assert "Decision" not in facts(client)


def test_a_meeting_that_is_still_to_come_has_adopted_nothing(client, portal):
    meeting = MeetingPageFactory(planned=True)
    DecisionFactory(page=meeting, document=PortalDocumentFactory(title="Joint Declaration"))
    assert "Decision" not in facts(client)


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_a_hidden_meeting_has_adopted_nothing(client, document, meeting, hiding_method):
    ContentPageFactory(body=[("document_list", {"heading": "", "documents": [document]})])
    hide(meeting, hiding_method)
    assert "Decision" not in facts(client)
    assert meeting.get_url() not in client.get(ADDRESS).content.decode()


# What cites it


def test_every_decision_that_cites_it_is_listed(client, document, meeting):
    paper = ConceptPaperPageFactory(title="A paper", document=document)
    DecisionFactory(page=meeting, subject=paper)
    DecisionFactory(page=meeting, text="They agreed to meet.", source_document=document)
    rows = section(client, "Decisions that cite this document")
    assert len(rows) == 3
    for words in ("Joint Declaration", "A paper", "They agreed to meet."):
        assert any(words in row for row in rows)


def test_every_page_that_cites_it_is_listed_once(client, document, meeting):
    MeetingDocumentFactory(page=meeting, document=document)
    ContentPageFactory(title="About", body=[("document_list", {"heading": "", "documents": [document]})])
    update = StatusUpdateFactory(source_document=document)
    records = [
        CountryFactory(source_document=document),
        CooperationAreaFactory(source_document=document),
        MeetingSeriesFactory(source_document=document),
    ]
    links = {
        link["href"]: link.get_text()
        for link in page(client)
        .find("h2", string="Pages that cite this document")
        .find_next("ul")
        .find_all("a")
    }
    assert links.keys() == {
        meeting.url,
        "/about/about/",
        update.page.url,
        *(record.get_absolute_url() for record in records),
    }
    rows = section(client, "Pages that cite this document")
    assert len(rows) == 6
    assert "5th ADMM Meeting" in rows


@pytest.mark.sample(2)
@pytest.mark.parametrize("hiding_method", HIDING_METHODS)
def test_hidden_pages_are_not_listed_as_citing_it(client, document, hiding_method):
    hide(ConceptPaperPageFactory(title="Zircon", document=document), hiding_method)
    update = StatusUpdateFactory(page__title="Zircon too", source_document=document)
    hide(update.page, hiding_method)
    assert "Zircon" not in client.get(ADDRESS).content.decode()


def test_a_decision_names_no_paper_that_is_hidden(client, document, meeting):
    paper = ConceptPaperPageFactory(title="Zircon", live=False)
    DecisionFactory(page=meeting, subject=paper, document=document, text="")
    assert "Zircon" not in client.get(ADDRESS).content.decode()


# What belongs to it


def test_the_same_document_in_other_languages_is_linked_both_ways(client, document):
    create_public_document(title="Tuyên bố chung", language="vi", translation_of=document)
    create_public_document(title="Pernyataan Bersama", language="id", translation_of=document)
    assert facts(client)["Also in"].replace(" : ", ": ") in (
        "Indonesian : Pernyataan Bersama , Vietnamese : Tuyên bố chung".replace(" : ", ": ")
    )
    values = facts(client, "/documents/tuyen-bo-chung/")["Also in"]
    assert "English" in values
    assert "Indonesian" in values
    assert "Vietnamese" not in values


def test_what_it_replaces_and_what_replaced_it_are_linked(client, document):
    older = create_public_document(title="Older declaration", replaced_by=document)
    newer = create_public_document(title="Newer declaration", issued=PartialDate(2013, 5))
    document.replaced_by = newer
    document.save()

    message = page(client).find(class_="message")
    assert (
        " ".join(message.get_text().split()) == "This document was replaced by Newer declaration, May 2013."
    )
    assert message.a["href"] == newer.get_absolute_url()
    assert section(client, "Replaces") == [older.title]


def test_nothing_hidden_is_said_to_belong_to_it(client, document):
    hidden = PortalDocumentFactory(title="Zircon", language="vi", translation_of=document)
    PortalDocumentFactory(title="Zircon too", replaced_by=document)
    document.replaced_by = hidden
    document.save()
    assert "ircon" not in client.get(ADDRESS).content.decode()


# Versions


def test_versions_are_listed_with_date_and_reason(client, document):
    for reason in ("Paragraph 4 corrected", "Signatures added"):
        DocumentVersionFactory(document=document, replaced_on=date(2012, 3, 1), reason=reason)
    assert section(client, "Versions") == [
        "Current document.pdf Since 1 March 2012",
        "Version 2 declaration.pdf Replaced on 1 March 2012 : Signatures added",
        "Version 1 declaration.pdf Replaced on 1 March 2012 : Paragraph 4 corrected",
    ]


def test_a_document_that_was_never_replaced_has_no_versions(client, document):
    assert section(client, "Versions") == []


def test_the_page_of_a_version_says_which_one_is_current_and_gives_the_old_file(client, document):
    version = DocumentVersionFactory(document=document)
    soup = page(client, version.get_absolute_url())
    message = " ".join(soup.find(class_="message").get_text().split())
    assert message == "This version is no longer current. Current is: Joint Declaration."
    assert soup.find(class_="message").a["href"] == ADDRESS
    assert soup.find("a", href=version.url)
    values = facts(client, version.get_absolute_url())
    assert values == {
        "Replaced on": "1 March 2012",
        "Reason": "Paragraph 4 corrected",
        "SHA-256": version.sha256,
    }


@pytest.mark.parametrize("number", [2, 0, 99999999999999999999])
def test_an_unknown_version_is_not_found(client, document, number):
    DocumentVersionFactory(document=document)
    assert client.get(f"{ADDRESS}versions/{number}/").status_code == 404


def test_a_version_is_found_at_a_former_address(client, meeting):
    document = PortalDocumentFactory(title="Draft declaration")
    document.title = "Joint Declaration"
    document.save()
    DecisionFactory(page=meeting, document=document)
    DocumentVersionFactory(document=document)
    response = client.get("/documents/draft-declaration/versions/1/")
    assert (response.status_code, response["Location"]) == (301, f"{ADDRESS}versions/1/")


# Its text


def test_the_text_of_a_document_is_shown_page_by_page_as_it_was_read(client, document):
    document.pages_text.all().delete()
    for number, text in ((1, "Ministers <met>."), (2, "They agreed.")):
        PageText.objects.create(document=document, number=number, text=text)
    document.language = "id"
    document.save(update_fields=["language"])

    html = page(client)

    assert [(part["id"], part.p["lang"], part.p.get_text()) for part in html.select(".page-text")] == [
        ("page-1", "id", "Ministers <met>."),
        ("page-2", "id", "They agreed."),
    ]
    assert "the file is what counts" in html.get_text()
    assert "Text of 2 of 4 pages; the file has the others." in html.get_text()


def test_what_stands_at_the_edge_of_every_page_is_shown_on_the_first_alone(client, document):
    document.pages_text.all().delete()
    for number, text in ((1, "Ministers met."), (2, "They agreed.\nThey agreed."), (3, "They left.")):
        notice = f"Demonstration\nNot the text. Page {number} of 3"
        PageText.objects.create(document=document, number=number, text=f"{notice}\n{text}")

    assert [part.p.get_text() for part in page(client).select(".page-text")] == [
        "Demonstration\nNot the text. Page 1 of 3\nMinisters met.",
        "They agreed.\nThey agreed.",
        "They left.",
    ]


def test_a_page_that_has_nothing_but_what_stands_on_every_page_keeps_it(client, document):
    document.pages_text.all().delete()
    for number in (1, 2):
        PageText.objects.create(document=document, number=number, text="Annex")
    assert [part.p.get_text() for part in page(client).select(".page-text")] == ["Annex", "Annex"]


def test_a_document_without_text_says_nothing_of_its_text(client, document):
    document.pages_text.all().delete()
    assert not page(client).find(id="text")


def test_a_document_says_in_a_sentence_what_it_is(client, document):
    PortalDocument.objects.filter(pk=document.pk).update(summary="The declaration sets out the work.")
    assert "The declaration sets out the work." in page(client).select_one(".opening").get_text()


# How to cite it


def test_the_citations_are_folded_to_one_line_that_names_their_formats(client, document):
    folded = page(client).select_one("details.cite")
    assert not folded.has_attr("open")
    assert " ".join(folded.summary.get_text().split()) == "How to cite this APA, Chicago, BibTeX, RIS"


def citations(client) -> dict[str, str]:
    return {
        block.h3.get_text(): block.pre.get_text()
        for block in page(client).find_all("section", class_="citation")
    }


def test_the_page_says_how_to_cite_it_in_four_ways(client, document):
    values = citations(client)
    url = f"http://testserver{ADDRESS}"
    body = "ASEAN Defence Ministers’ Meeting"
    assert values["APA"] == f"{body}. (2011, May 19). Joint Declaration (ADMM/5/1). ADMM portal. {url}"
    assert values["Chicago"] == f"{body}. Joint Declaration. ADMM/5/1. ADMM portal. May 19, 2011. {url}."
    (entry,) = bibtexparser.parse_string(values["BibTeX"]).entries
    assert (entry.key, entry.fields_dict["url"].value) == ("joint-declaration", url)
    (reference,) = rispy.loads(values["RIS"])
    assert (reference["title"], reference["authors"], reference["urls"]) == (
        "Joint Declaration",
        [body],
        [url],
    )


def test_a_document_that_no_body_adopted_is_cited_by_its_title(client, portal):
    create_public_document(title="Joint Declaration", issued=PartialDate(2011))
    assert citations(client)["APA"].startswith("Joint Declaration. (2011). ADMM portal.")


def test_a_title_is_cited_as_it_is_and_escaped(client, portal):
    document = create_public_document(title="<script>alert(1)</script> & “peace”\nER  - ", symbol="{x}\\")
    response = client.get(document.get_absolute_url())
    assert "<script>alert" not in response.content.decode()
    soup = BeautifulSoup(response.content, "html.parser")
    blocks = {
        section_element.h3.get_text(): section_element.pre.get_text()
        for section_element in soup.find_all("section", class_="citation")
    }
    (reference,) = rispy.loads(blocks["RIS"])
    assert reference["title"] == "<script>alert(1)</script> & “peace” ER -"
    library = bibtexparser.parse_string(blocks["BibTeX"])
    assert (len(library.entries), library.failed_blocks) == (1, [])


def test_lists_link_to_the_page_of_a_document(client, document, meeting):
    links = [link["href"] for link in page(client, meeting.url).find_all("a")]
    assert document.url in links
    assert ADDRESS in links
