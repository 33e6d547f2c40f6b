"""Join words that are hyphenated at the end of a line.

PDFium marks a hyphen at the end of a line alike for a word that was divided there, as `coop-/eration`, and
for a compound that has its hyphen anyway, as `ADMM-/Plus`. So the hyphen is kept, and search finds both
spellings, unless the word occurs elsewhere in the document without it.
"""

import re
from collections.abc import Mapping

WORD = r"[^\W_]+"
# The character that PDFium puts in place of a hyphen and a line end, or a hyphen before a line end.
DIVIDED = re.compile(rf"(?P<before>{WORD})(?:[\x02\ufffe]\s*|[-\u2010\u2011]\r?\n)(?=(?P<after>{WORD}))")
AT_THE_END = re.compile(rf"(?P<before>{WORD})[-\u2010\u2011\x02\ufffe]\s*$")
AT_THE_BEGINNING = re.compile(rf"\s*(?P<after>{WORD})")
COMPOUND = re.compile(rf"{WORD}(?:[-\u2010\u2011]{WORD})+")
SIMPLE = re.compile(WORD)


def join_divided_words(pages: Mapping[int, str]) -> dict[int, str]:
    """Return the pages with divided words joined; a word divided by a page break is on both pages."""
    pages = _join_across_pages(pages)
    vocabulary = _vocabulary(pages.values())
    return {
        number: DIVIDED.sub(lambda match: _join(match, vocabulary), text) for number, text in pages.items()
    }


def _join_across_pages(pages: Mapping[int, str]) -> dict[int, str]:
    joined = dict(pages)
    for number, text in pages.items():
        after = AT_THE_BEGINNING.match(pages.get(number + 1, ""))
        if after and AT_THE_END.search(text):
            joined[number] = f"{text.rstrip()[:-1]}\x02{after['after']}"
    return joined


def _vocabulary(texts) -> frozenset[str]:
    """Return all words and compounds that occur undivided in the texts."""
    vocabulary: set[str] = set()
    for text in texts:
        rest = re.sub(rf"{DIVIDED.pattern}{WORD}", " ", text).casefold()
        vocabulary.update(SIMPLE.findall(rest))
        vocabulary.update(re.sub("[\u2010\u2011]", "-", compound) for compound in COMPOUND.findall(rest))
    return frozenset(vocabulary)


def _join(match: re.Match, vocabulary: frozenset[str]) -> str:
    before, after = match["before"], match["after"]
    first, second = before.casefold(), after.casefold()
    may_be_one = before[-1].isalpha() and after[0].islower() and f"{first}-{second}" not in vocabulary
    if may_be_one and first + second in vocabulary and not {first, second} <= vocabulary:
        return before
    return f"{before}-"
