"""How to cite a document, as readers write it (APA, Chicago) and as their programs read it (BibTeX, RIS)."""

import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from admm_site.core.partial_dates import PartialDate

PUBLISHER = "ADMM portal"

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

# What TeX takes for a command, and what says the same as a letter; braces must stay in pairs.
TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "&%$#_"}


@dataclass(frozen=True)
class Reference:
    """What a citation says of a document. `author` is the body that gave it its force, if one did."""

    key: str
    title: str
    author: str
    issued: PartialDate | None
    symbol: str
    language: str
    url: str


@dataclass(frozen=True)
class Citation:
    """One way to write the reference down."""

    name: str
    text: str


def reference(document, author: str, url: str) -> Reference:
    return Reference(
        key=document.slug,
        title=_one_line(document.title),
        author=_one_line(author),
        issued=document.issued,
        symbol=_one_line(document.symbol),
        language=document.language,
        url=url,
    )


def citations(cited: Reference) -> list[Citation]:
    return [
        Citation(_("APA"), apa(cited)),
        Citation(_("Chicago"), chicago(cited)),
        Citation("BibTeX", bibtex(cited)),
        Citation("RIS", ris(cited)),
    ]


def apa(cited: Reference) -> str:
    """The title takes the place of an author that is not known."""
    title = f"{cited.title} ({cited.symbol})" if cited.symbol else cited.title
    date = _american(cited.issued, "{year}, {month} {day}", "{year}, {month}") if cited.issued else "n.d."
    begin = [cited.author, f"({date})", title] if cited.author else [title, f"({date})"]
    return f"{_sentences(*begin, PUBLISHER)} {cited.url}"


def chicago(cited: Reference) -> str:
    date = _american(cited.issued, "{month} {day}, {year}", "{month} {year}") if cited.issued else "n.d."
    return _sentences(cited.author, cited.title, cited.symbol, PUBLISHER, date, cited.url)


def _sentences(*parts: str) -> str:
    """Those that are there, each closed by one full stop, or by whatever closes it already."""
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in parts if part)


def _american(issued: PartialDate, day: str, month: str) -> str:
    pattern = day if issued.day else month if issued.month else "{year}"
    name = date_format(issued.latest, "F")
    return pattern.format(year=issued.year, month=name, day=issued.day)


def bibtex(cited: Reference) -> str:
    """An entry in UTF-8. Braces within quotation marks keep capitals, and a body from becoming a person."""
    fields = {
        "author": f'"{{{_tex(cited.author)}}}"' if cited.author else "",
        "title": f'"{{{_tex(cited.title)}}}"',
        "number": f"{{{_tex(cited.symbol)}}}" if cited.symbol else "",
        "year": f"{{{cited.issued.year}}}" if cited.issued else "",
        "month": MONTHS[cited.issued.month - 1] if cited.issued and cited.issued.month else "",
        "day": f"{{{cited.issued.day}}}" if cited.issued and cited.issued.day else "",
        "publisher": f"{{{PUBLISHER}}}",
        "language": f"{{{cited.language}}}",
        "url": f"{{{cited.url}}}",
    }
    lines = [f"  {name} = {value}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{cited.key},", *lines, "}"])


def _tex(text: str) -> str:
    return "".join(TEX.get(character, character) for character in text)


def ris(cited: Reference) -> str:
    fields = [
        ("TY", "RPRT"),
        ("AU", cited.author),
        ("TI", cited.title),
        ("PY", str(cited.issued.year) if cited.issued else ""),
        ("DA", _ris_date(cited.issued) if cited.issued else ""),
        ("SN", cited.symbol),
        ("PB", PUBLISHER),
        ("LA", cited.language),
        ("UR", cited.url),
    ]
    return "\n".join([*(f"{tag}  - {value}" for tag, value in fields if value), "ER  - "])


def _ris_date(issued: PartialDate) -> str:
    month = f"{issued.month:02}" if issued.month else ""
    day = f"{issued.day:02}" if issued.day else ""
    return f"{issued.year}/{month}/{day}/"


def _one_line(text: str) -> str:
    """Line ends begin a field in RIS."""
    return re.sub(r"\s+", " ", text).strip()
