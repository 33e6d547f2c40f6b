"""Words that the end of a line divides, put together again.

PDFium marks a hyphen at the end of a line alike for a word that was divided there, as `coop-/eration`, and
for a compound that has its hyphen anyway, as `ADMM-/Plus`. Which it is can only be guessed. So the hyphen
stays, and search finds both spellings, unless the rest of the document knows the word without it.
"""

import re
from collections.abc import Mapping

WORD = r"[^\W_]+"
# What PDFium puts in place of hyphen and line end, or a hyphen that still has its line end behind it.
DIVIDED = re.compile(rf"(?P<before>{WORD})(?:[\x02\ufffe]\s*|[-\u2010\u2011]\r?\n)(?=(?P<after>{WORD}))")
AT_THE_END = re.compile(rf"(?P<before>{WORD})[-\u2010\u2011\x02\ufffe]\s*$")
AT_THE_BEGINNING = re.compile(rf"\s*(?P<after>{WORD})")
COMPOUND = re.compile(rf"{WORD}(?:[-\u2010\u2011]{WORD})+")
SIMPLE = re.compile(WORD)


def with_whole_words(pages: Mapping[int, str]) -> dict[int, str]:
    """Return the pages with divided words whole; a word that goes on on the next page stands on both."""
    pages = _with_last_words(pages)
    known = _known_words(pages.values())
    return {number: DIVIDED.sub(lambda match: _whole(match, known), text) for number, text in pages.items()}


def _with_last_words(pages: Mapping[int, str]) -> dict[int, str]:
    found = dict(pages)
    for number, text in pages.items():
        after = AT_THE_BEGINNING.match(pages.get(number + 1, ""))
        if after and AT_THE_END.search(text):
            found[number] = f"{text.rstrip()[:-1]}\x02{after['after']}"
    return found


def _known_words(texts) -> frozenset[str]:
    """Return all words and compounds that stand whole somewhere in the texts."""
    known: set[str] = set()
    for text in texts:
        rest = re.sub(rf"{DIVIDED.pattern}{WORD}", " ", text).casefold()
        known.update(SIMPLE.findall(rest))
        known.update(re.sub("[\u2010\u2011]", "-", compound) for compound in COMPOUND.findall(rest))
    return frozenset(known)


def _whole(match: re.Match, known: frozenset[str]) -> str:
    before, after = match["before"], match["after"]
    first, second = before.casefold(), after.casefold()
    may_be_one = before[-1].isalpha() and after[0].islower() and f"{first}-{second}" not in known
    if may_be_one and first + second in known and not {first, second} <= known:
        return before
    return f"{before}-"
