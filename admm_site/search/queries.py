"""What a visitor typed, understood: words, "phrases", what is -excluded, and what means the same.

Whatever is typed gives a `Query`; of one that says nothing, `wanted` is empty. A `Term` is looked for in any
of its ways: each is a tuple of sequences, all of which must be there, the words of each side by side.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .models import LONGEST_QUERY, Synonym, telling
from .words import STOP_WORDS, Word, ordinal, words

MOST_TERMS = 12
HIGHEST_ORDINAL = 99
CHUNK = re.compile(r'(?P<no>-)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>[^\s"]+))')
UNFIT = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

Sequence = tuple[str, ...]
Way = tuple[Sequence, ...]
Synonyms = Mapping[Sequence, frozenset[Sequence]]


@dataclass(frozen=True)
class Term:
    """`typed` is where it stands in the text of the query."""

    ways: tuple[Way, ...]
    typed: tuple[int, int] = (0, 0)
    is_phrase: bool = False

    @property
    def sequences(self) -> Iterator[Sequence]:
        return (sequence for way in self.ways for sequence in way)


@dataclass(frozen=True)
class Query:
    text: str
    wanted: tuple[Term, ...] = ()
    unwanted: tuple[Term, ...] = ()
    stems: Sequence = ()

    def __bool__(self):
        return bool(self.wanted)

    @property
    def sequences(self) -> set[Sequence]:
        """Everything that is to be highlighted."""
        return {sequence for term in self.wanted for sequence in term.sequences}

    def replacing(self, term: Term, spelling: str) -> str:
        """What was typed, with `spelling` in place of the term."""
        start, end = term.typed
        return f"{self.text[:start]}{spelling}{self.text[end:]}"


def cleaned(text: str) -> str:
    """What was typed, in one line of readable characters and no longer than can be meant."""
    return " ".join(UNFIT.sub(" ", text[: 4 * LONGEST_QUERY]).split())[:LONGEST_QUERY]


def parse(text: str, synonyms: Synonyms | None = None) -> Query:
    text = cleaned(text)
    wanted, unwanted, bare = [], [], []
    for chunk in CHUNK.finditer(text):
        found = _words_of(chunk)
        no = chunk["no"] and (chunk.start() == 0 or text[chunk.start() - 1] in ' "')
        if not found:
            continue
        if no or chunk["phrase"] is not None:
            (unwanted if no else wanted).append(_phrase(found))
        else:
            bare.append(found)
    loose = [word for found in bare for word in found]
    wanted += _terms(loose, synonyms or {})
    stems = tuple(word.stem for word in loose) or next(iter(wanted[0].sequences), ()) if wanted else ()
    return Query(text, tuple(wanted[:MOST_TERMS]), tuple(unwanted[:MOST_TERMS]) if wanted else (), stems)


def load_synonyms() -> Synonyms:
    """Each term that has others of the same meaning, by the stems that tell."""
    groups = (synonym.sequences() for synonym in Synonym.objects.all())
    return {key: frozenset(group.values()) for group in groups for key in group}


def _words_of(chunk: re.Match) -> list[Word]:
    name = "bare" if chunk["phrase"] is None else "phrase"
    shift = chunk.start(name)
    return [Word(shift + word.start, shift + word.end, word.stem) for word in words(chunk[name])]


def _phrase(found: list[Word]) -> Term:
    sequence = tuple(word.stem for word in found)
    return Term(((sequence,),), (found[0].start, found[-1].end), is_phrase=True)


def _terms(loose: list[Word], synonyms: Synonyms) -> Iterator[Term]:
    telling_words = [word for word in loose if word.stem not in STOP_WORDS] or loose
    longest = max(map(len, synonyms), default=1)
    position = 0
    while position < len(telling_words):
        for length in range(min(longest, len(telling_words) - position), 0, -1):
            some = telling_words[position : position + length]
            if length == 1 or tuple(word.stem for word in some) in synonyms:
                yield _term(some, synonyms)
                position += length
                break


def _term(some: list[Word], synonyms: Synonyms) -> Term:
    key = tuple(word.stem for word in some)
    own = tuple((stem,) for stem in key)
    others = [(one,) for one in sorted(synonyms.get(key, ())) if telling(one) != key]
    if len(key) == 1 and key[0].isdecimal() and 0 < int(key[0]) <= HIGHEST_ORDINAL:
        others.append(((ordinal(int(key[0])),),))
    return Term((own, *others), (some[0].start, some[-1].end))
