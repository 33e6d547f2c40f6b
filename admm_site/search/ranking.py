"""Which of what was found comes first. The rule is the portal's own, so that all databases have the same.

In this order of weight: the title is what was asked; the title holds it; the text holds it often, or in the
same order; and, where words don't decide, what the thing is (`choices.WEIGHTS`) and how new it is.
"""

import re

from .analysis import COMPOUND_SEPARATOR, analyze_for_index
from .choices import WEIGHTS
from .queries import Alternative, Query, Term

IS_TITLE, IN_TITLE, TITLE_SHARE, SIDE_BY_SIDE, OFTEN, KIND = 12.0, 5.0, 4.0, 2.0, 3.0, 2.5
ACRONYM = re.compile(r"\s*\(([^()\s]{2,20})\)")


def score(query: Query, kind: str, name: str, words: str) -> float:
    """How well a passage answers: `name` is its title, `words` the stems of title and text."""
    titles = _titles(name)
    text = f" {words} "
    return (
        max(_title_score(query, title) for title in titles)
        + SIDE_BY_SIDE * (len(query.stems) > 1 and f" {' '.join(query.stems)} " in text)
        + OFTEN * _frequency(query, text)
        + KIND * WEIGHTS[kind] / 10
    )


def _titles(name: str) -> list[str]:
    """The title as it is indexed and, of one with its acronym behind it, each of the two alone."""
    acronym = ACRONYM.search(name)
    names = (name, ACRONYM.sub("", name), acronym[1]) if acronym else (name,)
    return [analyze_for_index(one) for one in names if one]


def _title_score(query: Query, title: str) -> float:
    length = len(title.partition(COMPOUND_SEPARATOR)[0].split())
    if not length:
        return 0.0
    said = f" {title} "
    matched = [max(_matched(way, said) for way in term.alternatives) for term in query.terms]
    if not any(matched):
        return 0.0
    share = min(sum(matched) / length, 1.0)
    if all(matched):
        return IN_TITLE + TITLE_SHARE * share + IS_TITLE * (share == 1.0)
    return TITLE_SHARE * share * sum(map(bool, matched)) / len(matched)


def _matched(way: Alternative, said: str) -> int:
    """How many words of `said` are a way of the term; 0 unless all of it is there."""
    return sum(map(len, way)) if all(f" {' '.join(one)} " in said for one in way) else 0


def _frequency(query: Query, text: str) -> float:
    """From 0 to 1: how often what is wanted occurs, long texts having more room for it."""
    counts = [_occurrences(term, text) for term in query.terms]
    length = 1 + text.count(" ") / 200
    return sum(count / (count + length) for count in counts) / len(counts)


def _occurrences(term: Term, text: str) -> int:
    return sum(text.count(f" {' '.join(one)} ") for one in set(term.sequences))
