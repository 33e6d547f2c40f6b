"""Relax a query that no public passage matches in full: search for most of its words.

Question words (`who`, `where`, `did`, the `status` of a thing) are dropped first. How many words must match
is decided among public passages, so that a hidden page that holds them all changes nothing.
"""

from dataclasses import replace

from .analysis import analyze
from .answers import STATUS_WORDS
from .execute import queries_with_results
from .queries import Query, Term
from .questions import QUESTION_WORDS

DROPPED_WORDS = QUESTION_WORDS | STATUS_WORDS | set(analyze("may us evolve evolved become became"))
MAX_TERMS = 8  # the index is asked for each combination of them


def relax_query(query: Query) -> Query | None:
    """Return the query for most of the words of this query, or None if no public passage matches it."""
    phrases = tuple(term for term in query.terms if term.is_phrase)
    words = tuple(term for term in query.terms if not term.is_phrase)
    content_words = tuple(term for term in words if not _is_dropped(term))
    candidates = _candidates(
        replace(query, is_relaxed=True), content_words[:MAX_TERMS], phrases, len(content_words) < len(words)
    )
    return next((query for query in candidates if queries_with_results([query])[0]), None)


def _candidates(
    query: Query, words: tuple[Term, ...], phrases: tuple[Term, ...], is_shortened: bool
) -> list[Query]:
    """Return the queries to try, those for more words first, each for more than half of the words."""
    if not words:
        return [replace(query, terms=phrases)] if phrases and is_shortened else []
    most = len(words) if is_shortened else len(words) - 1
    return [
        replace(query, terms=words, required_terms=phrases, minimum_match=number)
        for number in range(most, len(words) // 2, -1)
    ]


def _is_dropped(term: Term) -> bool:
    return all(stem in DROPPED_WORDS for stem in next(iter(term.sequences)))
