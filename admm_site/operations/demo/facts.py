"""Reads the folder of YAML facts that the demonstration content is made from.

Every record comes out with the portal's own choices (`video-conference`, `admm-plus`), dates as text of the
precision that is known, and an `Evidence`: where it is from and what that source does not confirm. An unknown
key, a missing one, a value outside its choices and a slug that names nothing are errors.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, replace
from itertools import takewhile
from pathlib import Path
from typing import Any, ClassVar, Self

import yaml

from admm_site.content.choices import OccasionFormat, OccasionState
from admm_site.content.partial_dates import PartialDate
from admm_site.media.choices import DocumentKind
from admm_site.reference.choices import AreaKind, CountryRole
from initiatives.choices import ActivityKind, PaperKind, Status
from meetings.choices import ADOPTING_VERBS, ChairRole, Framework, Level, Verb

SEED_NAME = "ADMM Background (text of record)"
SEED_URL = "https://mod.gov.mm/node/12"
UNSOURCED_NOTE = "From a list of facts for which no public page was found."
PORTAL_NOTE = "A grouping made for the portal; it states no fact about ASEAN."


# Keys of records whose name differs here; the others keep theirs.
RENAMED = {
    "from": "start",
    "to": "end",
    "start_date": "start",
    "end_date": "end",
    "asean_member_since": "since",
    "participant_since": "since",
}

# Keys that say in an error which record is meant, the first that it has.
NAMING_KEYS = ("slug", "code", "date", "meeting", "country", "number", "text")

# Values that the portal calls otherwise, beyond lower case and hyphens.
RECODED = {"sop": "procedure"}

UNCONFIRMED_WORDS = {
    "asean_member_since": "year of membership",
    "chair_country": "chair",
    "chair_person": "name of the chair",
    "city": "city",
    "co_lead": "co-lead country",
    "country": "country",
    "date": "date",
    "end_date": "end date",
    "from": "start of the term",
    "hosts": "host",
    "implements": "the papers it carries out",
    "lead": "lead country",
    "name": "name",
    "official_name": "official name",
    "participants": "list of participants",
    "proposed_by": "who proposed it",
    "reported_to": "the meeting it was reported to",
    "start_date": "start date",
    "state": "whether it took place",
    "status": "status",
    "theme": "theme",
    "title": "title",
    "to": "end of the term",
    "venue": "venue",
    "verb": "how ministers decided on it",
}

# Two fields that are one thing to a reader.
UNCONFIRMED_PAIRS = {
    ("start_date", "end_date"): "dates",
    ("from", "to"): "years of the term",
}


class FactsError(ValueError):
    """What is wrong in the facts, and in which record."""


@dataclass(frozen=True)
class Reference:
    """A page that says something, or one of the three other origins of a fact."""

    origin: str
    name: str = ""
    url: str = ""

    PAGE: ClassVar = "page"
    SEED: ClassVar = "seed"
    UNSOURCED: ClassVar = "unsourced"
    PORTAL: ClassVar = "portal"

    @classmethod
    def parse(cls, value: Any, where: str) -> Self:
        if isinstance(value, Mapping):
            if set(value) != {"name", "url"}:
                raise FactsError(f"{where}: a source has a name and a url, not {', '.join(sorted(value))}.")
            return cls(cls.PAGE, value["name"], value["url"])
        if value == cls.SEED:
            return cls(cls.SEED, SEED_NAME, SEED_URL)
        if value in (cls.UNSOURCED, cls.PORTAL):
            return cls(value)
        raise FactsError(
            f"{where}: source is a page with name and url, or seed, unsourced or portal, not {value!r}."
        )


ORIGIN_NOTES = {Reference.UNSOURCED: UNSOURCED_NOTE, Reference.PORTAL: PORTAL_NOTE}


@dataclass(frozen=True)
class Evidence:
    """Where a record is from and how far that source confirms it."""

    source: Reference
    confirms: bool
    unconfirmed_fields: tuple[str, ...] = ()
    more_sources: tuple[Reference, ...] = ()
    note: str = ""

    KEYS: ClassVar = {"source", "verified", "unverified_fields", "more_sources", "note"}

    @classmethod
    def parse(cls, record: Mapping, where: str) -> Self:
        missing = {"source", "verified"} - set(record)
        if missing:
            raise FactsError(f"{where}: {' and '.join(sorted(missing))} missing.")
        unconfirmed = tuple(record.get("unverified_fields", ()))
        unknown = set(unconfirmed) - set(UNCONFIRMED_WORDS)
        if unknown:
            raise FactsError(f"{where}: no words for the unverified {', '.join(sorted(unknown))}.")
        return cls(
            source=Reference.parse(record["source"], where),
            confirms=record["verified"],
            unconfirmed_fields=unconfirmed,
            more_sources=tuple(Reference.parse(value, where) for value in record.get("more_sources", ())),
            note=record.get("note", ""),
        )

    @property
    def references(self) -> tuple[Reference, ...]:
        """The first source and the further ones, those with an address only."""
        return tuple(reference for reference in (self.source, *self.more_sources) if reference.url)

    @property
    def unconfirmed(self) -> str:
        """What the source does not confirm, in words: "dates, chair"."""
        left = list(self.unconfirmed_fields)
        words = []
        for pair, together in UNCONFIRMED_PAIRS.items():
            if set(pair) <= set(left):
                words.append(together)
                left = [name for name in left if name not in pair]
        return ", ".join(words + [UNCONFIRMED_WORDS[name] for name in left])

    @property
    def remark(self) -> str:
        """The note, after what is to be said of an origin that is not a page."""
        return " ".join(filter(None, (ORIGIN_NOTES.get(self.source.origin), self.note)))

    def confirms_all(self, *names: str) -> bool:
        """Whether the source confirms the record in all these fields."""
        return self.confirms and not set(names) & set(self.unconfirmed_fields)

    def source_fields(self) -> dict[str, Any]:
        """The fields of the portal's `Source` that this fills."""
        return {
            "source_name": self.source.name,
            "source_url": self.source.url,
            "source_confirms": self.confirms,
            "source_unconfirmed": self.unconfirmed,
            "source_note": self.remark,
            "more_sources": [
                ("page", {"name": page.name, "url": page.url}) for page in self.more_sources if page.url
            ],
        }

    def only(self, *names: str) -> Self:
        """The same evidence for a part of the record: only these fields can be unconfirmed."""
        return replace(self, unconfirmed_fields=tuple(n for n in self.unconfirmed_fields if n in names))


@dataclass(frozen=True, kw_only=True)
class Record:
    """What every record has; subclasses name their keys as fields."""

    evidence: Evidence

    CHOICES: ClassVar[Mapping[str, Collection[str]]] = {}
    DATES: ClassVar[tuple[str, ...]] = ()
    NESTED: ClassVar[Mapping[str, type]] = {}

    @classmethod
    def parse(cls, record: Mapping, where: str) -> Self:
        where = ", ".join([where, *(str(record[key]) for key in NAMING_KEYS if key in record)][:2])
        values = {RENAMED.get(key, key): value for key, value in record.items() if key not in Evidence.KEYS}
        known = {field.name: field for field in fields(cls) if field.name != "evidence"}
        unknown = set(values) - set(known)
        if unknown:
            raise FactsError(f"{where}: unknown {', '.join(sorted(unknown))}.")
        missing = {name for name, field in known.items() if field.default is MISSING} - set(values)
        if missing:
            raise FactsError(f"{where}: {', '.join(sorted(missing))} missing.")
        return cls(
            evidence=Evidence.parse(record, where),
            **{name: cls._value(name, value, where) for name, value in values.items()},
        )

    @classmethod
    def _value(cls, name: str, value: Any, where: str) -> Any:
        if name in cls.NESTED:
            return tuple(cls.NESTED[name].parse(item, f"{where}, {name}") for item in value)
        if name in cls.DATES:
            return partial_date(value, where)
        if name in cls.CHOICES:
            return choice(value, cls.CHOICES[name], f"{where}, {name}")
        return tuple(value) if isinstance(value, list) else value


def partial_date(value: str | int | dt.date, where: str) -> str:
    """A date as ISO text of its own precision: 2011, 2011-10 or 2011-05-19."""
    try:
        return str(PartialDate.parse(str(value)))
    except ValueError as error:
        raise FactsError(f"{where}: {value!r} is no date; write 2011, 2011-10 or 2011-05-19.") from error


def choice(value: str, choices: Collection[str], where: str) -> str:
    """The portal's slug for a value of the facts."""
    slug = RECODED.get(value, value.lower().replace("_", "-"))
    if slug not in choices:
        raise FactsError(f"{where}: {value!r} is none of {', '.join(choices)}.")
    return slug


@dataclass(frozen=True, kw_only=True)
class Country(Record):
    code: str
    slug: str
    name: str
    official_name: str
    role: str
    earlier_role: str = ""
    since: str = ""

    CHOICES = {"role": CountryRole.values, "earlier_role": CountryRole.values}
    DATES = ("since",)


@dataclass(frozen=True, kw_only=True)
class Area(Record):
    slug: str
    acronym: str
    name: str
    kind: str
    description: str
    ewg: str = ""

    CHOICES = {"kind": AreaKind.values}


@dataclass(frozen=True, kw_only=True)
class ChairTerm(Record):
    country: str
    role: str
    start: str
    end: str = ""

    CHOICES = {"role": ChairRole.values}
    DATES = ("start", "end")


@dataclass(frozen=True, kw_only=True)
class Series(Record):
    slug: str
    name: str
    acronym: str
    framework: str
    level: str
    summary: str
    reports_to: str = ""
    area: str = ""
    established: str = ""
    chair_terms: tuple[ChairTerm, ...] = ()

    CHOICES = {"framework": Framework.values, "level": Level.values}
    DATES = ("established",)
    NESTED = {"chair_terms": ChairTerm}


@dataclass(frozen=True, kw_only=True)
class EwgCycle(Record):
    number: int
    start: str
    end: str

    DATES = ("start", "end")


@dataclass(frozen=True, kw_only=True)
class OtherDecision(Record):
    verb: str
    text: str

    CHOICES = {"verb": Verb.values}


@dataclass(frozen=True, kw_only=True)
class Meeting(Record):
    """`start` and `end` are equal for one day, and the year alone where only that is known."""

    slug: str
    series: str
    title: str
    short_title: str
    format: str
    state: str
    summary: str
    ordinal: int | None = None
    start: str = ""
    end: str = ""
    city: str = ""
    country: str = ""
    venue: str = ""
    chair_country: str = ""
    chair_person: str = ""
    theme: str = ""
    participants: tuple[str, ...] = ()
    observers: tuple[str, ...] = ()
    other_decisions: tuple[OtherDecision, ...] = ()

    CHOICES = {"format": OccasionFormat.values, "state": OccasionState.values}
    DATES = ("start", "end")
    NESTED = {"other_decisions": OtherDecision}

    @classmethod
    def parse(cls, record: Mapping, where: str) -> Self:
        record = dict(record)
        if year := record.pop("year", None):
            record = {"start_date": year, "end_date": year} | record
        return super().parse(record, where)

    @property
    def date(self) -> str:
        """The most precise date that the whole meeting lies in: of 25 to 27 February 2009, 2009-02."""
        parts = zip(self.start.split("-"), self.end.split("-"), strict=False)
        return "-".join(first for first, _ in takewhile(lambda pair: pair[0] == pair[1], parts))


@dataclass(frozen=True, kw_only=True)
class DecidedAt(Record):
    meeting: str
    verb: str

    CHOICES = {"verb": Verb.values}


@dataclass(frozen=True, kw_only=True)
class ConceptPaper(Record):
    slug: str
    title: str
    kind: str
    area: str
    summary: str
    decided_at: tuple[DecidedAt, ...]
    acronym: str = ""
    proposed_by: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    title_is_descriptive: bool = False

    CHOICES = {"kind": PaperKind.values}
    NESTED = {"decided_at": DecidedAt}


@dataclass(frozen=True, kw_only=True)
class Declaration(Record):
    """A chairman's statement has no verb in the facts: the chair issues it."""

    slug: str
    title: str
    kind: str
    meeting: str
    date: str
    verb: str = Verb.ISSUED.value
    summary: str = ""
    title_is_descriptive: bool = False

    CHOICES = {
        "kind": (
            DocumentKind.JOINT_DECLARATION,
            DocumentKind.DECLARATION,
            DocumentKind.JOINT_STATEMENT,
            DocumentKind.CHAIRMANS_STATEMENT,
        ),
        "verb": Verb.values,
    }
    DATES = ("date",)


@dataclass(frozen=True, kw_only=True)
class StatusUpdate(Record):
    date: str
    status: str
    text: str
    reported_to: str = ""

    CHOICES = {"status": Status.values}
    DATES = ("date",)


@dataclass(frozen=True, kw_only=True)
class Activity(Record):
    slug: str
    title: str
    kind: str
    state: str
    summary: str
    start: str = ""
    end: str = ""
    city: str = ""
    country: str = ""
    place: str = ""
    format: str = OccasionFormat.IN_PERSON.value
    hosts: tuple[str, ...] = ()
    area: str = ""
    series: str = ""

    CHOICES = {
        "kind": ActivityKind.values,
        "format": OccasionFormat.values,
        "state": OccasionState.values,
    }
    DATES = ("start", "end")


@dataclass(frozen=True, kw_only=True)
class Initiative(Record):
    slug: str
    name: str
    area: str
    summary: str
    status_updates: tuple[StatusUpdate, ...]
    activities: tuple[Activity, ...]
    acronym: str = ""
    lead: tuple[str, ...] = ()
    co_lead: tuple[str, ...] = ()
    implements: tuple[str, ...] = ()
    decided_at: tuple[DecidedAt, ...] = ()
    portal_grouping: bool = False

    NESTED = {"status_updates": StatusUpdate, "activities": Activity, "decided_at": DecidedAt}

    @property
    def stored_updates(self) -> tuple[StatusUpdate, ...]:
        """The updates that the portal stores: that an initiative is adopted follows from decisions."""
        return tuple(update for update in self.status_updates if update.status != Status.ADOPTED)

    @property
    def adoptions(self) -> tuple[StatusUpdate, ...]:
        return tuple(update for update in self.status_updates if update.status == Status.ADOPTED)


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
        for where, known, names in self._references():
            missing = [name for name in names if name and name not in known]
            if missing:
                raise FactsError(f"{where}: nothing is called {', '.join(missing)}.")

    def _references(self) -> Iterator[tuple[str, Mapping, tuple[str, ...]]]:
        for area in self.areas.values():
            yield f"areas, {area.slug}, ewg", self.series, (area.ewg,)
        for series in self.series.values():
            where = f"series, {series.slug}"
            yield f"{where}, reports_to", self.series, (series.reports_to,)
            yield f"{where}, area", self.areas, (series.area,)
            yield f"{where}, chair_terms", self.countries, tuple(term.country for term in series.chair_terms)
        for meeting in self.meetings.values():
            where = f"meetings, {meeting.slug}"
            yield f"{where}, series", self.series, (meeting.series,)
            countries = (meeting.country, meeting.chair_country, *meeting.participants, *meeting.observers)
            yield f"{where}, countries", self.countries, countries
        for paper in self.papers.values():
            where = f"concept_papers, {paper.slug}"
            yield f"{where}, area", self.areas, (paper.area,)
            yield f"{where}, proposed_by", self.countries, paper.proposed_by
            yield f"{where}, decided_at", self.meetings, tuple(d.meeting for d in paper.decided_at)
        for declaration in self.declarations.values():
            yield f"declarations, {declaration.slug}, meeting", self.meetings, (declaration.meeting,)
        for initiative in self.initiatives.values():
            where = f"initiatives, {initiative.slug}"
            yield f"{where}, area", self.areas, (initiative.area,)
            yield f"{where}, lead", self.countries, initiative.lead + initiative.co_lead
            yield f"{where}, implements", self.papers, initiative.implements
            yield f"{where}, decided_at", self.meetings, tuple(d.meeting for d in initiative.decided_at)
            reported = tuple(update.reported_to for update in initiative.status_updates)
            yield f"{where}, reported_to", self.meetings, reported
            for activity in initiative.activities:
                where = f"initiatives, {initiative.slug}, {activity.slug}"
                yield f"{where}, area", self.areas, (activity.area,)
                yield f"{where}, series", self.series, (activity.series,)
                yield f"{where}, countries", self.countries, (activity.country, *activity.hosts)


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
