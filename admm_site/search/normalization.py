"""Character normalization, the first step of text analysis: for indexed text and for queries alike.

Every kind of quotation mark, apostrophe, dash and space becomes the plain one; invisible characters go;
compatibility forms (ligatures, full width, circles), accents and case are folded; digits of all scripts
become 0 to 9. `WORD_JOINT` marks where a word may or may not end: at a zero-width space, before a
superscript number.
"""

import re
import unicodedata

WORD_JOINT = "\u2060"
# Scripts that are not segmented into words by spaces: Thai, Lao, Burmese, Khmer, kana, Chinese, Korean.
UNSEGMENTED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"

ZERO_WIDTH_SPACE = "\u200b"
APOSTROPHES = "'`´‘’‚‛′‵＇ʹʻʼʽˈˊˋ՚׳❛❜"  # noqa: RUF001
QUOTATION_MARKS = '"“”„‟«»‹›″‶‴＂ʺ˝״❝❞〝〞〟「」『』《》〈〉⟪⟫｢｣⹂'  # noqa: RUF001
DASHES = "⁃˗−➖﹘﹣－"  # noqa: RUF001 - in addition to the category Pd
# Letters that Unicode does not decompose.
LETTERS = {
    "đ": "d",
    "ð": "d",
    "ø": "o",
    "ł": "l",
    "ħ": "h",
    "ı": "i",  # noqa: RUF001
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ŋ": "n",
}
INVISIBLE_LETTERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0\u0640"  # fillers; the Arabic tatweel
WORD_END_SYMBOLS = "™℠®©"
INVISIBLE_CATEGORIES = {"Cf", "Cs", "Co", "Cn"}
VARIATION_SELECTORS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

BETWEEN_UNSEGMENTED = re.compile(f"(?<=[{UNSEGMENTED}])[-.{WORD_JOINT}]+(?=[{UNSEGMENTED}])")
IS_UNSEGMENTED = re.compile(f"[{UNSEGMENTED}]")
# Thai and Lao: a vowel sign that one keyboard types as one character is two on another, in reverse order.
VOWEL_AND_TONE = re.compile("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])")
COMPOSED_RUN = re.compile(r"[\x00-\x7f]+|[^\x00-\x7f]")
DECOMPOSED_RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+|[\x00-\x7f]")


def normalize(text: str) -> str:
    """Return the text in the form in which it is compared."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _join_unsegmented(unicodedata.normalize("NFC", text).translate(_FOLDED))


def normalize_with_offsets(text: str) -> tuple[str, list[int], list[int]]:
    """Return the normalized text, and for each of its characters the start and end in the original.

    In a text that is not in NFC, offsets are those of the run of non-ASCII characters.
    """
    runs = COMPOSED_RUN if unicodedata.is_normalized("NFC", text) else DECOMPOSED_RUN
    folded_runs, starts, ends, position = [], [], [], 0
    for run in runs.findall(text):
        folded = unicodedata.normalize("NFC", run).translate(_FOLDED)
        end = position + len(run)
        folded_runs.append(folded)
        if run.isascii():
            starts += range(position, end)
            ends += range(position + 1, end + 1)
        else:
            starts += [position] * len(folded)
            ends += [end] * len(folded)
        position = end
    return _remove_gaps("".join(folded_runs), starts, ends)


def plain_punctuation(text: str) -> str:
    """Return the text with plain quotation marks, apostrophes, dashes and spaces, in the same length."""
    return text if text.isascii() else text.translate(_PLAIN)


def strip_invisible(text: str) -> str:
    """Return the text in NFC without invisible characters; a zero-width space becomes a space."""
    composed = unicodedata.normalize("NFC", text)
    whole = re.sub(f"(?<=[{UNSEGMENTED}]){ZERO_WIDTH_SPACE}+(?=[{UNSEGMENTED}])", "", composed)
    return "".join(
        " " if character == ZERO_WIDTH_SPACE else "" if _is_invisible(character) else character
        for character in whole
    )


def _remove_gaps(text: str, starts: list[int], ends: list[int]) -> tuple[str, list[int], list[int]]:
    gaps = {index for gap in BETWEEN_UNSEGMENTED.finditer(text) for index in range(*gap.span())}
    if gaps:
        remaining = [index for index in range(len(text)) if index not in gaps]
        starts, ends = [starts[index] for index in remaining], [ends[index] for index in remaining]
    return _join_unsegmented(text), starts, ends


def _join_unsegmented(text: str) -> str:
    """Return the text without separators inside of unsegmented scripts; there, `S.P.P.` is one word."""
    if not IS_UNSEGMENTED.search(text):
        return text
    return VOWEL_AND_TONE.sub(r"\2\1", BETWEEN_UNSEGMENTED.sub("", text))


def _is_invisible(character: str) -> bool:
    return (
        (unicodedata.category(character) in INVISIBLE_CATEGORIES and character != ZERO_WIDTH_SPACE)
        or character in INVISIBLE_LETTERS
        or bool(VARIATION_SELECTORS.match(character))
    )


def _plain(character: str) -> str:
    """Return the plain form of a quotation mark, apostrophe, dash or space, or the character itself."""
    if character in APOSTROPHES:
        return "'"
    if character in QUOTATION_MARKS:
        return '"'
    category = unicodedata.category(character)
    if category == "Pd" or character in DASHES:
        return "-"
    return " " if category in ("Zs", "Zl", "Zp") else character


def _fold(character: str) -> str:
    plain = _plain(character)
    if plain != character or character in "'\"-":
        return plain
    if character == ZERO_WIDTH_SPACE:
        return WORD_JOINT
    if character in WORD_END_SYMBOLS:
        return " "
    if _is_invisible(character):
        return ""
    if unicodedata.category(character) == "Nd":
        return str(unicodedata.decimal(character))
    if IS_UNSEGMENTED.match(character):
        return _fold_unsegmented(character)
    is_superscript = (
        unicodedata.decomposition(character).startswith("<super>") and unicodedata.category(character) == "No"
    )
    return (WORD_JOINT if is_superscript else "") + _base_letters(character)


def _fold_unsegmented(character: str) -> str:
    return (
        unicodedata.normalize("NFKD", character)
        if character in "\u0e33\u0eb3"
        else unicodedata.normalize("NFKC", character)
    )


def _base_letters(character: str) -> str:
    """Return the letters of a character without case and accents."""
    compatible = unicodedata.normalize("NFKC", character)
    if compatible != character and IS_UNSEGMENTED.search(compatible):
        return compatible
    parts = unicodedata.normalize("NFKD", compatible.casefold())
    base = (part for part in parts if not unicodedata.combining(part))
    return "".join(LETTERS.get(part) or _plain(part) for part in base)


class _TranslationTable(dict):
    """A table for `str.translate` that is filled on first use of each character."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def __missing__(self, code: int) -> str:
        self[code] = self.function(chr(code))
        return self[code]


_FOLDED = _TranslationTable(_fold)
_PLAIN = _TranslationTable(_plain)
