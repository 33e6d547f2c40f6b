"""Suggest the title, kind, date of issue and language of a document from its file."""

import re
from pathlib import PurePosixPath

from admm_site.core.clock import today
from admm_site.core.partial_dates import MONTH_NUMBERS, PartialDate

from .choices import DocumentKind, DocumentLanguage

BEGINNING_LENGTH = 1_500  # characters: a title, a place and a date stand before the first paragraph
MIN_LETTERS = 40  # fewer say nothing of a language
MIN_SCRIPT_SHARE = 0.3

# In order of precedence: a joint declaration is a declaration too.
KIND_WORDS = {
    DocumentKind.CONCEPT_PAPER: r"concept\s+paper",
    DocumentKind.WORK_PROGRAMME: r"work\s*(programme|program|plan)",
    DocumentKind.TERMS_OF_REFERENCE: r"terms\s+of\s+reference|\btor\b",
    DocumentKind.PROCEDURE: r"standard\s+operating\s+procedures?|\bsop\b",
    DocumentKind.GUIDELINES: r"guidelines?|guiding\s+principles",
    DocumentKind.JOINT_DECLARATION: r"joint\s+declaration",
    DocumentKind.JOINT_STATEMENT: r"joint\s+(press\s+)?statement",
    DocumentKind.CHAIRMANS_STATEMENT: r"chair(man|woman|person)?[’'`]?s?\s+(press\s+)?statement",
    DocumentKind.DECLARATION: r"declaration",
    DocumentKind.PROTOCOL: r"protocol",
    DocumentKind.STRATEGY: r"strategy|strategic\s+plan",
    DocumentKind.REPORT: r"report|summary\s+record",
    DocumentKind.BACKGROUND: r"background|fact\s*sheet",
}

MONTH = "|".join(sorted(filter(None, MONTH_NUMBERS), key=len, reverse=True))
DATES = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{MONTH})\.?,?\s+(?P<year>20\d\d|19\d\d)\b",
        re.I,
    ),
    re.compile(
        rf"\b(?P<month>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>20\d\d|19\d\d)\b", re.I
    ),
    re.compile(r"(?<!\d)(?P<year>20\d\d|19\d\d)(?P<dash>[-_.]?)(?P<month>\d\d)(?P=dash)(?P<day>\d\d)(?!\d)"),
)

SCRIPTS = {
    DocumentLanguage.THAI: r"[\u0e01-\u0e5b]",
    DocumentLanguage.LAO: r"[\u0e81-\u0edf]",
    DocumentLanguage.BURMESE: r"[\u1000-\u109f\uaa60-\uaa7f]",
    DocumentLanguage.KHMER: r"[\u1780-\u17ff]",
    DocumentLanguage.KOREAN: r"[\u1100-\u11ff\uac00-\ud7af]",
    DocumentLanguage.JAPANESE: r"[\u3040-\u30ff]",
    DocumentLanguage.CHINESE: r"[\u4e00-\u9fff]",
    DocumentLanguage.HINDI: r"[\u0900-\u097f]",
    DocumentLanguage.RUSSIAN: r"[\u0400-\u04ff]",
    DocumentLanguage.VIETNAMESE: r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]",
}
# Words that are frequent in one of the languages and rare in the others.
FREQUENT_WORDS = {
    DocumentLanguage.ENGLISH: "the and of to in that for with shall by",
    DocumentLanguage.FRENCH: "le la les des et du une dans pour que est sur",
    DocumentLanguage.SPANISH: "el los las y del una en por con para que se",
    DocumentLanguage.PORTUGUESE: "o os as e do da dos das em uma com não que",
    DocumentLanguage.INDONESIAN: "yang dan di dengan untuk dari pada dalam ini adalah tersebut bahwa bisa",
    DocumentLanguage.MALAY: "yang dan di dengan untuk dari pada dalam ini ialah bahawa boleh kerajaan",
    DocumentLanguage.FILIPINO: "ang ng sa mga na ay at para kay hindi",
    DocumentLanguage.TETUM: "iha no ba husi katak hodi sira nia ho mak",
}


def suggest_details(filename: str, text: str) -> dict:
    """Return the values by field that the file name and the beginning of the text suggest."""
    beginning = text[:BEGINNING_LENGTH]
    name = title_from_filename(filename)
    details = {
        "title": name,
        "kind": detect_kind(name) or detect_kind(beginning),
        "issued": detect_date(beginning) or detect_date(filename),
        "language": detect_language(text),
    }
    return {field: value for field, value in details.items() if value}


def title_from_filename(filename: str) -> str:
    """Return the name without its extension, with spaces for what stands for them."""
    stem = PurePosixPath(filename).stem
    words = re.sub(r"[_+]+|(?<=\w)\.(?=\w{2})", " ", stem)
    if " " not in words.strip():
        words = words.replace("-", " ")
    return " ".join(words.split())


def detect_kind(text: str) -> DocumentKind | None:
    """Return the kind that is named first in the text."""
    matches = ((re.search(words, text, re.I), kind) for kind, words in KIND_WORDS.items())
    named = [(match.start(), kind) for match, kind in matches if match]
    return min(named, key=lambda pair: pair[0])[1] if named else None


def detect_date(text: str) -> PartialDate | None:
    """Return the first day that the text names and that is not in the future."""
    matches = [match for pattern in DATES for match in pattern.finditer(text)]
    for match in sorted(matches, key=lambda match: match.start()):
        month = match["month"].lower()
        try:
            day = PartialDate(
                int(match["year"]), int(MONTH_NUMBERS.get(month, 0) or month), int(match["day"])
            )
        except ValueError:
            continue
        if day.latest <= today():
            return day
    return None


def detect_language(text: str) -> DocumentLanguage | None:
    """Return the language by script, or by frequent words where the script is Latin; None if unsure."""
    letters = sum(character.isalpha() for character in text)
    if letters < MIN_LETTERS:
        return None
    for language, script in SCRIPTS.items():
        share = len(re.findall(script, text, re.I)) / letters
        if share > (MIN_SCRIPT_SHARE if language != DocumentLanguage.VIETNAMESE else 0.08):
            return language
    words = re.findall(r"[^\W\d_]+", text.lower())
    counts = {
        language: sum(words.count(word) for word in frequent.split())
        for language, frequent in FREQUENT_WORDS.items()
    }
    best, second = sorted(counts.values(), reverse=True)[:2]
    return max(counts, key=lambda language: counts[language]) if best > second else None
