"""What the demonstration documents say, made from the facts: papers, declarations and the text of record.

Each stands for a document that the portal does not have, and says so on every page; `typesetting` sets it.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

from admm_site.content.choices import OccasionFormat
from admm_site.content.partial_dates import PartialDate, range_in_words
from admm_site.media.choices import DocumentKind, DocumentLanguage

from .evidence import SEED_NAME, SEED_URL, Evidence, Reference
from .facts import Background, Decision, Facts
from .records import ConceptPaper, Declaration, Initiative, Meeting
from .typesetting import typeset

DEMONSTRATION = "Demonstration document made for the ADMM portal from public facts"
NOT_THE_TEXT = "Not the text of the document it stands for"
NOT_THE_ORIGINAL = "Not the original of the text that it quotes"

BACKGROUND_SLUG = "admm-background"

PARAGRAPH = "¶"
VIDEO_CONFERENCE = "by video conference"


@dataclass(frozen=True)
class Line:
    """A paragraph or item, with the number it is cited by if it has one; a `url` is printed below it."""

    text: str
    number: str = ""
    url: str = ""
    verbatim: bool = False

    @property
    def is_paragraph(self) -> bool:
        return self.number.startswith(PARAGRAPH)


@dataclass(frozen=True)
class Section:
    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class DemoDocument:
    """One document: what its PDF shows and what the portal stores about it."""

    slug: str
    kind: str
    title: str
    particulars: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    acronym: str = ""
    issued: str = ""
    issued_confirmed: bool = True
    issued_note: str = ""
    language: str = DocumentLanguage.ENGLISH.value
    statement: str = DEMONSTRATION
    caution: str = NOT_THE_TEXT

    @property
    def file_name(self) -> str:
        return f"{self.slug}.pdf"

    @property
    def kind_name(self) -> str:
        return str(DocumentKind(self.kind).label)

    @property
    def issued_in_words(self) -> str:
        """The date of issue as far as it is known, and whether a source confirms it."""
        if not self.issued:
            return self.issued_note
        return words(self.issued) + ("" if self.issued_confirmed else " (not confirmed)")

    @property
    def rows(self) -> tuple[tuple[str, str], ...]:
        """The particulars, the date of issue and the language."""
        return (
            *self.particulars,
            ("Date of issue", self.issued_in_words),
            ("Language", str(DocumentLanguage(self.language).label)),
        )

    @property
    def subject(self) -> str:
        """The description in the metadata of the file."""
        return f"{self.statement}. {self.caution}. {self.kind_name}, date of issue: {self.issued_in_words}."

    @property
    def keywords(self) -> str:
        issued = f"issued {self.issued}" if self.issued else ""
        return ", ".join(filter(None, ("demonstration", self.kind_name, self.acronym, issued)))


def all_documents(facts: Facts, background: Background) -> Iterator[DemoDocument]:
    yield background_document(background)
    for paper in facts.papers.values():
        yield paper_document(facts, paper)
    for declaration in facts.declarations.values():
        yield declaration_document(facts, declaration)


def write_documents(documents: Iterable[DemoDocument], folder: Path) -> list[Path]:
    """The files written, `<slug>.pdf`; the same bytes for the same documents."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for document in documents:
        path = folder / document.file_name
        path.write_bytes(typeset(document))
        paths.append(path)
    return paths


def paper_document(facts: Facts, paper: ConceptPaper) -> DemoDocument:
    """A concept paper or another paper of ministers; issued when a meeting first decided on it."""
    decisions = [decision for decision in facts.decisions() if decision.subject is paper]
    first = min(decisions, key=lambda decision: PartialDate.parse(facts.meetings[decision.meeting].date))
    meeting = facts.meetings[first.meeting]
    number = numbers()
    initiatives = [about_initiative(facts, initiative) for initiative in facts.implementing(paper)]
    return DemoDocument(
        slug=paper.slug,
        kind=paper.kind,
        title=paper.title,
        acronym=paper.acronym,
        issued=meeting.date,
        issued_confirmed=first.evidence.confirms and dates_confirmed(meeting),
        particulars=particulars(
            ("Acronym", paper.acronym),
            ("Area of cooperation", facts.areas[paper.area].name),
            ("Proposed by", country_names(facts, paper.proposed_by)),
            *(particular_of_decision(facts, decision) for decision in decisions),
        ),
        sections=sections(
            ("Summary", numbered(number, [paper.summary])),
            ("Objectives", numbered(number, paper.objectives)),
            ("Decisions of ministers", numbered(number, [about_decision(facts, d) for d in decisions])),
            (
                "What carries it out",
                numbered(number, initiatives),
            ),
            (
                "What is not confirmed",
                unconfirmed(of_record(paper), *(of_decision(facts, decision) for decision in decisions)),
            ),
            ("Notes", notes(paper.evidence, *(decision.evidence for decision in decisions))),
            ("Sources", sources(paper.evidence, *(decision.evidence for decision in decisions))),
        ),
    )


def declaration_document(facts: Facts, declaration: Declaration) -> DemoDocument:
    """A declaration or statement, with what else its meeting decided."""
    meeting = facts.meetings[declaration.meeting]
    decisions = facts.decisions_of(meeting)
    (own,) = (decision for decision in decisions if decision.subject is declaration)
    others = [in_short(facts, decision) for decision in decisions if decision is not own]
    number = numbers()
    return DemoDocument(
        slug=declaration.slug,
        kind=declaration.kind,
        title=declaration.title,
        issued=declaration.date,
        issued_confirmed=declaration.evidence.confirms_all("date"),
        particulars=particulars(
            ("Meeting", meeting.title),
            ("Place", place(facts, meeting)),
            ("Dates of the meeting", dates(meeting)),
            ("Decision", confirmed_or_not(own.verb, own.evidence, "verb")),
        ),
        sections=sections(
            ("Summary", numbered(number, sentences(declaration.summary))),
            ("The meeting", numbered(number, [about_meeting(facts, meeting), *sentences(meeting.summary)])),
            (
                "Decided at the same meeting",
                numbered(number, others),
            ),
            ("What is not confirmed", unconfirmed(of_record(declaration), of_meeting(meeting))),
            ("Notes", notes(declaration.evidence)),
            ("Sources", sources(declaration.evidence, meeting.evidence)),
        ),
    )


def background_document(background: Background) -> DemoDocument:
    """The text of record, word by word: its paragraphs numbered for reference, its objectives from 1 to 9."""
    first, *rest = background.paragraphs
    number = numbers()
    objectives = tuple(
        Line(text, f"{position}.", verbatim=True) for position, text in enumerate(background.objectives, 1)
    )
    return DemoDocument(
        slug=BACKGROUND_SLUG,
        kind=DocumentKind.BACKGROUND.value,
        title=background.title,
        issued_note="not known; written between the 7th ADMM (May 2013) and the 8th (May 2014)",
        caution=NOT_THE_ORIGINAL,
        particulars=particulars(
            ("Text of", "the page “ADMM Background” of the Ministry of Defence of Myanmar"),
            ("Address", SEED_URL),
        ),
        sections=sections(
            (
                "Text of record",
                numbered(number, [first], verbatim=True) + objectives + numbered(number, rest, verbatim=True),
            ),
            (
                "Notes",
                (
                    Line("The text is quoted word by word; the numbers of its paragraphs are the portal's."),
                    Line(
                        "The ADMM website and the ADMM 2015 site of Malaysia give objectives 5 to 9 as those"
                        " of the ADMM-Plus; the first four are those of the ADMM itself."
                    ),
                ),
            ),
            ("Sources", (Line(SEED_NAME, url=SEED_URL),)),
        ),
    )


# How facts read


def words(date: str) -> str:
    return PartialDate.parse(date).in_words()


def country_names(facts: Facts, codes: Iterable[str]) -> str:
    return listed([facts.countries[code].name for code in codes])


def listed(names: list[str]) -> str:
    """ "A", "A and B", "A, B and C" """
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""


def sentences(text: str) -> list[str]:
    """The sentences of a text, each of which becomes a paragraph."""
    return re.split(r"(?<=[a-z0-9)][.]) (?=[A-Z])", text) if text else []


def place(facts: Facts, meeting: Meeting) -> str:
    """Where a meeting was: "Jakarta, Indonesia", "Singapore" or "by video conference"."""
    if not meeting.city and meeting.format == OccasionFormat.VIDEO_CONFERENCE:
        return VIDEO_CONFERENCE
    country = facts.countries[meeting.country].name if meeting.country else ""
    return ", ".join(dict.fromkeys(filter(None, (meeting.city, country))))


def dates(meeting: Meeting) -> str:
    said = range_in_words(PartialDate.parse(meeting.start), PartialDate.parse(meeting.end))
    return said if dates_confirmed(meeting) else f"{said} (not confirmed)"


def dates_confirmed(meeting: Meeting) -> bool:
    return meeting.evidence.confirms_all("start_date", "end_date")


def confirmed_or_not(text: str, evidence: Evidence, field: str) -> str:
    return text if evidence.confirms_all(field) else f"{text} (not confirmed)"


def about_meeting(facts: Facts, meeting: Meeting) -> str:
    where = place(facts, meeting)
    where = where if where == VIDEO_CONFERENCE else f"in {where}"
    chair = facts.countries[meeting.chair_country].name if meeting.chair_country else ""
    theme = f" Its theme was “{meeting.theme}”." if meeting.theme else ""
    chaired = f", with {chair} in the chair" if chair else ""
    return f"The {meeting.title} took place {where}, {dates(meeting)}{chaired}.{theme}"


def about_decision(facts: Facts, decision: Decision) -> str:
    meeting = facts.meetings[decision.meeting]
    said = f"{decision.verb.capitalize()} at the {meeting.title}, {place(facts, meeting)}, {dates(meeting)}."
    return said if decision.evidence.confirms else f"{said} No source was found that confirms this."


def particular_of_decision(facts: Facts, decision: Decision) -> tuple[str, str]:
    meeting = facts.meetings[decision.meeting]
    said = f"{meeting.short_title}, {words(meeting.date)}"
    return decision.verb.capitalize(), confirmed_or_not(said, decision.evidence, "verb")


def in_short(facts: Facts, decision: Decision) -> str:
    """What else a meeting decided: "Adopted: Concept Paper on …", or the words of the decision."""
    subject = decision.subject
    name = subject.name if isinstance(subject, Initiative) else subject.title if subject else decision.text
    ending = "" if name.endswith(".") else "."
    return f"{decision.verb.capitalize()}: {confirmed_or_not(name, decision.evidence, 'verb')}{ending}"


def about_initiative(facts: Facts, initiative: Initiative) -> str:
    acronym = f" ({initiative.acronym})" if initiative.acronym else ""
    leads = country_names(facts, initiative.lead)
    led = f", led by {confirmed_or_not(leads, initiative.evidence, 'lead')}" if leads else ""
    return f"The initiative {initiative.name}{acronym}{led}."


# What stands at the end of each document


def unconfirmed(*statements: Iterator[str]) -> tuple[Line, ...]:
    said = dict.fromkeys(chain.from_iterable(statements))
    return tuple(Line(text) for text in said) or (Line("Nothing in this record is marked as such."),)


def of_record(record: ConceptPaper | Declaration) -> Iterator[str]:
    if not record.evidence.confirms:
        yield "This document: no public page was found that confirms what is said of it."
    if record.evidence.unconfirmed:
        yield f"About this document, its sources do not confirm: {record.evidence.unconfirmed}."
    if record.title_is_descriptive:
        yield "The title was not found in the pages read: its words are the portal's own."


def of_decision(facts: Facts, decision: Decision) -> Iterator[str]:
    meeting = facts.meetings[decision.meeting]
    if not decision.evidence.confirms:
        yield f"That it was {decision.verb} at the {meeting.short_title}."
    if decision.evidence.unconfirmed:
        yield f"About the decision of the {meeting.short_title}: {decision.evidence.unconfirmed}."
    if not dates_confirmed(meeting):
        yield f"The dates of the {meeting.short_title}."


def of_meeting(meeting: Meeting) -> Iterator[str]:
    if not meeting.evidence.confirms:
        yield f"The {meeting.short_title}: no public page was found that confirms what is said of it."
    if meeting.evidence.unconfirmed:
        yield f"About the {meeting.short_title}, its sources do not confirm: {meeting.evidence.unconfirmed}."


def notes(*evidence: Evidence) -> tuple[Line, ...]:
    return tuple(Line(text) for text in dict.fromkeys(chain.from_iterable(e.remarks for e in evidence)))


def sources(*evidence: Evidence) -> tuple[Line, ...]:
    """Every page named, once."""
    pages: dict[Reference, None] = dict.fromkeys(page for e in evidence for page in e.references)
    return tuple(Line(page.name, url=page.url) for page in pages) or (Line("No public page was found."),)


# Putting a document together


def numbers() -> Iterator[int]:
    """The numbers that paragraphs of a document are cited by."""
    return count(1)


def numbered(number: Iterator[int], texts: Iterable[str], *, verbatim: bool = False) -> tuple[Line, ...]:
    return tuple(Line(text, f"{PARAGRAPH} {next(number)}", verbatim=verbatim) for text in texts)


def sections(*pairs: tuple[str, tuple[Line, ...]]) -> tuple[Section, ...]:
    return tuple(Section(heading, lines) for heading, lines in pairs if lines)


def particulars(*pairs: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, value) for name, value in pairs if value)
