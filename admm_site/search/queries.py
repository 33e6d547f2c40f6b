"""Parse what a visitor types into a query: words, "phrases", -exclusions, and their synonyms.

Any text parses to a `Query`; one without words is falsy.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from admm_site.core.ordinals import ordinal

from .analysis import STOP_WORDS, Token, compound, decompound, tokenize, without_stop_words
from .models import MAX_QUERY_LENGTH, Synonym
from .normalization import plain_punctuation, strip_invisible

MAX_TERMS = 12
MAX_ORDINAL = 99
ACRONYM = r"\b(?:[^\W\d_]\. )+[^\W\d_]\b"  # `P. D. R.` is one word
CHUNK = re.compile(rf'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<bare>{ACRONYM}[^\s"]*|[^\s"]+))')
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# Single quotation marks stand around words, an apostrophe inside of a word or behind it.
SINGLE_QUOTED = re.compile(r"(?<!\w)'(?=\w)([^'\"]*)(?<=\w)'(?!\w)")

Sequence = tuple[str, ...]  # stems that stand side by side
Alternative = tuple[Sequence, ...]  # sequences that must all be there
Synonyms = Mapping[Sequence, frozenset[Sequence]]


@dataclass(frozen=True)
class Term:
    """A word or phrase of a query: it matches by any of its alternatives. `span` is its place in the text."""

    alternatives: tuple[Alternative, ...]
    span: tuple[int, int] = (0, 0)
    is_phrase: bool = False

    @property
    def sequences(self) -> Iterator[Sequence]:
        return (sequence for alternative in self.alternatives for sequence in alternative)


@dataclass(frozen=True)
class Query:
    """A parsed query.

    `minimum_match` of the `terms` must match, by default all. All `required_terms` must match; they don't
    count for ranking. `stems` are those of the words outside of phrases, or of the first phrase.
    `is_relaxed` where the query asks for less than was typed.
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
        """Return the sequences to highlight."""
        terms = (*self.terms, *(term for term in self.required_terms if term.is_phrase))
        return {sequence for term in terms for sequence in term.sequences}

    def replace_term(self, term: Term, spelling: str) -> str:
        """Return the text with `spelling` in place of the term."""
        start, end = term.span
        return f"{self.text[:start]}{spelling}{self.text[end:]}"


def clean_query_text(text: str) -> str:
    """Return the text in one line, without invisible characters, cut to `MAX_QUERY_LENGTH`."""
    readable = strip_invisible(CONTROL.sub(" ", text[: 4 * MAX_QUERY_LENGTH]))
    return " ".join(readable.split())[:MAX_QUERY_LENGTH].rstrip()


def parse(text: str, synonyms: Synonyms | None = None) -> Query:
    """Return the query for a text."""
    text = clean_query_text(text)
    plain = SINGLE_QUOTED.sub(r'"\1"', plain_punctuation(text))
    phrases, excluded_terms, words = [], [], []
    for chunk in CHUNK.finditer(plain):
        tokens = _chunk_tokens(text, chunk)
        if not tokens:
            continue
        if chunk["minus"] and (chunk.start() == 0 or plain[chunk.start() - 1] in ' "'):
            excluded_terms.append(_phrase(tokens))
        elif chunk["phrase"] is not None:
            phrases.append(_phrase(tokens))
        else:
            words += tokens
    terms = (*phrases, *_terms(words, synonyms or {}))[:MAX_TERMS]
    if not terms:
        return Query(text)
    stems = tuple(token.stem for token in words) or next(iter(terms[0].sequences))
    return Query(text, terms, tuple(excluded_terms[:MAX_TERMS]), stems)


def load_synonyms() -> Synonyms:
    """Return the synonyms of each term, by its stems without stop words."""
    groups = (synonym.sequences() for synonym in Synonym.objects.all())
    return {key: frozenset(group.values()) for group in groups for key in group}


def _chunk_tokens(text: str, chunk: re.Match) -> list[Token]:
    start, end = chunk.span("bare" if chunk["phrase"] is None else "phrase")
    return [
        token._replace(start=start + token.start, end=start + token.end)
        for token in tokenize(text[start:end])
    ]


def _phrase(tokens: list[Token]) -> Term:
    """Return the phrase, with words that have a hyphen between them in one as an alternative."""
    stems = tuple(token.stem for token in tokens)
    compounds, index = [], 0
    while index < len(tokens):
        compounds.append(tokens[index].compound or tokens[index].stem)
        index += 2 if tokens[index].compound else 1
    alternatives = dict.fromkeys(((stems,), (tuple(compounds),)))
    return Term(tuple(alternatives), (tokens[0].start, tokens[-1].end), is_phrase=True)


def _terms(tokens: list[Token], synonyms: Synonyms) -> Iterator[Term]:
    """Yield a term for each word, or for several words that have synonyms together."""
    words = [token for token in tokens if token.stem not in STOP_WORDS] or tokens
    spellings = _other_spellings(tokens)
    max_length = max(map(len, synonyms), default=1)
    index = 0
    while index < len(words):
        for length in range(min(max_length, len(words) - index), 0, -1):
            candidate = words[index : index + length]
            if length == 1 or tuple(token.stem for token in candidate) in synonyms:
                yield _term(candidate, synonyms, spellings)
                index += length
                break


def _other_spellings(tokens: list[Token]) -> dict[Token, list[Sequence]]:
    """Return each word in one with its neighbour, and in two."""
    spellings = {token: [stems] for token in tokens if (stems := decompound(token))}
    for first, second in pairwise(tokens):
        if (joined := compound(first, second)) and not {first.stem, second.stem} & STOP_WORDS:
            spellings.setdefault(first, []).append((joined,))
            spellings.setdefault(second, []).append((joined,))
    return spellings


def _term(tokens: list[Token], synonyms: Synonyms, spellings: Mapping[Token, list[Sequence]]) -> Term:
    key = tuple(token.stem for token in tokens)
    alternatives = [tuple((stem,) for stem in key)]
    alternatives += [
        (synonym,) for synonym in sorted(synonyms.get(key, ())) if without_stop_words(synonym) != key
    ]
    if len(tokens) == 1:
        alternatives += [(sequence,) for sequence in spellings.get(tokens[0], ())]
        if key[0].isdecimal() and 0 < int(key[0]) <= MAX_ORDINAL:
            alternatives.append(((ordinal(int(key[0])),),))
    return Term(tuple(alternatives), (tokens[0].start, tokens[-1].end))
