"""Detect the language of a title by its script, or by the language of its document."""

import unicodedata
from collections import Counter

from django.conf import settings

# The language of each script, by the first word of the Unicode names of its letters.
SCRIPTS = {
    "CJK": "zh",
    "CYRILLIC": "ru",
    "DEVANAGARI": "hi",
    "HANGUL": "ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "KHMER": "km",
    "LAO": "lo",
    "MYANMAR": "my",
    "THAI": "th",
}


def detect_language(title: str, stated: str = "") -> str:
    """Return the language of a title: that of its script, else the one stated for its document.

    A document in Lao may have a title in English: Latin letters are not Lao, whatever is stated.
    """
    scripts = count_scripts(title)
    if scripts and sum(scripts.values()) * 2 > sum(sign.isalpha() for sign in title):
        if {"HIRAGANA", "KATAKANA"} & scripts.keys():
            return "ja"
        return SCRIPTS[max(scripts, key=lambda script: scripts[script])]
    return "" if stated in SCRIPTS.values() else stated


def count_scripts(title: str) -> dict[str, int]:
    """Return the number of letters of each of `SCRIPTS` in the title."""
    if title.isascii():  # nearly every title
        return {}
    letters = [sign for sign in title if not sign.isascii() and unicodedata.category(sign)[0] in "LM"]
    counts = Counter(get_script(letter) for letter in letters)
    return {script: number for script, number in counts.items() if script in SCRIPTS}


def get_script(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def is_foreign(language: str) -> bool:
    """Return whether the language is another than that of the portal."""
    return bool(language) and language != settings.LANGUAGE_CODE
