"""Reads the folder of YAML facts that the demonstration content is made from, and answers questions about it.

What a slug or code names must be there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Self

import yaml

from meetings.choices import ADOPTING_VERBS, Verb

from .evidence import Evidence, FactsError
from .records import (
    Area,
    ConceptPaper,
    Country,
    Declaration,
    EwgCycle,
    Initiative,
    Meeting,
    Record,
    Series,
    StatusUpdate,
)


@dataclass(frozen=True)
class Decision:
    """What a meeting decided; `subject` is the paper, declaration or initiative it is about, or nothing."""

    meeting: str
    verb: str
    evidence: Evidence
    subject: ConceptPaper | Declaration | Initiative | None = None
    text: str = ""

    @property
    def adopts(self) -> bool:
        return self.verb in ADOPTING_VERBS


@dataclass(frozen=True)
class Adoption:
    """A status `adopted` of the facts and the decisions of that meeting it follows from.

    `implied` when the facts have no such decision beside the status.
    """

    initiative: Initiative
    update: StatusUpdate
    decisions: tuple[Decision, ...]
    implied: bool = False

    @property
    def follows(self) -> bool:
        """Whether one of the decisions makes the initiative adopted by the rule of the portal."""
        return any(decision.adopts for decision in self.decisions)


@dataclass(frozen=True)
class Background:
    """The text of record: its paragraphs word by word, the objectives after the first."""

    title: str
    paragraphs: tuple[str, ...]
    objectives: tuple[str, ...]

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a title (twice), a paragraph that ends with a colon, objectives ("To ...") and paragraphs."""
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
        title, *body = lines
        body = [line for line in body if line != title]
        objectives = tuple(line for line in body if line.startswith("To "))
        if not body or not body[0].endswith(":") or not objectives:
            raise FactsError(
                f"{path.name}: expected a first paragraph that ends with a colon, and objectives."
            )
        return cls(title, tuple(line for line in body if line not in objectives), objectives)


@dataclass(frozen=True)
class Facts:
    """All facts of a folder, by natural key."""

    countries: Mapping[str, Country]
    areas: Mapping[str, Area]
    series: Mapping[str, Series]
    ewg_cycles: Mapping[int, EwgCycle]
    meetings: Mapping[str, Meeting]
    papers: Mapping[str, ConceptPaper]
    declarations: Mapping[str, Declaration]
    initiatives: Mapping[str, Initiative]

    @classmethod
    def read(cls, folder: Path) -> Self:
        facts = cls(
            countries=_records(folder, "countries", Country, key="code"),
            areas=_records(folder, "areas", Area),
            series=_records(folder, "series", Series),
            ewg_cycles=_records(folder, "ewg_cycles", EwgCycle, file="series", key="number"),
            meetings=_records(folder, "meetings", Meeting),
            papers=_records(folder, "concept_papers", ConceptPaper),
            declarations=_records(folder, "declarations", Declaration),
            initiatives=_records(folder, "initiatives", Initiative),
        )
        facts._check_references()
        return replace(facts, papers=facts._with_acronyms_once())

    def decisions(self) -> Iterator[Decision]:
        """Every decision once, those about papers first, then declarations, initiatives and the rest."""
        for paper in self.papers.values():
            for decided in paper.decided_at:
                yield Decision(decided.meeting, decided.verb, decided.evidence, paper)
        for declaration in self.declarations.values():
            evidence = declaration.evidence.only("verb")
            yield Decision(declaration.meeting, declaration.verb, evidence, declaration)
        for initiative in self.initiatives.values():
            for decided in initiative.decided_at:
                yield Decision(decided.meeting, decided.verb, decided.evidence, initiative)
        for adoption in self.adoptions():
            if adoption.implied:
                yield from adoption.decisions
        for meeting in self.meetings.values():
            for other in meeting.other_decisions:
                yield Decision(meeting.slug, other.verb, other.evidence, text=other.text)

    def decisions_of(self, meeting: Meeting) -> tuple[Decision, ...]:
        return tuple(decision for decision in self.decisions() if decision.meeting == meeting.slug)

    def adoptions(self) -> tuple[Adoption, ...]:
        """Every status `adopted`, with what carries it."""
        return tuple(
            self._adoption(initiative, update)
            for initiative in self.initiatives.values()
            for update in initiative.adoptions
        )

    def implementing(self, paper: ConceptPaper) -> tuple[Initiative, ...]:
        return tuple(i for i in self.initiatives.values() if paper.slug in i.implements)

    def _adoption(self, initiative: Initiative, update: StatusUpdate) -> Adoption:
        """The decisions of that meeting about the initiative or a paper that it implements.

        Without one, the status is itself the record of a decision, as uncertain as it is.
        """
        subjects = (initiative, *(self.papers[slug] for slug in initiative.implements))
        decisions = tuple(
            Decision(decided.meeting, decided.verb, decided.evidence, subject)
            for subject in subjects
            for decided in subject.decided_at
            if decided.meeting == update.reported_to
        )
        if decisions:
            return Adoption(initiative, update, decisions)
        confirms = update.evidence.confirms_all("status")
        evidence = replace(update.evidence, confirms=confirms, unconfirmed_fields=())
        implied = Decision(update.reported_to, Verb.ADOPTED.value, evidence, initiative, update.text)
        return Adoption(initiative, update, (implied,), implied=True)

    def _with_acronyms_once(self) -> dict[str, ConceptPaper]:
        """The papers; an acronym that papers of one kind share stays with the initiative that bears it."""
        used = Counter((paper.kind, paper.acronym) for paper in self.papers.values() if paper.acronym)
        shared = {acronym for (_, acronym), times in used.items() if times > 1}
        homeless = shared - {initiative.acronym for initiative in self.initiatives.values()}
        if homeless:
            raise FactsError(
                f"concept_papers: two papers of a kind have the acronym {', '.join(sorted(homeless))}."
            )
        return {
            slug: replace(paper, acronym="") if paper.acronym in shared else paper
            for slug, paper in self.papers.items()
        }

    def _check_references(self) -> None:
        for kind in fields(self):
            for name, record in getattr(self, kind.name).items():
                self._check(record, f"{kind.name}, {name}")

    def _check(self, record: Record, where: str) -> None:
        for name, kind in record.REFERENCES.items():
            value = getattr(record, name)
            named = value if isinstance(value, tuple) else (value,)
            if missing := [slug for slug in named if slug and slug not in getattr(self, kind)]:
                raise FactsError(f"{where}, {name}: nothing is called {', '.join(missing)}.")
        for name in record.NESTED:
            for nested in getattr(record, name):
                self._check(nested, f"{where}, {name}")


FILES = {
    "countries": ("countries",),
    "areas": ("areas",),
    "series": ("series", "ewg_cycles"),
    "meetings": ("meetings",),
    "concept_papers": ("concept_papers",),
    "declarations": ("declarations",),
    "initiatives": ("initiatives",),
}


def _records(
    folder: Path, name: str, model: type[Record], *, file: str = "", key: str = "slug"
) -> dict[str, Record]:
    """The records of a top-level key, by natural key; its file has the same name unless given."""
    file = file or name
    content = yaml.safe_load((folder / f"{file}.yaml").read_text(encoding="utf-8"))
    if set(content) != set(FILES[file]):
        raise FactsError(f"{file}.yaml: holds {', '.join(sorted(content))}, not {', '.join(FILES[file])}.")
    records: dict[str, Record] = {}
    for raw in content[name]:
        record = model.parse(raw, name)
        natural_key = getattr(record, key)
        if natural_key in records:
            raise FactsError(f"{name}: {natural_key} is there twice.")
        records[natural_key] = record
    return records
