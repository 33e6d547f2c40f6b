"""Characters as they are compared, whatever keyboard, script or program they come from.

`normalised` is the one function that what is indexed and what is asked both pass. Every kind of quotation
mark, apostrophe, dash and blank becomes the plain one; characters that nobody sees go; compatibility forms
(ligatures, full width, circles), accents and case are folded; digits of all scripts are 0 to 9. Where a word
may or may not end, at a zero-width space or before a raised number, stands `JOINT`.
"""

import re
import unicodedata

WORD_JOINT = "\u2060"
# Scripts that don't part words, or write what others keep apart as one: Thai, Lao, Burmese, Khmer, kana,
# Chinese, Korean.
UNSEGMENTED = "\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"

ZERO_WIDTH_SPACE = "\u200b"
APOSTROPHES = "'`´‘’‚‛′‵＇ʹʻʼʽˈˊˋ՚׳❛❜"  # noqa: RUF001
QUOTATION_MARKS = '"“”„‟«»‹›″‶‴＂ʺ˝״❝❞〝〞〟「」『』《》〈〉⟪⟫｢｣⹂'  # noqa: RUF001
DASHES = "⁃˗−➖﹘﹣－"  # noqa: RUF001 - besides all those that Unicode calls dashes
# Letters without a decomposition of their own.
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
UNSEEN_LETTERS = "\u115f\u1160\u17b4\u17b5\u3164\uffa0\u0640"  # fillers; the line that stretches Arabic words
NOT_PART_OF_A_WORD = "™℠®©"
INVISIBLE = {"Cf", "Cs", "Co", "Cn"}
VARIATIONS = re.compile("[\u034f\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")

BETWEEN_UNSEGMENTED = re.compile(f"(?<=[{UNSEGMENTED}])[-.{WORD_JOINT}]+(?=[{UNSEGMENTED}])")
IS_UNSEGMENTED = re.compile(f"[{UNSEGMENTED}]")
# Thai and Lao: what is one vowel sign on some keyboards is two on others, in an order of its own.
VOWEL_AND_TONE = re.compile("([\u0e4d\u0ecd])([\u0e48-\u0e4b\u0ec8-\u0ecb])")
NON_ASCII_RUN = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+|[\x00-\x7f]")


def normalize(text: str) -> str:
    """Return the text as it is compared."""
    if text.isascii():
        return text.lower().replace("`", "'")
    return _with_scripts_whole(unicodedata.normalize("NFC", text).translate(_FOLDED))


def normalize_with_offsets(text: str) -> tuple[str, list[int], list[int]]:
    """Return the normalised text, and where in the text each of its characters begins and ends.

    In a text that is not in Unicode's form C, that is as exact as the run of characters outside of ASCII.
    """
    if text.isascii():
        return normalize(text), list(range(len(text))), list(range(1, len(text) + 1))
    is_composed = unicodedata.is_normalized("NFC", text)
    runs = text if is_composed else NON_ASCII_RUN.findall(text)
    signs, starts, ends, position = [], [], [], 0
    for run in runs:
        end = position + len(run)
        for sign in (run if is_composed else unicodedata.normalize("NFC", run)).translate(_FOLDED):
            signs.append(sign)
            starts.append(position)
            ends.append(end)
        position = end
    return _without_gaps("".join(signs), starts, ends)


def plain_punctuation(text: str) -> str:
    """Return the text, as long as before, with plain quotation marks, apostrophes, dashes and blanks."""
    return text if text.isascii() else text.translate(_PLAIN)


def strip_invisible(text: str) -> str:
    """Return what can be seen of the text: as Unicode composes it, words apart at a zero-width space."""
    composed = unicodedata.normalize("NFC", text)
    whole = re.sub(f"(?<=[{UNSEGMENTED}]){ZERO_WIDTH_SPACE}+(?=[{UNSEGMENTED}])", "", composed)
    return "".join(" " if sign == ZERO_WIDTH_SPACE else "" if _is_invisible(sign) else sign for sign in whole)


def _without_gaps(text: str, starts: list[int], ends: list[int]) -> tuple[str, list[int], list[int]]:
    gaps = {place for gap in BETWEEN_UNSEGMENTED.finditer(text) for place in range(*gap.span())}
    if gaps:
        kept = [place for place in range(len(text)) if place not in gaps]
        starts, ends = [starts[place] for place in kept], [ends[place] for place in kept]
    return _with_scripts_whole(text), starts, ends


def _with_scripts_whole(text: str) -> str:
    """Scripts that don't part words are not parted by what others part them with; `S.P.P.` is one word."""
    if not IS_UNSEGMENTED.search(text):
        return text
    return VOWEL_AND_TONE.sub(r"\2\1", BETWEEN_UNSEGMENTED.sub("", text))


def _is_invisible(sign: str) -> bool:
    return (
        (unicodedata.category(sign) in INVISIBLE and sign != ZERO_WIDTH_SPACE)
        or sign in UNSEEN_LETTERS
        or bool(VARIATIONS.match(sign))
    )


def _plain(sign: str) -> str:
    """The plain form of a quotation mark, apostrophe, dash or blank; of all else itself."""
    if sign in APOSTROPHES:
        return "'"
    if sign in QUOTATION_MARKS:
        return '"'
    category = unicodedata.category(sign)
    if category == "Pd" or sign in DASHES:
        return "-"
    return " " if category in ("Zs", "Zl", "Zp") else sign


def _folded(sign: str) -> str:
    plain = _plain(sign)
    if plain != sign or sign in "'\"-":
        return plain
    if sign == ZERO_WIDTH_SPACE:
        return WORD_JOINT
    if sign in NOT_PART_OF_A_WORD:
        return " "
    if _is_invisible(sign):
        return ""
    if unicodedata.category(sign) == "Nd":
        return str(unicodedata.decimal(sign))
    if IS_UNSEGMENTED.match(sign):
        return _of_unparted(sign)
    raised = unicodedata.decomposition(sign).startswith("<super>") and unicodedata.category(sign) == "No"
    return (WORD_JOINT if raised else "") + _letters(sign)


def _of_unparted(sign: str) -> str:
    return (
        unicodedata.normalize("NFKD", sign) if sign in "\u0e33\u0eb3" else unicodedata.normalize("NFKC", sign)
    )


def _letters(sign: str) -> str:
    """Letters without case, accents and ornament."""
    compatible = unicodedata.normalize("NFKC", sign)
    if compatible != sign and IS_UNSEGMENTED.search(compatible):
        return compatible
    parts = unicodedata.normalize("NFKD", compatible.casefold())
    base = (part for part in parts if not unicodedata.combining(part))
    return "".join(LETTERS.get(part) or _plain(part) for part in base)


class _Characters(dict):
    """A table for `str.translate` that is filled as characters come."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def __missing__(self, code: int) -> str:
        self[code] = found = self.function(chr(code))
        return found


_FOLDED = _Characters(_folded)
_PLAIN = _Characters(_plain)
