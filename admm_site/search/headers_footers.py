"""Running heads and feet of the pages of a document, and their numbers, told from what the pages say.

They stand at the top or the bottom, and again on other pages but for their digits; or they number the page.
"""

import re
from collections import Counter
from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from .normalization import normalize

EDGE = 3  # lines at the top, and at the bottom, among which furniture is looked for
LONGEST_LINE = 250
SHARE = 0.4  # of the pages: heads may differ between left and right
SHORTEST_PART = 20  # characters of a line that says what a longer one of the furniture says
NUMBERED = re.compile(r"(?:^|\s)page \d{1,4}(?: ?(?:of|/) ?\d{1,4})?\W*$|^\W*\d{1,4} ?(?:of|/) ?\d{1,4}\W*$")
WORD = re.compile(r"[^\W_]+")


class PageText(NamedTuple):
    """What a page says, and the furniture that stands on it for the first time, so that it is found too."""

    text: str
    furniture: str = ""


def remove_headers_footers(pages: Mapping[int, str]) -> dict[int, PageText]:
    """Return what each page says without its furniture; a page that has nothing else keeps it."""
    lines = {number: [line for line in text.split("\n") if line.strip()] for number, text in pages.items()}
    furniture = _furniture(lines.values())
    seen: set[str] = set()
    return {number: _page(pages[number], lines[number], furniture, seen) for number in pages}


def _page(text: str, lines: list[str], furniture: set[str], seen: set[str]) -> PageText:
    edges = {place for place in range(len(lines)) if place < EDGE or place >= len(lines) - EDGE}
    removed = [place for place in sorted(edges) if _is_in(lines[place], furniture)]
    if not removed or len(removed) == len(lines):
        return PageText(text)
    new = [lines[place] for place in removed if _key(lines[place]) not in seen]
    seen.update(_key(line) for line in new)
    kept = [line for place, line in enumerate(lines) if place not in removed]
    return PageText("\n".join(kept), "\n".join(new))


def _furniture(pages) -> set[str]:
    """Return the keys of lines that stand at the edge of several pages, and of those that number one."""
    pages = list(pages)
    counted = Counter(key for lines in pages for key in {_key(line) for line in _edges(lines)})
    minimum_match = max(2, ceil(SHARE * len(pages)))
    numbered = {_key(line) for lines in pages for line in _edges(lines) if _is_numbered(line)}
    return {key for key, count in counted.items() if count >= minimum_match} | numbered


def _edges(lines: list[str]) -> list[str]:
    edges = lines if len(lines) <= 2 * EDGE else [*lines[:EDGE], *lines[-EDGE:]]
    return [line for line in edges if len(line) <= LONGEST_LINE]


def _is_in(line: str, furniture: set[str]) -> bool:
    key = _key(line)
    return key in furniture or (len(key) >= SHORTEST_PART and any(key in longer for longer in furniture))


def _is_numbered(line: str) -> bool:
    return bool(NUMBERED.search(normalize(line.strip())))


def _key(line: str) -> str:
    """What a line has in common with the same on another page: its words, whatever its numbers."""
    return " ".join(WORD.findall(re.sub(r"\d+", "0", normalize(line))))
