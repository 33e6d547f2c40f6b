"""The nearest spelling of a word that nothing public holds.

A word spelled wrong in one place is right on one side of it, so that what it was meant to be begins or ends
alike. What is offered is looked for first: a word that stands only in what is not public is never shown, and
that it stands there can't be told from what is offered.
"""

from itertools import chain

from django.db.models import Q
from rapidfuzz.distance import OSA

from .analysis import surface_forms
from .execute import queries_with_results
from .models import Spelling
from .queries import Query, Synonyms, Term, parse

MIN_LENGTH, LONG_LENGTH = (
    4,
    8,
)  # letters: shorter words are left as they are, in long ones two errors are forgiven
MAX_WORDS, MAX_CANDIDATES = 4, 3


def correct_query(query: Query, synonyms: Synonyms) -> Query | None:
    """The query with the words that nothing public holds spelled as the nearest that something does."""
    doubtful = [term for term in query.terms if not term.is_phrase and _letters(query, term)][:MAX_WORDS]
    nearest = _nearest({_letters(query, term) for term in doubtful})
    if not any(nearest.values()):
        return None
    found = public_words({*nearest, *chain.from_iterable(nearest.values())})
    right = query
    for term in sorted(doubtful, key=lambda one: one.typed, reverse=True):  # from the end: places stay true
        word = _letters(query, term)
        offered = next((one for one in nearest[word] if one in found), "") if word not in found else ""
        if offered:
            right = parse(right.replace_term(term, _written_like(query, term, offered)), synonyms)
    return right if right.text != query.text else None


def _written_like(query: Query, term: Term, offered: str) -> str:
    typed = query.text[slice(*term.typed)]
    return offered.upper() if typed.isupper() else offered.title() if typed.istitle() else offered


def _letters(query: Query, term: Term) -> str:
    """The word as typed, if it is one that can be spelled wrong."""
    start, end = term.typed
    found = surface_forms(query.text[start:end])
    return found[0] if len(found) == 1 and len(found[0]) >= MIN_LENGTH and found[0].isalpha() else ""


def _nearest(words: set[str]) -> dict[str, list[str]]:
    """For each word the spellings nearest to it, itself left out: one query for all."""
    if not words:
        return {}
    condition = Q()
    for word in words:
        same = (len(word) - 2) // 2
        condition |= Q(word__startswith=word[:same]) | Q(word__endswith=word[-same:])
    known = list(Spelling.objects.filter(condition).values_list("word", flat=True))
    return {word: _closest(word, known) for word in words}


def _closest(word: str, known: list[str]) -> list[str]:
    errors = 2 if len(word) >= LONG_LENGTH else 1
    distances = {
        one: distance
        for one in known
        if one != word and (distance := OSA.distance(word, one, score_cutoff=errors)) <= errors
    }
    return sorted(distances, key=lambda one: (distances[one], one[0] != word[0], one))[:MAX_CANDIDATES]


def public_words(words: set[str]) -> set[str]:
    """Those that some public passage holds."""
    asked = sorted(words)
    found = queries_with_results([parse(word) for word in asked])
    return {word for word, is_found in zip(asked, found, strict=True) if is_found}
