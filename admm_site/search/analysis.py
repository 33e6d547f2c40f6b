"""Text as words that can be compared: the same for what is indexed and for what is asked, on every database.

A word is normalised (`characters`), an English one reduced to its stem, an ordinal to its number, so that
`Peacekeepers` and `peacekeeping`, `Hà` and `Ha`, `fifth` and `5th`, `P.D.R.` and `PDR` are the same. What
comes out holds nothing but ASCII letters and digits: databases split and compare it alike, whatever their own
idea of a word. Scripts that don't part words (Thai, Chinese, …) are taken in pairs of characters; addresses
are left out. Of two words with a hyphen between, the index has the one word besides that they may be.
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
COMPOUND_SEPARATOR = "|"  # in front of what a passage is found by besides the words that stand in it
COMBINING_MARKS = "\u0900-\u0dff"
UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
TEENS = [f"{name}th" for name in ("eleven", "twelf", "thirteen", "fourteen", "fifteen", "sixteen")]
TEENS += ["seventeenth", "eighteenth", "nineteenth"]
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
LETTER = rf"[^\W_{UNSEGMENTED}]"
PLAIN_TOKEN_PATTERN = rf"{LETTER}(?:[{COMBINING_MARKS}]|'(?={LETTER})|{LETTER})*"
SPECIAL_TOKEN_PATTERN = (
    r"(?P<address>https?://\S+)"
    rf"|(?P<compound>\b(?:{'|'.join(TENS)})[- ](?:{'|'.join(UNITS[:9])})\b)"
    rf"|(?P<acronym>\b[^\W\d_{UNSEGMENTED}](?:\. ?[^\W\d_{UNSEGMENTED}])+\b(?:\.?'s\b)?)"
    rf"|(?P<unparted>[{UNSEGMENTED}]+)"
)
PLAIN_TOKEN = re.compile(PLAIN_TOKEN_PATTERN)
SPECIAL_TOKEN = re.compile(SPECIAL_TOKEN_PATTERN)
WORD = re.compile(f"{SPECIAL_TOKEN_PATTERN}|{PLAIN_TOKEN_PATTERN}")
JOINED_TOKENS = re.compile(rf"{LETTER}[-{WORD_JOINT}](?={LETTER})")
WITHOUT_DOTS = str.maketrans("", "", ". ")  # of an acronym: `P.D.R.`, `P. D. R.`
# What is written with the word behind it, apart from it, or with a hyphen.
COMPOUND_PREFIXES = ("counter", "cyber", "multi", "inter", "anti", "post", "non", "pre", "sub", "co")
MIN_COMPOUND_REST = 4
STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it its of on or that the to was were with".split()  # noqa: SIM905
)

_stemmers = local()


ORDINALS = {name: ordinal(number) for number, name in enumerate([*UNITS, *TEENS, "twentieth"], 1)}
ORDINALS |= {"inaugural": "1st", "thirtieth": "30th", "fortieth": "40th", "fiftieth": "50th"}


class Token(NamedTuple):
    """A word of a text, where it stands in it, and what it is compared by.

    `form` is how it is spelled, empty for a pair of characters; `joined` is what it is compared by together
    with the next word, where only a hyphen or the like is between.
    """

    start: int
    end: int
    stem: str
    form: str = ""
    joined: str = ""


def tokenize(text: str) -> list[Token]:
    """Return the words of a text in its order."""
    plain, starts, ends = normalize_with_offsets(text)
    return [word._replace(start=starts[word.start], end=ends[word.end - 1]) for word in _with_joined(plain)]


def analyze(text: str) -> list[str]:
    """Return what the words of the text are compared by, in its order."""
    plain = normalize(text)
    if SPECIAL_TOKEN.search(plain):
        return [word.stem for word in _words(plain)]
    return list(filter(None, map(_stem, PLAIN_TOKEN.findall(plain))))  # the same, many times faster


def analyze_for_index(text: str) -> str:
    """Return the text as a passage holds it: stems with a blank between; then `BESIDES` and what else it is
    found by: words in one that it has with a hyphen, alone and as pairs with their neighbours."""
    plain = normalize(text)
    if not JOINED_TOKENS.search(plain):
        return " ".join(analyze(text))
    found = _with_joined(plain)
    besides = []
    for place, word in enumerate(found):
        if word.joined:
            neighbours = [word.joined, *(one.stem for one in found[place + 2 : place + 3])]
            before = [one.stem for one in found[max(place - 1, 0) : place]]
            besides += [word.joined, *bigrams([*before, *neighbours])]
    main = " ".join(word.stem for word in found)
    return f"{main} {COMPOUND_SEPARATOR} {' '.join(dict.fromkeys(besides))}" if besides else main


def with_bigrams(words: str) -> str:
    """Return what `indexed` gives as the index itself holds it: with each pair of neighbours as one word."""
    main, _besides, besides = words.partition(COMPOUND_SEPARATOR)
    return " ".join([main.strip(), *bigrams(main.split()), *besides.split()])


def compound(first: Token, second: Token) -> str:
    """Return what two words are compared by when they are written as one; empty for what nobody would."""
    if not (first.form and second.form) or (first.form[-1].isdigit() and second.form[0].isdigit()):
        return ""
    return _stem(first.form + second.form)


def decompound(word: Token) -> tuple[str, ...]:
    """Return the stems of a word such as `cooperation` when its first part is written apart."""
    return tuple(map(_stem, _parts(word.form)))


def bigrams(sequence: Iterable[str]) -> list[str]:
    """Each pair of neighbours as one word: the index has them too, so that a phrase is found as a word is."""
    return [f"{one}{BIGRAM_SEPARATOR}{other}" for one, other in pairwise(sequence)]


def facet_token(name: str, value: str | int = "") -> str:
    """A fact of a passage as its index holds it, to be looked for beside words; no word begins so."""
    return f"{BIGRAM_SEPARATOR}{name}{_ascii(str(value))}"


def surface_forms(text: str) -> list[str]:
    """Return the words of the text as they are spelled, without case and accents."""
    plain = normalize(text)
    return _spellings(plain, _words(plain))


def surface_variants(text: str) -> list[str]:
    """Return the words of the text as somebody may type them who knows how they begin: as they are spelled;
    besides, in one what has a hyphen (`co-operation`) or a usual first part (`co operation`), and in two what
    has such a part (`cooperation`)."""
    plain = normalize(text)
    found = list(_words(plain))
    typed = _spellings(plain, found)
    for first, second in pairwise(found):
        between = plain[first.end : second.start]
        may_be_one = between in ("-", WORD_JOINT) or (between == " " and first.form in COMPOUND_PREFIXES)
        if may_be_one and compound(first, second):
            typed.append(_ascii(first.form + second.form))
    return [*typed, *(_ascii(part) for word in found for part in _parts(word.form))]


def _spellings(plain: str, found: Iterable[Token]) -> list[str]:
    return [_ascii(word.form or plain[word.start : word.end]) for word in found]


def _parts(form: str) -> tuple[str, ...]:
    """A word such as `cooperation` in two: its first part and the rest."""
    for first in COMPOUND_PREFIXES:
        rest = form.removeprefix(first)
        if rest != form and len(rest) >= MIN_COMPOUND_REST and rest.isalpha() and _stem(rest):
            return first, rest
    return ()


def _with_joined(plain: str) -> list[Token]:
    found = list(_words(plain))
    if JOINED_TOKENS.search(plain):
        for place, (word, following) in enumerate(pairwise(found)):
            if following.start == word.end + 1 and plain[word.end] in ("-", WORD_JOINT):
                found[place] = word._replace(joined=compound(word, following))
    return found


def _words(plain: str) -> Iterator[Token]:
    """The words of a normalised text."""
    for match in WORD.finditer(plain):
        kind = match.lastgroup
        if kind == "unparted":
            yield from _pairs(plain, *match.span())
        elif kind != "address":
            form = match[0].translate(WITHOUT_DOTS) if kind == "acronym" else match[0]
            if stem := _stem(form):
                yield Token(match.start(), match.end(), stem, form)


def _pairs(plain: str, start: int, end: int) -> Iterator[Token]:
    for position in range(start, max(end - 1, start + 1)):
        last = min(position + 2, end)
        yield Token(position, last, _encoded(plain[position:last]))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    word = word.removesuffix("'s").replace("'", "")
    if not word.isascii():
        return _encoded(word)
    if " " in word or "-" in word:
        tens, _, unit = word.replace(" ", "-").partition("-")
        return ordinal(TENS[tens] + UNITS.index(unit) + 1)
    if found := ORDINALS.get(word):
        return found
    word = _ascii(word)
    return _english().stemWord(word) if word.isalpha() else word


def _ascii(word: str) -> str:
    return "".join(filter(str.isalnum, word))[:MAX_TOKEN_LENGTH] if word.isascii() else _encoded(word)


def _encoded(word: str) -> str:
    return "u" + word[: MAX_TOKEN_LENGTH // 4].encode("utf-8", "replace").hex()


def _english():
    """A stemmer of the thread's own: it keeps the word that it works on."""
    if not hasattr(_stemmers, "english"):
        _stemmers.english = stemmer("english")
    return _stemmers.english
