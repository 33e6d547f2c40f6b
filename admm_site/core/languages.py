"""In which language a title is, as far as that shows: by its script, or by what is known of its document."""

import unicodedata
from collections import Counter

from django.conf import settings

# Scripts that one of the languages of documents is written in; the first word of the names of their letters.
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
    """Return the language of a title: that of its script, else the one stated of its document.

    A document in Lao may have a title in English: Latin letters are not Lao, whatever is stated.
    """
    letters = [sign for sign in title if not sign.isascii() and unicodedata.category(sign)[0] in "LM"]
    found = Counter(script_of(letter) for letter in letters)
    scripts = {script: number for script, number in found.items() if script in SCRIPTS}
    if scripts and sum(scripts.values()) * 2 > sum(sign.isalpha() for sign in title):
        if {"HIRAGANA", "KATAKANA"} & scripts.keys():
            return "ja"
        return SCRIPTS[max(scripts, key=lambda script: scripts[script])]
    return "" if stated in SCRIPTS.values() else stated


def script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0]


def is_foreign(language: str) -> bool:
    """Whether the language is another than that of the portal."""
    return bool(language) and language != settings.LANGUAGE_CODE
