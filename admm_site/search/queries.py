"""What a visitor typed, understood: words, "phrases", what is -excluded, and what means the same.

Whatever is typed gives a `Query`; of one that says nothing, `wanted` is empty. A `Term` is looked for in any
of its ways: each is a tuple of sequences, all of which must be there, the words of each side by side.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from admm_site.core.ordinals import ordinal

from .analysis import STOP_WORDS, Token, compound, decompound, tokenize
from .models import MAX_QUERY_LENGTH, Synonym, without_stop_words
from .normalization import plain_punctuation, strip_invisible

MAX_TERMS = 12
MAX_ORDINAL = 99
ACRONYM = r"\b(?:[^\W\d_]\. )+[^\W\d_]\b"  # `P. D. R.` is one word
CHUNK = re.compile(rf'(?P<no>-)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>{ACRONYM}[^\s"]*|[^\s"]+))')
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Single quotation marks around words; an apostrophe stands inside of a word or behind it.
SINGLE_QUOTED = re.compile(r"(?<!\w)'(?=\w)([^'\"]*)(?<=\w)'(?!\w)")

Sequence = tuple[str, ...]
Alternative = tuple[Sequence, ...]
Synonyms = Mapping[Sequence, frozenset[Sequence]]


@dataclass(frozen=True)
class Term:
    """`typed` is where it stands in the text of the query."""

    alternatives: tuple[Alternative, ...]
    typed: tuple[int, int] = (0, 0)
    is_phrase: bool = False

    @property
    def sequences(self) -> Iterator[Sequence]:
        return (sequence for way in self.alternatives for sequence in way)


@dataclass(frozen=True)
class Query:
    """Of `wanted`, `least` must be there, all unless it says; all of `required`, which is not weighed.

    `is_partial` where it asks for less than was typed.
    """

    text: str
    terms: tuple[Term, ...] = ()
    excluded_terms: tuple[Term, ...] = ()
    stems: Sequence = ()
    required_terms: tuple[Term, ...] = ()
    minimum_match: int = 0
    is_relaxed: bool = False

    def __bool__(self):
        return bool(self.terms)

    @property
    def sequences(self) -> set[Sequence]:
        """Everything that is to be highlighted."""
        terms = (*self.terms, *(term for term in self.required_terms if term.is_phrase))
        return {sequence for term in terms for sequence in term.sequences}

    def replace_term(self, term: Term, spelling: str) -> str:
        """What was typed, with `spelling` in place of the term."""
        start, end = term.typed
        return f"{self.text[:start]}{spelling}{self.text[end:]}"


def clean_query_text(text: str) -> str:
    """What was typed, in one line of readable characters and no longer than can be meant."""
    readable = strip_invisible(CONTROL.sub(" ", text[: 4 * MAX_QUERY_LENGTH]))
    return " ".join(readable.split())[:MAX_QUERY_LENGTH].rstrip()


def parse(text: str, synonyms: Synonyms | None = None) -> Query:
    text = clean_query_text(text)
    terms, excluded_terms, bare = [], [], []
    signs = SINGLE_QUOTED.sub(r'"\1"', plain_punctuation(text))
    for chunk in CHUNK.finditer(signs):
        found = _words_of(text, chunk)
        no = chunk["no"] and (chunk.start() == 0 or signs[chunk.start() - 1] in ' "')
        if not found:
            continue
        if no or chunk["phrase"] is not None:
            (excluded_terms if no else terms).append(_phrase(found))
        else:
            bare.append(found)
    loose = [word for found in bare for word in found]
    terms += _terms(loose, synonyms or {})
    stems = tuple(word.stem for word in loose) or next(iter(terms[0].sequences), ()) if terms else ()
    return Query(text, tuple(terms[:MAX_TERMS]), tuple(excluded_terms[:MAX_TERMS]) if terms else (), stems)


def load_synonyms() -> Synonyms:
    """Each term that has others of the same meaning, by the stems that tell."""
    groups = (synonym.sequences() for synonym in Synonym.objects.all())
    return {key: frozenset(group.values()) for group in groups for key in group}


def _words_of(text: str, chunk: re.Match) -> list[Token]:
    start, end = chunk.span("bare" if chunk["phrase"] is None else "phrase")
    return [
        word._replace(start=start + word.start, end=start + word.end) for word in tokenize(text[start:end])
    ]


def _phrase(found: list[Token]) -> Term:
    """With what has a hyphen as one word besides: so the text may have it."""
    sequence = tuple(word.stem for word in found)
    compound, position = [], 0
    while position < len(found):
        compound.append(found[position].joined or found[position].stem)
        position += 2 if found[position].joined else 1
    alternatives = dict.fromkeys(((sequence,), (tuple(compound),)))
    return Term(tuple(alternatives), (found[0].start, found[-1].end), is_phrase=True)


def _terms(loose: list[Token], synonyms: Synonyms) -> Iterator[Term]:
    telling_words = [word for word in loose if word.stem not in STOP_WORDS] or loose
    others = _other_spellings(loose)
    longest = max(map(len, synonyms), default=1)
    position = 0
    while position < len(telling_words):
        for length in range(min(longest, len(telling_words) - position), 0, -1):
            some = telling_words[position : position + length]
            if length == 1 or tuple(word.stem for word in some) in synonyms:
                yield _term(some, synonyms, others)
                position += length
                break


def _other_spellings(loose: list[Token]) -> dict[Token, list[Sequence]]:
    """What each word may be written as: in one with that beside it, or in two."""
    others = {word: [apart] for word in loose if (apart := decompound(word))}
    for first, second in pairwise(loose):
        if (joined := compound(first, second)) and not {first.stem, second.stem} & STOP_WORDS:
            others.setdefault(first, []).append((joined,))
            others.setdefault(second, []).append((joined,))
    return others


def _term(some: list[Token], synonyms: Synonyms, spellings: Mapping[Token, list[Sequence]]) -> Term:
    key = tuple(word.stem for word in some)
    own = tuple((stem,) for stem in key)
    others = [(one,) for one in sorted(synonyms.get(key, ())) if without_stop_words(one) != key]
    if len(some) == 1:
        others += [(sequence,) for sequence in spellings.get(some[0], ())]
    if len(key) == 1 and key[0].isdecimal() and 0 < int(key[0]) <= MAX_ORDINAL:
        others.append(((ordinal(int(key[0])),),))
    return Term((own, *others), (some[0].start, some[-1].end))
