"""Citations of a document for readers (APA, Chicago) and reference managers (BibTeX, RIS)."""

import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from admm_site.core.partial_dates import PartialDate

PUBLISHER = "ADMM portal"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# Escapes of the characters that are commands in TeX; braces must stay in pairs.
TEX_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "&%$#_"}


@dataclass(frozen=True)
class Reference:
    """The facts of a citation. `author` is the body that adopted the document, if one did."""

    key: str
    title: str
    author: str
    issued: PartialDate | None
    symbol: str
    language: str
    url: str


@dataclass(frozen=True)
class Citation:
    """A reference in one format."""

    name: str
    text: str


def document_reference(document, author: str, url: str) -> Reference:
    return Reference(
        key=document.slug,
        title=_one_line(document.title),
        author=_one_line(author),
        issued=document.issued,
        symbol=_one_line(document.symbol),
        language=document.language,
        url=url,
    )


def citations(reference: Reference) -> list[Citation]:
    return [
        Citation(_("APA"), apa(reference)),
        Citation(_("Chicago"), chicago(reference)),
        Citation("BibTeX", bibtex(reference)),
        Citation("RIS", ris(reference)),
    ]


def apa(reference: Reference) -> str:
    """Format in APA style: the title takes the place of an unknown author."""
    title = f"{reference.title} ({reference.symbol})" if reference.symbol else reference.title
    date = (
        _american(reference.issued, "{year}, {month} {day}", "{year}, {month}")
        if reference.issued
        else "n.d."
    )
    start = [reference.author, f"({date})", title] if reference.author else [title, f"({date})"]
    return f"{_sentences(*start, PUBLISHER)} {reference.url}"


def chicago(reference: Reference) -> str:
    date = (
        _american(reference.issued, "{month} {day}, {year}", "{month} {year}") if reference.issued else "n.d."
    )
    return _sentences(reference.author, reference.title, reference.symbol, PUBLISHER, date, reference.url)


def _sentences(*parts: str) -> str:
    """Join the parts that are not empty, each with a full stop unless it ends with punctuation."""
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _american(issued: PartialDate, day: str, month: str) -> str:
    pattern = day if issued.day else month if issued.month else "{year}"
    name = date_format(issued.latest, "F")
    return pattern.format(year=issued.year, month=name, day=issued.day)


def bibtex(reference: Reference) -> str:
    """Format as a BibTeX entry in UTF-8. Braces in quotation marks keep capitals and the names of bodies."""
    fields = {
        "author": f'"{{{_tex(reference.author)}}}"' if reference.author else "",
        "title": f'"{{{_tex(reference.title)}}}"',
        "number": f"{{{_tex(reference.symbol)}}}" if reference.symbol else "",
        "year": f"{{{reference.issued.year}}}" if reference.issued else "",
        "month": MONTHS[reference.issued.month - 1] if reference.issued and reference.issued.month else "",
        "day": f"{{{reference.issued.day}}}" if reference.issued and reference.issued.day else "",
        "publisher": f"{{{PUBLISHER}}}",
        "language": f"{{{reference.language}}}",
        "url": f"{{{reference.url}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{reference.key},", *lines, "}"])


def _tex(text: str) -> str:
    return "".join(TEX_ESCAPES.get(character, character) for character in text)


def ris(reference: Reference) -> str:
    fields = [
        ("TY", "RPRT"),
        ("AU", reference.author),
        ("TI", reference.title),
        ("PY", str(reference.issued.year) if reference.issued else ""),
        ("DA", _ris_date(reference.issued) if reference.issued else ""),
        ("SN", reference.symbol),
        ("PB", PUBLISHER),
        ("LA", reference.language),
        ("UR", reference.url),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields if value), "ER  - "])


def _ris_date(issued: PartialDate) -> str:
    month = f"{issued.month:02}" if issued.month else ""
    day = f"{issued.day:02}" if issued.day else ""
    return f"{issued.year}/{month}/{day}/"


def _one_line(text: str) -> str:
    """Collapse white space: a line end begins a new field in RIS."""
    return re.sub(r"\s+", " ", text).strip()
