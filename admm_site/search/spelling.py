"""Spelling correction: the nearest spelling of a word that no public passage holds.

A word with one error is right on one side of it, so candidates begin or end with the same letters. Each is
searched for first: a word that is only in hidden content is never suggested, and suggestions don't reveal
that it is there.
"""

from itertools import chain, compress

from django.db.models import Q
from rapidfuzz.distance import OSA

from .analysis import surface_forms
from .execute import queries_with_results
from .models import Spelling
from .queries import Query, Synonyms, Term, parse

MIN_LENGTH, LONG_LENGTH = 4, 8  # letters; long words may have two errors
MAX_WORDS, MAX_CANDIDATES = 4, 3


def correct_query(query: Query, synonyms: Synonyms) -> Query | None:
    """Return the query with its misspelled words corrected, or None if there is nothing to correct."""
    candidates = [term for term in query.terms if not term.is_phrase and _word(query, term)][:MAX_WORDS]
    nearest = _nearest({_word(query, term) for term in candidates})
    if not any(nearest.values()):
        return None
    public = public_words({*nearest, *chain.from_iterable(nearest.values())})
    corrected = query
    candidates.sort(key=lambda term: term.span, reverse=True)  # from the end: positions stay valid
    for term in candidates:
        word = _word(query, term)
        suggestion = next(filter(public.__contains__, nearest[word]), "") if word not in public else ""
        if suggestion:
            corrected = parse(corrected.replace_term(term, _match_case(query, term, suggestion)), synonyms)
    return corrected if corrected.text != query.text else None


def _match_case(query: Query, term: Term, suggestion: str) -> str:
    typed = query.text[slice(*term.span)]
    return suggestion.upper() if typed.isupper() else suggestion.title() if typed.istitle() else suggestion


def _word(query: Query, term: Term) -> str:
    """Return the word of a term that can be corrected: a single word, of letters only, and long enough."""
    forms = surface_forms(query.text[slice(*term.span)])
    return forms[0] if len(forms) == 1 and len(forms[0]) >= MIN_LENGTH and forms[0].isalpha() else ""


def _nearest(words: set[str]) -> dict[str, list[str]]:
    """Return the nearest spellings of each word without the word itself, by one query for all."""
    if not words:
        return {}
    condition = Q()
    for word in words:
        length = (len(word) - 2) // 2
        condition |= Q(word__startswith=word[:length]) | Q(word__endswith=word[-length:])
    spellings = list(Spelling.objects.filter(condition).values_list("word", flat=True))
    return {word: _closest(word, spellings) for word in words}


def _closest(word: str, spellings: list[str]) -> list[str]:
    errors = 2 if len(word) >= LONG_LENGTH else 1
    distances = {
        spelling: distance
        for spelling in spellings
        if spelling != word and (distance := OSA.distance(word, spelling, score_cutoff=errors)) <= errors
    }
    nearest = sorted(distances, key=lambda spelling: (distances[spelling], spelling[0] != word[0], spelling))
    return nearest[:MAX_CANDIDATES]


def public_words(words: set[str]) -> set[str]:
    """Return the words that at least one public passage holds."""
    words = sorted(words)
    has_results = queries_with_results([parse(word) for word in words])
    return set(compress(words, has_results))
