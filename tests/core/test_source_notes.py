"""Sources as numbered notes: numbers where statements stand, and one list at the end of the page."""

from datetime import date

import pytest
from django.template.loader import render_to_string

from admm_site.core.clock import as_of
from admm_site.core.partial_dates import PartialDate
from admm_site.core.source_notes import number_sources
from admm_site.core.templatetags.source_notes import source_references
from tests.factories.documents import PortalDocumentFactory
from tests.factories.reference import CountryFactory


def country(**source):
    return CountryFactory.build(**source)


def numbers(record) -> list[int]:
    return [reference.note.number for reference in record.source_references]


def listed(*records) -> str:
    """Return the list of sources of a page with the records, as HTML."""
    notes = number_sources(records)
    return " ".join(render_to_string("components/source_notes.html", {"notes": notes}).split())


def test_sources_are_numbered_in_the_order_of_the_statements():
    first, second = country(source_name="MINDEF"), country(source_name="ANTARA")
    assert [(note.number, note.name) for note in number_sources([first, second])] == [
        (1, "MINDEF"),
        (2, "ANTARA"),
    ]
    assert (numbers(first), numbers(second)) == ([1], [2])


def test_the_same_paragraph_of_a_document_has_one_number(db):
    document = PortalDocumentFactory()
    same = [country(source_document=document, source_paragraph="4") for _ in range(2)]
    other = country(source_document=document, source_paragraph="5")
    assert len(number_sources([*same, other])) == 2
    assert [numbers(record) for record in (*same, other)] == [[1], [1], [2]]


def test_the_same_address_has_one_number_as_first_and_as_further_source():
    address = "https://mindef.example/"
    first = country(source_name="MINDEF", source_url=address)
    second = country(
        source_name="ANTARA", more_sources=[("page", {"name": "MINDEF Singapore", "url": address})]
    )
    assert len(number_sources([first, second])) == 2
    assert numbers(second) == [1, 2]


def test_a_statement_without_a_source_has_no_number():
    record = country()
    assert number_sources([record]) == []
    assert record.source_references == []


def test_remarks_of_editors_are_folded_under_their_source():
    html = listed(
        country(source_name="MINDEF", source_note="The date differs there."), country(source_name="MINDEF")
    )
    assert html.count("<li id") == 1
    assert (
        '<summary>About this source</summary> <ol> <li value="1"><p>The date differs there.</p></li>' in html
    )


def test_remarks_on_several_sources_are_in_one_fold_under_their_numbers():
    html = listed(
        country(source_name="MINDEF", source_note="The date differs there."),
        country(source_name="ANTARA"),
        country(source_name="Bernama", source_note="An opinion."),
    )
    assert html.count("<details>") == 1
    assert "About these sources" in html
    assert '<li value="3"><p>An opinion.</p></li>' in html


def test_a_remark_without_a_source_is_listed():
    html = listed(country(source_note="A forum post names the pair."))
    assert "No source was found." in html
    assert "A forum post names the pair." in html


def test_each_number_leads_to_its_source_and_back():
    records = [country(source_name="MINDEF"), country(source_name="MINDEF")]
    html = listed(*records)
    for record in records:
        number = source_references(record)
        [reference] = record.source_references
        assert (
            f'id="{reference.anchor}" href="#{reference.note.anchor}" aria-label="Source 1">1</a>' in number
        )
        assert f'href="#{reference.anchor}"' in html
    assert 'id="source-1"' in html


def test_a_document_is_listed_with_its_paragraph(db):
    document = PortalDocumentFactory(title="Joint Declaration")
    html = listed(country(source_document=document, source_paragraph="12 (c)"))
    link = f'<a href="{document.url}">Joint Declaration<span class="visually-hidden"> (PDF)</span></a>'
    assert f"{link}, paragraph 12 (c)" in html


@pytest.mark.parametrize(
    "name",
    ["<script>alert(1)</script>", '"><script>alert(1)</script>: title (2011)'],
    ids=["whole", "shortened"],
)
def test_markup_in_a_source_is_escaped(name):
    html = listed(country(source_name=name, source_url="https://mindef.example/", source_note="<img src=x>"))
    assert "<script>" not in html
    assert "<img" not in html


@pytest.mark.parametrize(
    ("name", "short_name"),
    [
        ("VietnamPlus: 13th ADMM issues declaration (July 2019)", "VietnamPlus, July 2019"),
        ("SGGP: Competency programme opens (13 September 2023)", "SGGP, 13 September 2023"),
        ("Myanmar Now: Australia pulls out: a report (2022)", "Myanmar Now, 2022"),
        (
            "Chiang Rai Times: Thailand hosts (11 July 2019), section on history",
            "Chiang Rai Times, 11 July 2019",
        ),
        ("China.org.cn (Xinhua, 12 July 2019): Joint Declaration", "China.org.cn (Xinhua, 12 July 2019)"),
        ("The Laotian Times: 9th EWG on HADR in Vientiane", ""),
        ("VOV World (French): L’ASEAN crée un réseau", ""),
        ("Joint Declaration of the 10th ADMM (text)", ""),
        ("Presentation on the AMRG (30 April 2018)", ""),
    ],
)
def test_a_source_is_listed_by_publisher_and_date_if_both_are_known(name, short_name):
    html = listed(country(source_name=name, source_url="https://news.example/"))
    if short_name:
        assert f'<a href="https://news.example/" title="{name}">{short_name}</a>' in html
    else:
        assert f'<a href="https://news.example/">{name}</a>' in html


def test_sources_of_one_publisher_and_date_are_listed_by_their_titles():
    names = [f"VietnamPlus: {title} (July 2019)" for title in ("First", "Second")]
    html = listed(*(country(source_name=name, source_url=f"https://{name[13]}.example/") for name in names))
    assert all(f">{name}</a>" in html for name in names)


@pytest.mark.parametrize("url", ["", "https://vnp.example/"])
def test_a_page_elsewhere_is_linked_if_its_address_is_known(url):
    html = listed(country(source_name="VietnamPlus", source_url=url))
    assert ('<a href="https://vnp.example/">VietnamPlus</a>' in html) == bool(url)
    assert "VietnamPlus" in html


def test_as_of_a_past_day_a_page_elsewhere_is_a_source_as_known_today():
    record = country(
        source_name="MINDEF", source_note="Found later.", more_sources=[("page", {"name": "ANTARA"})]
    )
    with as_of(date(2014, 5, 1)):
        html = listed(record)
    assert "MINDEF (as known today)" in html
    assert "Found later." not in html
    assert "ANTARA" not in html


def test_as_of_a_past_day_a_document_that_was_issued_by_then_is_a_source(db):
    document = PortalDocumentFactory(issued=PartialDate(2013, 5, 1))
    with as_of(date(2014, 5, 1)):
        html = listed(country(source_document=document))
    assert document.title in html
    assert "as known today" not in html
