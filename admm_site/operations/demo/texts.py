"""The pages of text: the portal's own words (words/*.yaml), with what the facts say put in between.

There, `[words](/address/)` is a link, `**words**` are strong, and `insert` names a block made from facts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import yaml

from .evidence import SEED_URL, Evidence, FactsError, Reference
from .facts import Background
from .records import EwgCycle
from .streams import (
    Block,
    bullets,
    call_out,
    event,
    heading,
    objectives,
    paragraph,
    quotation,
    table,
)

WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Text:
    """A page of text, and where it is from if it is not the portal's own."""

    slug: str
    title: str
    introduction: str
    body: tuple[Block, ...]
    evidence: Evidence | None = None


def home() -> dict[str, Any]:
    """What the home page says, introductions of `sections` by title, sentences on `featured` by address."""
    return _words("home")


def about() -> Text:
    return _text("about")


def below_about(background: Background, cycles: Iterable[EwgCycle]) -> tuple[Text, ...]:
    """The pages below "About", in their order."""
    cycles = tuple(cycles)
    return (
        _text("background", text_of_record(background), evidence_of_background(background)),
        _text("how-to-read"),
        _text("working-groups", {"cycles": table_of_cycles(cycles)}, evidence_of_cycles(cycles)),
        _text("accessibility"),
        _text("privacy"),
    )


def text_of_record(background: Background) -> dict[str, Block]:
    """The statements of the text of record as quotations; of its first paragraph also the two parts."""
    quoted = {
        f"paragraph {number}": _said(words, number) for number, words in enumerate(background.paragraphs, 1)
    }
    opening, on_the_objectives = background.paragraphs[0].rsplit(". ", 1)
    return quoted | {
        "paragraph 1, opening": _said(f"{opening}.", 1),
        "paragraph 1, on the objectives": _said(on_the_objectives, 1),
        "objectives": objectives("pages/background", background.objectives),
    }


def evidence_of_background(background: Background) -> Evidence:
    page = Reference(Reference.PAGE, f"Ministry of Defence, Myanmar: {background.title}", SEED_URL)
    return Evidence(Reference(Reference.SEED), confirms=True, more_sources=(page,))


def table_of_cycles(cycles: Iterable[EwgCycle]) -> Block:
    return table(
        "Cycles of co-chairs",
        ("Cycle", "From", "To", "Source", "What other sources say"),
        ((str(c.number), c.start, c.end, c.evidence.source.name, c.evidence.note) for c in cycles),
    )


def evidence_of_cycles(cycles: Iterable[EwgCycle]) -> Evidence:
    first, *others = dict.fromkeys(cycle.evidence.source for cycle in cycles)
    return Evidence(first, all(cycle.evidence.confirms for cycle in cycles), more_sources=tuple(others))


def _said(words: str, paragraph: int) -> Block:
    return quotation(words, f"ADMM Background, paragraph {paragraph}", SEED_URL)


def _text(slug: str, inserts: Mapping[str, Block] | None = None, evidence: Evidence | None = None) -> Text:
    words = _words(slug)
    body = tuple(_block(item, inserts or {}) for item in words["body"])
    return Text(slug, words["title"], words["introduction"], body, evidence)


def _words(name: str) -> dict[str, Any]:
    return yaml.safe_load((WORDS / f"{name}.yaml").read_text(encoding="utf-8"))


def _block(item: Mapping, inserts: Mapping[str, Block]) -> Block:
    match item:
        case {"heading": words}:
            return heading(words)
        case {"bullets": items}:
            return bullets(map(_html, items))
        case {"call_out": title, "text": words}:
            return call_out(title, _html(words))
        case {"event": title, "date": date, **rest}:
            return event(date, title, _html(rest.get("text", "")))
        case {"text": words}:
            return paragraph(_html(words))
        case {"insert": name} if name in inserts:
            return inserts[name]
    raise FactsError(f"No block is made from {item}.")


def _html(words: str) -> str:
    words = escape(words, quote=False)
    words = re.sub(r"\[([^]]+)]\(([^)]+)\)", r'<a href="\2">\1</a>', words)
    return re.sub(r"\*\*(.+?)\*\*", r"<b>\1</b>", words)
