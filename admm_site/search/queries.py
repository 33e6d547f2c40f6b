"""What a visitor typed, made safe for both databases' search."""

import re

MOST_WORDS, LONGEST_WORD = 12, 60
WORD = re.compile(r"[\w’'-]*\w", re.UNICODE)


def words(text: str) -> str:
    """The words of `text` with one space between, without operators, quotes or control characters.

    Wagtail's search fails on blanks, single quotation marks, NUL bytes and hundreds of words.
    """
    found = WORD.findall(text[:1000].replace("\x00", " "))
    return " ".join(word.strip("’'-")[:LONGEST_WORD] for word in found[:MOST_WORDS])
