"""Sources as numbered notes: a number where each statement stands, and one list at the end of the page.

Whatever makes a page calls `number_sources` with the records that it shows. Permalinks, exports and the API
have the whole source of each statement (`Source.attribution`) instead.
"""

import re
from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from .clock import past_as_of_date
from .sources import Source

# “Publisher: title (date)”, as editors are asked to write; and “Publisher (through whom, date): title”.
DATE = r"(?:(?:\d{1,2} )?[A-Z][a-z]+ )?\d{4}"
PUBLISHER_TITLE_DATE = re.compile(rf"(?P<publisher>[^:]+): .+ \((?P<date>{DATE})\)(?:, [^()]+)?")
PUBLISHER_DATE_TITLE = re.compile(rf"(?P<publisher>[^:]+ \([^:()]*{DATE}\)): .+")


@dataclass(eq=False)
class SourceNote:
    """An entry of the list: a document with the paragraph, a page elsewhere, or neither and remarks alone.

    `is_withheld` says that the document is not public, `is_as_known_today` that the source was not known to
    support the statement by the past as-of date of the request.
    """

    number: int
    document: Any = None
    paragraph: str = ""
    name: str = ""
    url: str = ""
    is_withheld: bool = False
    is_as_known_today: bool = False
    remarks: list[str] = field(default_factory=list)
    references: list["SourceReference"] = field(default_factory=list)
    short_name: str = ""

    @property
    def anchor(self) -> str:
        return f"source-{self.number}"


@dataclass(frozen=True, eq=False)
class SourceReference:
    """The number of a note beside one statement; `position` counts the references to the note."""

    note: SourceNote
    position: int

    @property
    def anchor(self) -> str:
        return f"reference-{self.note.number}-{self.position}"


def number_sources(records: Iterable[Source]) -> list[SourceNote]:
    """Number the sources of the records in their order, attach `source_references`, and return the notes.

    Equal sources share a number: the same paragraph of a document, or the same address.
    """
    notes: dict[Hashable, SourceNote] = {}
    for record in records:
        record_notes = sorted(_notes_of(record, notes), key=attrgetter("number"))
        record.source_references = [_refer_to(note) for note in record_notes]
    _shorten_names(notes.values())
    return list(notes.values())


def _shorten_names(notes: Iterable[SourceNote]) -> None:
    """Give pages elsewhere the name of their publisher and their date, if no other note has both."""
    short_names = {note: publisher_and_date(note.name) for note in notes}
    occurrences = Counter(short_names.values())
    for note, short_name in short_names.items():
        note.short_name = short_name if occurrences[short_name] == 1 else ""


def publisher_and_date(name: str) -> str:
    """Return `VietnamPlus, July 2019` for a source with this name; empty if it doesn't give both.

    >>> publisher_and_date("VietnamPlus: 13th ADMM issues declaration (July 2019)")
    'VietnamPlus, July 2019'
    """
    if match := PUBLISHER_DATE_TITLE.fullmatch(name):
        return match["publisher"]
    match = PUBLISHER_TITLE_DATE.fullmatch(name)
    return f"{match['publisher']}, {match['date']}" if match else ""


def _refer_to(note: SourceNote) -> SourceReference:
    reference = SourceReference(note, len(note.references) + 1)
    note.references.append(reference)
    return reference


def _notes_of(record: Source, notes: dict[Hashable, SourceNote]) -> list[SourceNote]:
    """Return the notes for a record, its own source first, and add those that are new to `notes`."""
    source, day = record.attribution, past_as_of_date()
    sources = [_describe(source)] if source.source_document_id or source.source_name else []
    if not day:
        pages = (page.value for page in source.more_sources)
        sources += [{"name": page["name"], "url": page["url"] or ""} for page in pages]
        if source.source_note and not sources:
            sources = [{}]
    record_notes = []
    for values in sources:
        key = _key_of(values, source.source_note)
        note = notes.setdefault(key, SourceNote(len(notes) + 1, **values))
        if note not in record_notes:
            record_notes.append(note)
    if source.source_note and not day and source.source_note not in record_notes[0].remarks:
        record_notes[0].remarks.append(source.source_note)
    return record_notes


def _key_of(values: dict[str, Any], remark: str) -> Hashable:
    """Return what equal sources have in common; remarks without a source are only equal to themselves."""
    if document := values.get("document"):
        return document.pk, values["paragraph"]
    return values.get("url") or values.get("name") or values.get("is_withheld") or (None, remark)


def _describe(source) -> dict[str, Any]:
    """Return the values of the note for the first source of a statement."""
    day = past_as_of_date()
    if document := source.source_document:
        return {
            "document": document,
            "paragraph": source.source_paragraph,
            "is_as_known_today": bool(day) and not source.is_issued_by_as_of_date,
        }
    if source.source_document_id:
        return {"is_withheld": True}
    return {"name": source.source_name, "url": source.source_url, "is_as_known_today": bool(day)}
