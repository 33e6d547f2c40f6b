"""What is looked for instead where nothing public holds all the words: what holds most of them.

Words that only ask (`who`, `where`, `did`, the `status` of a thing) are dropped first. How many words are
enough is found out among what the public may see, so that nobody can tell whether a hidden page holds
them all.
"""

from dataclasses import replace

from .analysis import analyze
from .answers import STATUS_WORDS
from .execute import queries_with_results
from .queries import Query

QUESTION_WORDS = STATUS_WORDS | frozenset(
    analyze(
        "who whom whose what which when where why how do does did done has have had can could should would"
        " will may there any about tell me us show find list give please know I we you they he she"
    )
)
MAX_WORDS = 8  # of the words of a query: what is asked of the index grows with their combinations


def relax_query(query: Query) -> Query | None:
    """Return the query for what holds most of its words, or None where nothing public does."""
    phrases = tuple(term for term in query.terms if term.is_phrase)
    loose = tuple(term for term in query.terms if not term.is_phrase)
    telling = tuple(term for term in loose if not _asks(term))
    has_dropped = len(telling) < len(loose)
    candidates = _candidates(replace(query, is_relaxed=True), telling[:MAX_WORDS], phrases, has_dropped)
    found = queries_with_results(candidates)
    return next((one for one, is_found in zip(candidates, found, strict=True) if is_found), None)


def _candidates(query: Query, telling: tuple, phrases: tuple, has_dropped: bool) -> list[Query]:
    """Return the queries to try, those that ask for more words first; all of them for more than half."""
    if not telling:
        return [replace(query, terms=phrases)] if phrases and has_dropped else []
    most = len(telling) if has_dropped else len(telling) - 1
    return [
        replace(query, terms=telling, required_terms=phrases, minimum_match=number)
        for number in range(most, len(telling) // 2, -1)
    ]


def _asks(term) -> bool:
    return all(stem in QUESTION_WORDS for stem in next(iter(term.sequences)))
