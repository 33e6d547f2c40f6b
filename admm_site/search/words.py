"""Text as words that can be compared: the same for what is indexed and for what is asked, on every database.

A word is folded (case, accents), an English one reduced to its stem, an ordinal to its number, so that
`Peacekeepers` and `peacekeeping`, `Hà` and `Ha`, `fifth` and `5th` are the same. What comes out holds
nothing but ASCII letters and digits: databases split and compare it alike, whatever their own idea of a word.
Scripts that don't part words (Thai, Chinese, …) are taken in pairs of characters; addresses are left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from threading import local
from typing import NamedTuple

from snowballstemmer import stemmer

LONGEST = 40
BETWEEN = "0"
UNPARTED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
MARKS = "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0dff"
UNITS = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"]
TEENS = [f"{name}th" for name in ("eleven", "twelf", "thirteen", "fourteen", "fifteen", "sixteen")]
TEENS += ["seventeenth", "eighteenth", "nineteenth"]
TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50}
PLAIN = rf"[^\W_{UNPARTED}](?:[{MARKS}]|[’'](?=[^\W_])|[^\W_{UNPARTED}])*"
SPECIAL = (
    r"(?P<address>https?://\S+)"
    rf"|(?P<compound>\b(?:{'|'.join(TENS)})[- ](?:{'|'.join(UNITS[:9])})\b)"
    rf"|(?P<unparted>[{UNPARTED}]+)"
)
PLAIN_WORD = re.compile(PLAIN)
SPECIAL_WORD = re.compile(SPECIAL, re.IGNORECASE)
WORD = re.compile(f"{SPECIAL}|{PLAIN}", re.IGNORECASE)
STOP_WORDS = frozenset(
    "a an and are as at be by for from in is it its of on or that the to was were with".split()  # noqa: SIM905
)

_stemmers = local()


def ordinal(number: int) -> str:
    """`1st`, `2nd`, `5th`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


ORDINALS = {name: ordinal(number) for number, name in enumerate([*UNITS, *TEENS, "twentieth"], 1)}
ORDINALS |= {"inaugural": "1st", "thirtieth": "30th", "fortieth": "40th", "fiftieth": "50th"}


class Word(NamedTuple):
    """A word of a text, where it stands in it, and what it is compared by."""

    start: int
    end: int
    stem: str


def words(text: str) -> Iterator[Word]:
    for match in WORD.finditer(text):
        if match.lastgroup == "unparted":
            yield from _pairs(text, *match.span())
        elif match.lastgroup != "address" and (stem := _stem(match[0])):
            yield Word(match.start(), match.end(), stem)


def stems(text: str) -> list[str]:
    """What the words of the text are compared by, in its order."""
    if SPECIAL_WORD.search(text):
        return [word.stem for word in words(text)]
    return list(filter(None, map(_stem, PLAIN_WORD.findall(text))))  # the same, many times faster


def indexed(text: str) -> str:
    """The text as the index holds it: its stems with a blank between."""
    return " ".join(stems(text))


def together(sequence: Iterable[str]) -> list[str]:
    """Each pair of neighbours as one word: the index has them too, so that a phrase is found as a word is."""
    return [f"{one}{BETWEEN}{other}" for one, other in pairwise(sequence)]


def entry(name: str, value: str | int = "") -> str:
    """A fact of a passage as its index holds it, to be looked for beside words; no word begins so."""
    return f"{BETWEEN}{name}{_ascii(str(value))}"


def spelled(text: str) -> list[str]:
    """The words of the text as they are spelled, without case and accents."""
    if SPECIAL_WORD.search(text):
        return [_spelled(text[word.start : word.end]) for word in words(text)]
    return list(map(_spelled, filter(_stem, PLAIN_WORD.findall(text))))


def folded(word: str) -> str:
    """Without case and accents: how a word is spelled, as far as that matters."""
    if word.isascii():
        return word.lower()
    parts = unicodedata.normalize("NFKD", word.casefold().replace("đ", "d").replace("ø", "o"))
    return "".join(part for part in parts if not unicodedata.combining(part))


def _pairs(text: str, start: int, end: int) -> Iterator[Word]:
    for position in range(start, max(end - 1, start + 1)):
        last = min(position + 2, end)
        yield Word(position, last, _encoded(text[position:last]))


@lru_cache(maxsize=100_000)
def _spelled(word: str) -> str:
    return _ascii(folded(word))


@lru_cache(maxsize=100_000)
def _stem(word: str) -> str:
    word = folded(word).replace("’", "'").removesuffix("'s").replace("'", "")
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
    return "".join(filter(str.isalnum, word))[:LONGEST] if word.isascii() else _encoded(word)


def _encoded(word: str) -> str:
    return "u" + word[: LONGEST // 4].encode("utf-8", "replace").hex()


def _english():
    """A stemmer of the thread's own: it keeps the word that it works on."""
    if not hasattr(_stemmers, "english"):
        _stemmers.english = stemmer("english")
    return _stemmers.english
