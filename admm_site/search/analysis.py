"""Text analysis: turn text into the tokens that are indexed and searched, the same on every database.

Text is normalized (`normalization`); English words are stemmed and ordinals become numbers, so that
`Peacekeepers` and `peacekeeping`, `Hà` and `Ha`, `fifth` and `5th`, `P.D.R.` and `PDR` are the same token.
A stem holds nothing but ASCII letters and digits, which every database splits and compares alike. Scripts
without spaces between words (Thai, Chinese, …) become character bigrams; web addresses are left out. Words
with a hyphen between them are indexed as one word besides.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from threading import local
from typing import NamedTuple

from snowballstemmer import stemmer

from admm_site.core.ordinals import ordinal

from .normalization import UNSEGMENTED, WORD_JOINT, normalize, normalize_with_offsets

MAX_TOKEN_LENGTH = 40
BIGRAM_SEPARATOR = "0"
COMPOUND_SEPARATOR = "|"  # in front of the compounds of an indexed text
COMBINING_MARKS = "\u0900-\u0dff"
UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
TEENS = [f"{name}th" for name in ("eleven", "twelf", "thirteen", "fourteen", "fifteen", "sixteen")]
TEENS += ["seventeenth", "eighteenth", "nineteenth"]
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
LETTER = rf"[^\W_{UNSEGMENTED}]"
PLAIN_TOKEN_PATTERN = rf"{LETTER}(?:[{COMBINING_MARKS}]|'(?={LETTER})|{LETTER})*"
SPECIAL_TOKEN_PATTERN = (
    r"(?P<address>https?://\S+)"
    rf"|(?P<ordinal>\b(?:{'|'.join(TENS)})[- ](?:{'|'.join(UNITS[:9])})\b)"
    rf"|(?P<acronym>\b[^\W\d_{UNSEGMENTED}](?:\. ?[^\W\d_{UNSEGMENTED}])+\b(?:\.?'s\b)?)"
    rf"|(?P<unsegmented>[{UNSEGMENTED}]+)"
)
PLAIN_TOKEN = re.compile(PLAIN_TOKEN_PATTERN)
SPECIAL_TOKEN = re.compile(SPECIAL_TOKEN_PATTERN)
TOKEN = re.compile(f"{SPECIAL_TOKEN_PATTERN}|{PLAIN_TOKEN_PATTERN}")
JOINED_TOKENS = re.compile(rf"{LETTER}[-{WORD_JOINT}](?={LETTER})")
WITHOUT_DOTS = str.maketrans("", "", ". ")  # of an acronym: `P.D.R.`, `P. D. R.`
# Prefixes written in one with the next word, apart from it, or with a hyphen.
COMPOUND_PREFIXES = ("counter", "cyber", "multi", "inter", "anti", "post", "non", "pre", "sub", "co")
MIN_COMPOUND_REST = 4
STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it its of on or that the to was were with".split()  # noqa: SIM905
)

_stemmers = local()


ORDINALS = {name: ordinal(number) for number, name in enumerate([*UNITS, *TEENS, "twentieth"], 1)}
ORDINALS |= {"inaugural": "1st", "thirtieth": "30th", "fortieth": "40th", "fiftieth": "50th"}


class Token(NamedTuple):
    """A word of a text with its position.

    `form` is its normalized spelling, empty for a character bigram; `compound` is the stem of this word and
    the next in one, where only a hyphen or the like is between them.
    """

    start: int
    end: int
    stem: str
    form: str = ""
    compound: str = ""


@lru_cache(maxsize=4)  # a result is matched and highlighted by its title, summary and text, twice each
def tokenize(text: str) -> tuple[Token, ...]:
    """Return the tokens of a text in order."""
    if text.isascii():
        return tuple(_tokens_with_compounds(normalize(text)))
    plain, starts, ends = normalize_with_offsets(text)
    tokens = _tokens_with_compounds(plain)
    return tuple(Token(starts[start], ends[end - 1], *rest) for start, end, *rest in tokens)


def analyze(text: str) -> list[str]:
    """Return the stems of a text in order."""
    plain = normalize(text)
    if SPECIAL_TOKEN.search(plain):
        return [token.stem for token in _tokens(plain)]
    return list(filter(None, map(_stem, PLAIN_TOKEN.findall(plain))))  # the same, many times faster


def analyze_for_index(text: str) -> str:
    """Return the text as a passage stores it: its stems and, behind `COMPOUND_SEPARATOR`, its compounds.

    A compound is stored alone and as bigrams with its neighbours, so that it is found in a phrase.
    """
    plain = normalize(text)
    if not JOINED_TOKENS.search(plain):
        return " ".join(analyze(text))
    tokens = _tokens_with_compounds(plain)
    compounds = []
    for index, token in enumerate(tokens):
        if token.compound:
            before = [neighbour.stem for neighbour in tokens[max(index - 1, 0) : index]]
            after = [neighbour.stem for neighbour in tokens[index + 2 : index + 3]]
            compounds += [token.compound, *bigrams([*before, token.compound, *after])]
    stems = " ".join(token.stem for token in tokens)
    return f"{stems} {COMPOUND_SEPARATOR} {' '.join(dict.fromkeys(compounds))}" if compounds else stems


def with_bigrams(analyzed_text: str) -> str:
    """Return the result of `analyze_for_index` as the full-text index holds it, with bigrams of its stems."""
    stems, _separator, compounds = analyzed_text.partition(COMPOUND_SEPARATOR)
    return " ".join([stems.strip(), *bigrams(stems.split()), *compounds.split()])


def compound(first: Token, second: Token) -> str:
    """Return the stem of two words written as one, or an empty string where nobody would write them so."""
    if not (first.form and second.form) or (first.form[-1].isdigit() and second.form[0].isdigit()):
        return ""
    return _stem(first.form + second.form)


def decompound(token: Token) -> tuple[str, ...]:
    """Return the stems of a word such as `cooperation` when its prefix is written apart."""
    return tuple(map(_stem, _split_prefix(token.form)))


def bigrams(stems: Iterable[str]) -> list[str]:
    """Return each two neighbours as one token: with these in the index, a phrase costs as much as a word."""
    return [f"{first}{BIGRAM_SEPARATOR}{second}" for first, second in pairwise(stems)]


def without_stop_words(stems: Iterable[str]) -> tuple[str, ...]:
    """Return the stems without stop words; all of them where nothing else is left."""
    stems = tuple(stems)
    return tuple(stem for stem in stems if stem not in STOP_WORDS) or stems


def facet_token(name: str, value: str | int = "") -> str:
    """Return the token by which the index filters for a value of a facet; no word begins like it."""
    return f"{BIGRAM_SEPARATOR}{name}{_ascii(str(value))}"


def surface_forms(text: str) -> list[str]:
    """Return the words of the text as they are spelled, without case and accents."""
    plain = normalize(text)
    return _forms(plain, _tokens(plain))


def surface_variants(text: str) -> list[str]:
    """Return the words of the text as they are spelled and in each other way that they may be typed.

    `co-operation` and `co operation` have the variant `cooperation`, and the other way round.
    """
    plain = normalize(text)
    tokens = list(_tokens(plain))
    forms = _forms(plain, tokens)
    for first, second in pairwise(tokens):
        between = plain[first.end : second.start]
        may_be_one = between in ("-", WORD_JOINT) or (between == " " and first.form in COMPOUND_PREFIXES)
        if may_be_one and compound(first, second):
            forms.append(_ascii(first.form + second.form))
    return [*forms, *(_ascii(part) for token in tokens for part in _split_prefix(token.form))]


def _forms(plain: str, tokens: Iterable[Token]) -> list[str]:
    return [_ascii(token.form or plain[token.start : token.end]) for token in tokens]


def _split_prefix(form: str) -> tuple[str, ...]:
    """Return the prefix of a word such as `cooperation` and the rest."""
    for prefix in COMPOUND_PREFIXES:
        rest = form.removeprefix(prefix)
        if rest != form and len(rest) >= MIN_COMPOUND_REST and rest.isalpha() and _stem(rest):
            return prefix, rest
    return ()


def _tokens_with_compounds(plain: str) -> list[Token]:
    tokens = list(_tokens(plain))
    if JOINED_TOKENS.search(plain):
        for index, (token, following) in enumerate(pairwise(tokens)):
            if following.start == token.end + 1 and plain[token.end] in ("-", WORD_JOINT):
                tokens[index] = token._replace(compound=compound(token, following))
    return tokens


def _tokens(plain: str) -> Iterator[Token]:
    """Yield the tokens of a normalized text."""
    for match in TOKEN.finditer(plain):
        kind = match.lastgroup
        if kind == "unsegmented":
            yield from _character_bigrams(plain, *match.span())
        elif kind != "address":
            form = match[0].translate(WITHOUT_DOTS) if kind == "acronym" else match[0]
            if stem := _stem(form):
                yield Token(match.start(), match.end(), stem, form)


def _character_bigrams(plain: str, start: int, end: int) -> Iterator[Token]:
    for position in range(start, max(end - 1, start + 1)):
        last = min(position + 2, end)
        yield Token(position, last, _hex_encode(plain[position:last]))


@lru_cache(maxsize=100_000)
def _stem(form: str) -> str:
    form = form.removesuffix("'s").replace("'", "")
    if not form.isascii():
        return _hex_encode(form)
    if " " in form or "-" in form:
        tens, _, unit = form.replace(" ", "-").partition("-")
        return ordinal(TENS[tens] + UNITS.index(unit) + 1)
    if form in ORDINALS:
        return ORDINALS[form]
    form = _ascii(form)
    return _english_stemmer().stemWord(form) if form.isalpha() else form


def _ascii(form: str) -> str:
    return "".join(filter(str.isalnum, form))[:MAX_TOKEN_LENGTH] if form.isascii() else _hex_encode(form)


def _hex_encode(form: str) -> str:
    return "u" + form[: MAX_TOKEN_LENGTH // 4].encode("utf-8", "replace").hex()


def _english_stemmer():
    """Return the stemmer of this thread; a stemmer keeps state while it works."""
    if not hasattr(_stemmers, "english"):
        _stemmers.english = stemmer("english")
    return _stemmers.english
