"""Sources of statements: validation, and the source line that visitors read."""

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from tests.factories.documents import PortalDocumentFactory
from tests.factories.meetings import DecisionFactory, MeetingPageFactory
from tests.factories.reference import CountryFactory


def clean_errors(record) -> dict:
    with pytest.raises(ValidationError) as caught:
        record.clean()
    return caught.value.message_dict


@pytest.mark.parametrize(
    ("source", "field"),
    [
        ({"source_url": "https://asean.org/statement"}, "source_name"),
        ({"source_paragraph": "4"}, "source_document"),
        ({"source_confirms": True}, "source_confirms"),
    ],
    ids=["an address without a name", "a paragraph without a document", "confirmed by nothing"],
)
def test_a_source_must_be_complete(source, field):
    assert set(clean_errors(CountryFactory.build(**source))) == {field}


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//no-scheme.example", "not an address"]
)
def test_the_address_of_a_source_is_one_that_a_browser_may_open(db, address):
    country = CountryFactory.build(source_name="A page", source_url=address)
    with pytest.raises(ValidationError) as caught:
        country.full_clean()
    assert set(caught.value.message_dict) == {"source_url"}


def test_nothing_is_confirmed_by_default(db):
    assert CountryFactory().source_confirms is False


def line(**source) -> str:
    return " ".join(
        render_to_string("components/source_line.html", {"record": CountryFactory.build(**source)}).split()
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({}, "Not confirmed by a source."),
        ({"source_name": "MINDEF"}, "Not confirmed by a source."),
        (
            {"source_name": "MINDEF", "source_confirms": True, "source_unconfirmed": "dates, chair"},
            "Not confirmed by this source: dates, chair.",
        ),
    ],
    ids=["no source", "a source that does not confirm", "a source that confirms a part"],
)
def test_unconfirmed_parts_are_named_in_words(source, words):
    assert words in line(**source)


def test_a_confirmed_statement_has_no_doubt():
    assert "onfirm" not in line(source_name="MINDEF", source_confirms=True)


def test_a_document_is_named_with_its_paragraph(db):
    document = PortalDocumentFactory(title="Joint Declaration")
    html = line(source_document=document, source_paragraph="12 (c)", source_confirms=True)
    link = f'<a href="{document.url}">Joint Declaration<span class="visually-hidden"> (PDF)</span></a>'
    assert f"{link}, paragraph 12 (c)." in html


def test_a_page_elsewhere_is_linked():
    html = line(source_name="MINDEF", source_url="https://mindef.example/", source_confirms=True)
    assert '<a href="https://mindef.example/">MINDEF</a>' in html


def test_more_sources_and_a_note_are_shown():
    html = line(
        source_name="MINDEF",
        source_note="The date differs there.",
        more_sources=[
            ("page", {"name": "VietnamPlus", "url": "https://vnp.example/"}),
            ("page", {"name": "A print", "url": ""}),
        ],
    )
    assert "The date differs there." in html
    assert 'See also: <a href="https://vnp.example/">VietnamPlus</a>; A print.' in html


def test_markup_in_a_source_is_escaped():
    html = line(source_name="<script>alert(1)</script>", source_note='"><img src=x onerror=alert(1)>')
    assert "<script>" not in html
    assert "<img" not in html


def test_a_statement_stays_when_the_document_that_it_cites_is_deleted(db):
    document = PortalDocumentFactory()
    decision = DecisionFactory(source_document=document, text="Ministers agreed.")
    document.delete()
    decision.refresh_from_db()

    assert decision.source_document is None
    assert decision.text == "Ministers agreed."


SAID = {"source_name": "MINDEF", "source_confirms": True}


@pytest.mark.parametrize(
    ("meeting_source", "decision_source", "doubt"),
    [
        (SAID, {}, ""),
        (SAID, {"source_note": "No page was found."}, "not confirmed by a source"),
        (SAID, {"source_name": "A forum"}, "not confirmed by a source"),
        ({}, {}, "not confirmed by a source"),
        ({**SAID, "source_unconfirmed": "chair"}, {}, ""),
        ({**SAID, "source_unconfirmed": "dates"}, {}, "not confirmed: date of the meeting"),
        ({"source_name": "MINDEF"}, {}, "not confirmed by a source"),
    ],
    ids=["inherited", "a note alone", "its own", "none", "a doubt of the page", "of its date", "unconfirmed"],
)
def test_a_decision_inherits_the_source_of_its_meeting(db, portal, meeting_source, decision_source, doubt):
    decision = DecisionFactory(page=MeetingPageFactory(**meeting_source), **decision_source)
    assert decision.doubt == doubt


@pytest.mark.parametrize(("verb", "is_confirmed"), [("signed", True), ("issued", True), ("noted", False)])
def test_a_signed_declaration_is_its_own_source(portal, verb, is_confirmed):
    document = PortalDocumentFactory()
    decision = DecisionFactory(page=MeetingPageFactory(), verb=verb, document=document)
    assert decision.attribution.source_confirms is is_confirmed
    assert (decision.attribution.source_document == document) is is_confirmed
