"""Remove running headers and footers, and page numbers, from the text of a document.

A line at the top or bottom of a page is one where it appears again on other pages but for its digits, or
where it numbers the page.
"""

import re
from collections import Counter
from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from .normalization import normalize

EDGE_LINES = 3  # at the top, and at the bottom
MAX_LINE_LENGTH = 250
MIN_PAGE_SHARE = 0.4  # headers may differ between left and right pages
MIN_PART_LENGTH = 20  # characters of a line that repeats a part of a longer header
PAGE_NUMBER = re.compile(
    r"(?:^|\s)page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?\W*$|^\W*\d{1,4} ?(?:of|/) ?\d{1,4}\W*$"
)
WORD = re.compile(r"[^\W_]+")


class PageBody(NamedTuple):
    """The text of a page, and the header and footer lines that no page before it has."""

    text: str
    headers_footers: str = ""


def remove_headers_footers(pages: Mapping[int, str]) -> dict[int, PageBody]:
    """Return each page without headers and footers; a page that has nothing else keeps them."""
    lines = {number: [line for line in text.split("\n") if line.strip()] for number, text in pages.items()}
    headers_footers = _find_headers_footers(lines.values())
    seen: set[str] = set()
    return {number: _page_body(pages[number], lines[number], headers_footers, seen) for number in pages}


def _page_body(text: str, lines: list[str], headers_footers: set[str], seen: set[str]) -> PageBody:
    edges = {index for index in range(len(lines)) if index < EDGE_LINES or index >= len(lines) - EDGE_LINES}
    removed = [index for index in sorted(edges) if _is_header_footer(lines[index], headers_footers)]
    if not removed or len(removed) == len(lines):
        return PageBody(text)
    first_seen = [lines[index] for index in removed if _line_key(lines[index]) not in seen]
    seen.update(_line_key(line) for line in first_seen)
    body = [line for index, line in enumerate(lines) if index not in removed]
    return PageBody("\n".join(body), "\n".join(first_seen))


def _find_headers_footers(pages) -> set[str]:
    """Return the keys of lines at the edge of several pages, and of lines that number a page."""
    pages = list(pages)
    counted = Counter(key for lines in pages for key in {_line_key(line) for line in _edge_lines(lines)})
    minimum = max(2, ceil(MIN_PAGE_SHARE * len(pages)))
    numbered = {_line_key(line) for lines in pages for line in _edge_lines(lines) if _is_page_number(line)}
    return {key for key, count in counted.items() if count >= minimum} | numbered


def _edge_lines(lines: list[str]) -> list[str]:
    edges = lines if len(lines) <= 2 * EDGE_LINES else [*lines[:EDGE_LINES], *lines[-EDGE_LINES:]]
    return [line for line in edges if len(line) <= MAX_LINE_LENGTH]


def _is_header_footer(line: str, headers_footers: set[str]) -> bool:
    key = _line_key(line)
    is_part = len(key) >= MIN_PART_LENGTH and any(key in longer for longer in headers_footers)
    return is_part or key in headers_footers


def _is_page_number(line: str) -> bool:
    return bool(PAGE_NUMBER.search(normalize(line.strip())))


def _line_key(line: str) -> str:
    """Return the words of a line without regard to its numbers."""
    return " ".join(WORD.findall(re.sub(r"\d+", "0", normalize(line))))
