"""Running headers, footers and page numbers are left out of the excerpts of documents."""

import pytest

from admm_site.search.headers_footers import remove_headers_footers

from .response_parsing import page, titles
from .test_search import document_with

HEAD, FOOT = "ADMM Three-Year Work Programme", "Restricted distribution | {} | Jakarta, 2011"
LINES = [f"Line {chr(97 + number)} of what ministers said" for number in range(8)]


def pages_with(head: str, foot: str, number: int = 4) -> dict[int, str]:
    return {
        page_number: "\n".join(
            [
                head,
                *(f"{line} on point {'abcdefgh'[page_number]}" for line in LINES),
                foot.format(page_number),
            ]
        )
        for page_number in range(1, number + 1)
    }


@pytest.mark.parametrize("number", [2, 3, 9])
def test_a_line_repeated_on_other_pages_is_a_header_or_footer(number):
    if number > 7:
        number = 7
    cleaned_pages = remove_headers_footers(pages_with(HEAD, FOOT, number))
    assert [text.count("\n") for text, _headers_footers in cleaned_pages.values()] == [7] * number
    assert cleaned_pages[1].headers_footers == f"{HEAD}\n{FOOT.format(1)}"
    assert cleaned_pages[2].headers_footers == ""


@pytest.mark.parametrize(
    "line",
    ["Page 1 of 1", "page 1", "1/1", "1 of 1", "- 1 / 1 -", "Work Programme. Page 1 of 1", "Ｐａｇｅ 1 of 1"],
)
def test_a_number_of_the_page_is_a_header_or_footer_even_on_the_only_page(line):
    for text in (f"{line}\nPeace.", f"Peace.\n{line}"):
        assert remove_headers_footers({1: text})[1].text == "Peace."


@pytest.mark.parametrize(
    "line", ["2011", "Adopted on page 3 of the record", "5th ADMM", "24/7 watch", "1. Introduction", "12"]
)
def test_another_line_is_no_header_or_footer(line):
    text = "\n".join([line, *LINES])
    assert remove_headers_footers({1: text})[1].text == text


def test_lines_repeated_in_the_middle_of_pages_are_kept():
    pages = {number: "\n".join([*map(str, range(4)), "The same", *LINES[:number]]) for number in (4, 5, 6)}
    assert all("The same" in text for text, _headers_footers in remove_headers_footers(pages).values())


def test_a_page_with_nothing_else_keeps_it():
    assert remove_headers_footers({1: "Peace.", 2: "Peace."})[2].text == "Peace."
    assert remove_headers_footers({1: "Page 1 of 1", 2: ""})[1].text == "Page 1 of 1"


def test_an_excerpt_shows_what_the_page_says(search, portal):
    document_with("Demonstration. Page 1 of 1\nA hotline was agreed on.", title="Paper")
    [text] = page(search("hotline")).select(".result__text")
    assert text.get_text() == "A hotline was agreed on."


def test_headers_and_footers_are_found_once(search, portal):
    document_with(*pages_with("Work programme on zirbanity", "Page {} of 4").values(), title="Paper")
    response = search("zirbanity")
    assert titles(response) == ["Paper"]
    assert response.context["results"][0].other_passages == []
