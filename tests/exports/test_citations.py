"""Citations of documents: APA and Chicago as text; BibTeX and RIS, parsed by other libraries."""

import bibtexparser
import pytest
import rispy

from admm_site.core.partial_dates import PartialDate
from admm_site.exports.citation_formats import Reference, apa, bibtex, chicago, ris

ADDRESS = "https://admm.example.org/documents/joint-declaration/"

MEAN_TITLES = {
    "quotation marks": 'Declaration on “peace” & "stability"',
    "TeX commands": r"100 % of $5 \input{/etc/passwd} #1 a_b ^c ~d",
    "braces that do not match": "A {title} with } and {",
    "letters of all scripts": "Tuyên bố chung của các Bộ trưởng · ဒေါ် · 国防",
    "lines": "Declaration\nER  - \nTY  - BOOK",
    "an entry of its own": "x}}, }\n@book{evil, title={y}}",
    "a comma and an at": "Peace, stability and @home = “x”",
}


def reference(**changes) -> Reference:
    fields = {
        "key": "joint-declaration",
        "title": "Joint Declaration on Cooperation",
        "author": "ASEAN Defence Ministers’ Meeting",
        "issued": PartialDate(2011, 5, 19),
        "symbol": "ADMM/5/1",
        "language": "en",
        "url": ADDRESS,
    }
    return Reference(**fields | changes)


def parsed_bibtex(text: str):
    library = bibtexparser.parse_string(text)
    assert not library.failed_blocks
    (entry,) = library.entries
    return entry


APA = {
    "to the day": (
        {},
        "ASEAN Defence Ministers’ Meeting. (2011, May 19). Joint Declaration on Cooperation (ADMM/5/1).",
    ),
    "to the month": (
        {"issued": PartialDate(2011, 5), "symbol": ""},
        "(2011, May). Joint Declaration on Cooperation.",
    ),
    "to the year": ({"issued": PartialDate(2011)}, "(2011). Joint"),
    "undated": ({"issued": None}, "(n.d.). Joint"),
    "of no known body": ({"author": ""}, "Joint Declaration on Cooperation (ADMM/5/1). (2011, May 19)."),
}


@pytest.mark.parametrize(("changes", "words"), APA.values(), ids=APA)
def test_apa_names_body_date_title_and_address(changes, words):
    citation = apa(reference(**changes))
    assert words in citation
    assert citation.endswith(f". ADMM portal. {ADDRESS}")


CHICAGO = {
    "to the day": (
        {},
        "Meeting. Joint Declaration on Cooperation. ADMM/5/1. ADMM portal. May 19, 2011. https",
    ),
    "to the month": ({"issued": PartialDate(2011, 5)}, "ADMM portal. May 2011. https"),
    "to the year": ({"issued": PartialDate(2011)}, "ADMM portal. 2011. https"),
    "undated": ({"issued": None}, "ADMM portal. n.d. https"),
    "of no known body": ({"author": "", "symbol": ""}, "Joint Declaration on Cooperation. ADMM portal."),
}


@pytest.mark.parametrize(("changes", "words"), CHICAGO.values(), ids=CHICAGO)
def test_chicago_names_body_title_date_and_address(changes, words):
    citation = chicago(reference(**changes))
    assert words in citation
    assert citation.endswith(f"{ADDRESS}.")


def test_a_title_that_ends_a_sentence_has_one_full_stop():
    assert "Stop. ADMM" in apa(reference(title="Stop.", symbol=""))
    assert "Who? ADMM" in chicago(reference(title="Who?", symbol=""))


def test_bibtex_is_read_by_a_parser():
    entry = parsed_bibtex(bibtex(reference()))
    fields = {field.key: field.value for field in entry.fields}
    assert (entry.entry_type, entry.key) == ("misc", "joint-declaration")
    assert fields["title"] == "{Joint Declaration on Cooperation}"
    assert fields["author"] == "{ASEAN Defence Ministers’ Meeting}"
    assert (fields["year"], fields["month"], fields["day"]) == ("2011", "may", "19")
    assert (fields["number"], fields["url"]) == ("ADMM/5/1", ADDRESS)


@pytest.mark.parametrize("date", [None, PartialDate(2011), PartialDate(2011, 5)], ids=str)
def test_bibtex_says_no_more_of_the_date_than_is_known(date):
    fields = parsed_bibtex(bibtex(reference(issued=date))).fields_dict
    assert ("year" in fields, "month" in fields, "day" in fields) == (
        date is not None,
        bool(date and date.month),
        False,
    )


@pytest.mark.parametrize("title", MEAN_TITLES.values(), ids=MEAN_TITLES)
def test_bibtex_holds_any_title(title):
    entry = parsed_bibtex(bibtex(reference(title=" ".join(title.split()))))
    written_title = entry.fields_dict["title"].value
    assert written_title.count("{") == written_title.count("}")
    assert len(entry.fields) == 9
    plain = written_title
    for command, character in (
        (r"\textbackslash{}", "\0"),
        (r"\textbraceleft{}", "{"),
        (r"\textbraceright{}", "}"),
        (r"\textasciitilde{}", "~"),
        (r"\textasciicircum{}", "^"),
        *((f"\\{character}", character) for character in "&%$#_"),
        ("\0", "\\"),
    ):
        plain = plain.replace(command, character)
    assert plain == f"{{{' '.join(title.split())}}}"


def test_ris_is_read_by_a_parser():
    (entry,) = rispy.loads(ris(reference()))
    assert entry["type_of_reference"] == "RPRT"
    assert (entry["title"], entry["authors"]) == (
        "Joint Declaration on Cooperation",
        ["ASEAN Defence Ministers’ Meeting"],
    )
    assert (entry["year"], entry["date"]) == ("2011", "2011/05/19/")
    assert (entry["urls"], entry["publisher"]) == ([ADDRESS], "ADMM portal")


DATES = {"2011": PartialDate(2011), "2011/05": PartialDate(2011, 5), "2011/05/19": PartialDate(2011, 5, 19)}


@pytest.mark.parametrize(("begin", "date"), DATES.items(), ids=DATES)
def test_ris_says_no_more_of_the_date_than_is_known(begin, date):
    (entry,) = rispy.loads(ris(reference(issued=date)))
    assert entry["date"].rstrip("/") == begin
    assert entry["date"].count("/") == 3


@pytest.mark.parametrize("title", MEAN_TITLES.values(), ids=MEAN_TITLES)
def test_ris_holds_any_title(title):
    (entry,) = rispy.loads(ris(reference(title=" ".join(title.split()))))
    assert entry["title"] == " ".join(title.split())
