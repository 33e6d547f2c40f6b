"""The words that visitors and editors read: one ordinary word for each thing."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRANSLATED = re.compile(
    r"""translate\ "([^"]+)"|\b_\(\s*"([^"]+)"|blocktranslate[^%]*%\}(.+?)\{%\ endblocktranslate""",
    re.S | re.X,
)
# What the portal once said, by what it says now.
FORMER = {
    "decision": r"\boutcomes?\b",
    "remove a filter": r"\b(take|takes|taken) (it )?off\b",
    "download": r"\btake (it )?away\b|\btaken away\b",
    "characters": r"\b\d+,?\d* letters\b",
    "no follow-up": r"no initiative carries it out|carries it out is recorded",
    "no status update for": r"gone quiet",
    "What’s wrong": r"(?-i:What is wrong)",
    "calendar subscription": r"keeps up to date",
    "only": r"Activities alone",
    "upcoming": r"still to come",
    "progress": r"how far it is|where things stand|where it stands",
    "background text": r"text of record",
    "Each box is a body": r"\bA (box|row|disc|bar) a\b",
}


def texts() -> dict[str, str]:
    """The translated texts of templates and code, by file."""
    files = [*ROOT.glob("templates/**/*.html")]
    files += [
        path for app in ("admm_site", "meetings", "initiatives") for path in ROOT.glob(f"{app}/**/*.py")
    ]
    return {
        str(path.relative_to(ROOT)): "\n".join(
            "".join(groups) for groups in TRANSLATED.findall(path.read_text(encoding="utf-8"))
        )
        for path in files
        if "migrations" not in path.parts
    }


@pytest.mark.parametrize("former", FORMER.values(), ids=FORMER)
def test_no_text_has_a_word_that_was_replaced(former):
    assert {file: words for file, text in texts().items() if (words := re.findall(former, text, re.I))} == {}
