"""Rank passages by a rule of the portal's own, so that all databases return the same order.

What counts, most first: the title is the query; the title holds the query; the text holds its words often,
or in the same order; the kind of the passage (`SEARCH_WEIGHTS`).
"""

import re
from functools import lru_cache

from admm_site.core.searchable import SEARCH_WEIGHTS

from .analysis import COMPOUND_SEPARATOR, analyze_for_index
from .queries import Alternative, Query, Term

IS_TITLE, IN_TITLE, TITLE_SHARE, SIDE_BY_SIDE, OFTEN, KIND = 12.0, 5.0, 4.0, 2.0, 3.0, 2.5
ACRONYM = re.compile(r"\s*\(([^()\s]{2,20})\)")


def score(query: Query, kind: str, name: str, analyzed_text: str) -> float:
    """Return the score of a passage; `analyzed_text` has the stems of its title and text."""
    titles = _titles(name)
    text = f" {analyzed_text} "
    return (
        max(_title_score(query, title) for title in titles)
        + SIDE_BY_SIDE * (len(query.stems) > 1 and f" {' '.join(query.stems)} " in text)
        + OFTEN * _frequency(query, text)
        + KIND * SEARCH_WEIGHTS[kind] / 10
    )


@lru_cache(maxsize=2_000)
def _titles(name: str) -> tuple[str, ...]:
    """Return the analyzed title and, if it ends with its acronym, each of the two alone.

    Cached, because each search ranks up to thousands of passages, and many of them have the same titles.
    """
    acronym = ACRONYM.search(name)
    names = (name, ACRONYM.sub("", name), acronym[1]) if acronym else (name,)
    return tuple(analyze_for_index(title) for title in names if title)


def _title_score(query: Query, title: str) -> float:
    length = len(title.partition(COMPOUND_SEPARATOR)[0].split())
    if not length:
        return 0.0
    padded = f" {title} "
    matched = [
        max(_matched_words(alternative, padded) for alternative in term.alternatives) for term in query.terms
    ]
    if not any(matched):
        return 0.0
    share = min(sum(matched) / length, 1.0)
    if all(matched):
        return IN_TITLE + TITLE_SHARE * share + IS_TITLE * (share == 1.0)
    return TITLE_SHARE * share * sum(map(bool, matched)) / len(matched)


def _matched_words(alternative: Alternative, text: str) -> int:
    """Return the number of words of an alternative; 0 unless the text holds all of it."""
    is_matched = all(f" {' '.join(sequence)} " in text for sequence in alternative)
    return sum(map(len, alternative)) if is_matched else 0


def _frequency(query: Query, text: str) -> float:
    """Return the frequency of the terms relative to the length of the text, from 0 to 1."""
    counts = [_occurrences(term, text) for term in query.terms]
    length = 1 + text.count(" ") / 200
    return sum(count / (count + length) for count in counts) / len(counts)


def _occurrences(term: Term, text: str) -> int:
    return sum(text.count(f" {' '.join(sequence)} ") for sequence in set(term.sequences))
